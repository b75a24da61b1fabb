package org.leasehold.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.link.StubSshd;
import org.leasehold.core.link.StubSshd.Said;

/// `leasehold host install` and `uninstall` against a host that refuses: exit code and sentence.
@Timeout(60)
class HostInstallRefusalsTest {
  private static final String UNPACK =
      "rm -rf /opt/.leasehold-agent-incoming && mkdir -m 0755 /opt/.leasehold-agent-incoming && tar -xf - --no-same-owner -C /opt/.leasehold-agent-incoming";
  private static final String INSTALL =
      "/opt/.leasehold-agent-incoming/bin/leasehold-agent install";

  @TempDir private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init") // made before each test
  private StubSshd host;

  @BeforeEach
  void listen() throws Exception {
    host = StubSshd.start(folder);
    Files.writeString(folder.resolve("agent.tar"), "programs");
  }

  @AfterEach
  void close() throws Exception {
    host.close();
  }

  private Run at(String command, String fingerprint, Object... more) {
    var words = new ArrayList<Object>(List.of("host", command, "kvm1", "--address", "127.0.0.1"));
    words.addAll(List.of("--port", host.port(), "--fingerprint", fingerprint));
    words.addAll(List.of("--ssh-dir", folder, "--agent-image", folder.resolve("agent.tar")));
    words.addAll(List.of(more));
    return Run.of(words.toArray());
  }

  private Run install(Said unpacked, Said installed, Object... more) {
    host.answers(
        command ->
            command.equals(UNPACK)
                ? unpacked
                : command.equals(INSTALL) ? installed : new Said(0, "", ""));
    return at("install", host.key().fingerprint(), more);
  }

  private static final Said DONE = new Said(0, "", "");

  private static void assertSaid(int exitCode, String err, Run run) {
    assertEquals(new Run(exitCode, run.out(), err), run);
  }

  @Test
  void aHostThatShowsAnotherKeyThanThePersonSaid() {
    assertSaid(
        4,
        "leasehold host install: kvm1 shows the key %s, not SHA256:other; find out why before you go on\n"
            .formatted(host.key().fingerprint()),
        at("install", "SHA256:other"));
  }

  @Test
  void programsThatCannotBeUnpacked() {
    assertSaid(
        3,
        "leasehold host install: kvm1: `%s` ended with 1: tar: no space left\n".formatted(UNPACK),
        install(new Said(1, "", "tar: no space left\n"), DONE));
  }

  @Test
  void anInstallerThatDoesNotRun() {
    assertSaid(
        3,
        "leasehold host install: kvm1: `%s` ended with 127 and said: no such file\n"
            .formatted(INSTALL),
        install(DONE, new Said(127, "", "no such file\nmore\n")));
    assertSaid(
        3,
        "leasehold host install: kvm1: `%s` ended with 0 and said: nothing\n".formatted(INSTALL),
        install(DONE, new Said(0, "what?", "")));
  }

  @Test
  void aHostThatCannotBeInstalledIsSaidWithAllReasons() {
    assertSaid(
        4,
        "leasehold host install: kvm1: libvirt is missing\nkvm1: sanlock is missing\n",
        install(
            DONE,
            new Said(
                4,
                "{\"steps\":[],\"refused\":[\"libvirt is missing\",\"sanlock is missing\"],\"failed\":\"\"}",
                "")));
  }

  @Test
  void aStepThatFailsAndAPlanThatNobodyConfirms() {
    var fails =
        new Said(
            1,
            "{\"steps\":[{\"what\":\"copy the programs\",\"done\":false}],\"refused\":[],\"failed\":\"the disk is full\"}",
            "");
    assertSaid(
        1,
        "leasehold host install: kvm1: the disk is full; the steps before it are done, and the command can be run again\n",
        install(DONE, fails, "--yes"));
    assertEquals(
        new Run(
            2,
            "sending programs to kvm1\non kvm1, as root:\n  copy the programs\n",
            "leasehold host install: This is done on kvm1 now; nobody is here to ask, so nothing was done: say --yes to do it\nTry 'leasehold host install --help'.\n"),
        install(DONE, fails));
  }

  @Test
  void anEngineKeyThatIsNone() throws Exception {
    var file = Files.writeString(folder.resolve("engine.pub"), "what");
    assertSaid(
        3,
        "leasehold host install: %s holds no public SSH key: not an SSH public key: what\n"
            .formatted(file),
        install(DONE, DONE, "--engine-key", file));
    var none = folder.resolve("none.pub");
    assertSaid(
        3,
        "leasehold host install: %s does not exist; check the path\n".formatted(none),
        install(DONE, DONE, "--engine-key", none));
  }

  @Test
  void nothingToUninstall() {
    host.answers(_ -> new Said(1, "", "no such file"));
    assertSaid(
        4,
        "leasehold host uninstall: Leasehold was not installed on kvm1 by `leasehold host install`\n",
        at("uninstall", host.key().fingerprint()));
  }
}
