package org.leasehold.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.core.link.HostKey;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;

/// What a command line says to an engine's person and does not ask the engine for, or what the
/// engine refused: exit code and the whole sentence.
class EngineRefusalsTest {
  @TempDir private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init") // made before each test
  private DemoEngine engine;

  @BeforeEach
  void listen() throws IOException {
    engine = DemoEngine.in(folder);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Run run(String line) {
    return engine.run((Object[]) line.split(" ", -1));
  }

  private static String command(String line, int words) {
    return "leasehold " + String.join(" ", List.of(line.split(" ", -1)).subList(0, words));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
host check kvm9               | 2 | no host kvm9; there are: kvm1, kvm2, kvm3
vm migrate web-1 kvm9         | 2 | no host kvm9; there are: kvm1, kvm2, kvm3
storage remove nas            | 2 | no store nas; there are: store1
vm start web-9                | 2 | no VM web-9; there are: backup, build, dc-1, dc-2, erp-app, erp-db, files, legacy-nt, mail, monitor, old-crm, print, scratch, staging, test-7, voip, web-1, web-2, wiki
storage create nas /x --on h  | 2 | no host h; there are: kvm1, kvm2, kvm3
host power enable kvm9        | 3 | no host kvm9; there are: kvm1, kvm2, kvm3
""")
  void aNameThatIsNotKnown(String line, int words, String sentence) {
    assertEquals(new Run(2, "", command(line, words) + ": " + sentence + "\n"), run(line));
    assertEquals(List.of(), engine.asked());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
events --last 0                    | 1 | --last is 1 to 10000, not 0
events --last 10001                | 1 | --last is 1 to 10000, not 10001
incident show 99                   | 2 | no incident 99; `leasehold incident list` shows them
document --aside four              | 1 | a document is named EPOCH.REVISION, such as 4.13, not four
document --aside 4.13              | 1 | no host in reach keeps a document 4.13 aside; see: leasehold document
vm protect web-1 --mode maybe      | 2 | the mode is off, confirm or protected, not maybe
vm set web-1 --priority 101        | 2 | the priority is 0 to 100, not 101
vm set web-1 --priority -1         | 2 | the priority is 0 to 100, not -1
vm drift web-1 --take-over --revert | 2 | it is taken over or reverted, not both
vm drift web-1                     | 2 | web-1 does not run, so nothing differs; see: leasehold vm explain web-1
settings quiet=1                   | 1 | no setting 'quiet'; `leasehold settings` shows all
host power remove kvm1 --name pdu  | 3 | kvm1 has no device 'pdu'; there are: bmc of kvm1
host power set kvm1 --agent sh     | 3 | no such fence agent here; there are fence_apc, fence_apc_snmp, fence_cisco_ucs, fence_eaton_snmp, fence_idrac, fence_ilo4, fence_ilo5, fence_ipmilan, fence_ipmilanplus, fence_redfish, fence_virsh, fence_vmware_rest, fence_xvm
host add kvm4 --port 70000         | 2 | --port is 1 to 65535, not 70000
storage add nas /x --io-timeout 300 | 2 | Invalid value for option '--io-timeout': io timeout out of 1..255 seconds: 300
pause --reason x --minutes many    | 1 | Invalid value for option '--minutes': 'many' is not an int
""")
  void whatIsNotAskedOfTheEngine(String line, int words, String sentence) {
    var command = command(line, words);
    assertEquals(
        new Run(2, "", "%s: %s\nTry '%s --help'.\n".formatted(command, sentence, command)),
        run(line));
    assertEquals(List.of(), engine.asked());
  }

  /// Without `--yes` and without a terminal.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
host checked kvm1                  | 2 | kvm1 may start protected VMs again
host confirm-rebooted kvm1         | 2 | the engine looks at the leases of kvm1 at once; nothing else changes
host remove kvm1                   | 2 | kvm1 leaves the cluster; no VM can run there any more
host power enable kvm1             | 3 | the power of kvm1 may be switched
host power disable kvm1            | 3 | nobody switches the power of kvm1 but by hand; its VMs come back all the same
storage remove store1                | 2 | every host leaves store1, and no lease can be in it any more
storage home store1                  | 2 | the engine's claim moves to store1; for some seconds no engine acts
storage home store1 --lost           | 2 | the claim moves to store1 at your word that its present home is lost; if an engine that cannot be seen from here still acts there, two act until it sees this one (a VM starts with its lease all the same)
vm stop web-1                      | 2 | web-1 is asked to shut down, and stays off
vm stop web-1 --now                | 2 | web-1 loses its power; what the guest has not written is lost
vm reboot web-1                    | 2 | web-1 shuts down and is started again, where it fits
vm pause web-1                     | 2 | web-1 stands still, and its guest answers nobody, until it is resumed
vm protect web-1 --mode off        | 2 | web-1 loses its lease: nobody restarts it, and nothing keeps it from running twice
vm protect web-1 --mode confirm    | 2 | web-1 loses its lease: it is restarted elsewhere only after a typed confirmation, and nothing else keeps it from running twice
vm release web-1 --on kvm1         | 2 | web-1 loses its lease and its protection; kvm1 alone knows it then
vm accept-disks web-1              | 2 | web-1 starts with web-1-disk1, whatever it had when it was last seen
pause --reason x --minutes 5       | 1 | nobody restarts VMs for 5 minutes
settings treatment.softWait=91s    | 1 | treatment.softWait: 60s -> 91s
""")
  void whatIsNotDoneWhereNobodyCanBeAsked(String line, int words, String effect) {
    var command = command(line, words);
    assertEquals(
        new Run(
            2,
            "",
            "%s: %s; nobody is here to ask, so nothing was done: say --yes to do it\nTry '%s --help'.\n"
                .formatted(command, effect, command)),
        run(line));
    assertEquals(List.of(), engine.asked());
  }

  @Test
  void whatTheEngineRefusesIsSaidInItsWords() {
    engine.answers(new Answer.Refused("web-1 runs on kvm1 already"));
    assertEquals(
        new Run(4, "", "leasehold vm start: web-1 runs on kvm1 already\n"), run("vm start web-1"));
    assertEquals(
        new Run(4, "{\n  \"refused\": \"web-1 runs on kvm1 already\"\n}\n", ""),
        run("vm start web-1 --json"));
    engine.answers(new Answer.Failed("kvm2 did not take it"));
    assertEquals(
        new Run(1, "", "leasehold vm migrate: kvm2 did not take it\n"),
        run("vm migrate web-1 kvm2"));
  }

  @ParameterizedTest
  @CsvSource({
    "RULE, 4",
    "BUSY, 4",
    "STALE, 4",
    "RESOURCES, 4",
    "LEASE_HELD, 4",
    "NOT_JOINED, 4",
    "INVALID_PARAMS, 2",
    "UNKNOWN_NAME, 2",
    "TIMED_OUT, 5",
    "UNREACHABLE, 3",
    "IN_DOUBT, 3",
    "INTERNAL_ERROR, 3"
  })
  void aCallThatFailsHasTheExitCodeOfItsKind(ErrorCode code, int exitCode) {
    engine.fails(new CallException(code, "kvm1 says why"));
    assertEquals(
        new Run(exitCode, "", "leasehold host check: kvm1 says why\n"), run("host check kvm1"));
    assertEquals(
        new Run(
            exitCode,
            "{\"error\":{\"exit_code\":%d,\"sentence\":\"kvm1 says why\"}}\n".formatted(exitCode),
            "leasehold host check: kvm1 says why\n"),
        run("host check kvm1 --json"));
  }

  @Test
  void aHostThatShowsAnotherKeyThanThePersonSaid() throws Exception {
    var key = "ssh-ed25519 " + "AAAA".repeat(17);
    engine.seesHostKey(key);
    var print = HostKey.parse(key).fingerprint();
    assertEquals(
        new Run(
            4,
            "",
            "leasehold host add: kvm4 shows the key %s, not SHA256:other; find out why before you go on\n"
                .formatted(print)),
        run("host add kvm4 --fingerprint SHA256:other"));
    assertEquals(
        new Run(
            2,
            "",
            "leasehold host add: kvm4 shows the ssh-ed25519 key %s; compare it with `ssh-keygen -lf` on the host's console, then pin it; nobody is here to ask, so nothing was done: say --yes to do it\nTry 'leasehold host add --help'.\n"
                .formatted(print)),
        run("host add kvm4"));
    assertEquals(List.of(), engine.asked());
  }

  @Test
  void aFileThatIsNotThere() throws Exception {
    var file = folder.resolve("nothing");
    assertEquals(
        new Run(
            3, "", "leasehold host power set: %s does not exist; check the path\n".formatted(file)),
        run(
            "host power set kvm1 --agent fence_ipmilan --ip 192.0.2.1 --yes --password-file "
                + file));
    Files.writeString(file, "\n");
    assertEquals(
        new Run(
            2,
            "",
            "leasehold host power set: the first line of %s is empty\nTry 'leasehold host power set --help'.\n"
                .formatted(file)),
        run(
            "host power set kvm1 --agent fence_ipmilan --ip 192.0.2.1 --yes --password-file "
                + file));
  }
}
