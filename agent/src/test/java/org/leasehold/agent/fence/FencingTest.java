package org.leasehold.agent.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.FenceAgents;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ClusterTopic.PowerAction;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Header;
import org.leasehold.core.protocol.HostTopic.AgentEvent;

/// Fence agents are run with their options on stdin, and believed only after two looks.
class FencingTest {
  private static final String PASSWORD = "hunter2 secret";

  @TempDir Path folder;
  private EventJournal journal;
  private FenceSecrets secrets;
  private Fencing fencing;

  @BeforeEach
  void open() throws IOException {
    journal = EventJournal.open(folder, new AgentInstance(1), () -> 0);
    secrets = FenceSecrets.open(folder, List::of);
    fencing =
        new Fencing(
            folder,
            folder.resolve("ipmitool"),
            journal,
            secrets,
            new Fencing.Limits(Duration.ofSeconds(5), Duration.ofMillis(1500)));
  }

  /// A program that notes its command line and stdin, and answers `status` with `statusCode`.
  private void program(int actionCode, int statusCode) throws IOException {
    var file = folder.resolve("fence_ipmilan");
    Files.writeString(
        file,
        """
        #!/bin/sh
        echo "args: $*" >> %1$s/seen
        options=$(cat)
        echo "$options" >> %1$s/seen
        case $options in *action=status*) exit %3$d ;; esac
        exit %2$d
        """
            .formatted(folder, actionCode, statusCode));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static ClusterTopic.Fence ask(PowerAction action, String agent, @Nullable String guid) {
    var options = new TreeMap<>(Map.of("ip", "10.0.0.1", "username", "u", "password", PASSWORD));
    return new ClusterTopic.Fence(
        new Header(new Epoch(1), 0, 1000, null, 0, "test"),
        "kvm2",
        new ClusterTopic.PowerDevice(agent, options, null),
        action,
        guid);
  }

  private ErrorCode refused(ClusterTopic.Fence ask) {
    return assertThrows(CallException.class, () -> fencing.fence(ask)).code();
  }

  private void refused(ErrorCode code, String sentence, ClusterTopic.Fence ask) {
    var e = assertThrows(CallException.class, () -> fencing.fence(ask));
    assertEquals(code + ": " + sentence, e.code() + ": " + e.sentence());
  }

  @Test
  void offIsDoneWhenTheDeviceSaysOffTwice() throws Exception {
    program(0, 2);
    assertEquals(
        new ClusterTopic.Power(false, "power is off, verified twice"),
        fencing.fence(ask(PowerAction.OFF, "fence_ipmilan", null)));
    var seen = Files.readString(folder.resolve("seen"));
    assertEquals(2, seen.split("action=status", -1).length - 1);
  }

  /// A BMC that is busy with switching answers late, and then what it says counts.
  @Test
  void aDeviceThatIsBusyWithSwitchingIsAskedAgain() throws Exception {
    program(0, 2);
    var file = folder.resolve("fence_ipmilan");
    var busy = "[ -e %1$s/busy ] && { rm %1$s/busy; exit 1; }".formatted(folder);
    Files.writeString(
        file, Files.readString(file).replace("case $options", busy + "\ncase $options"));
    Files.createFile(folder.resolve("busy"));
    var status = ask(PowerAction.STATUS, "fence_ipmilan", null);
    assertEquals(ErrorCode.UNREACHABLE, refused(status));
    assertEquals(new ClusterTopic.Power(false, "power is off"), fencing.fence(status));

    Files.writeString(
        file, Files.readString(file).replace("exit 0", "touch %s/busy; exit 0".formatted(folder)));
    assertEquals(
        new ClusterTopic.Power(false, "power is off, verified twice"),
        fencing.fence(ask(PowerAction.OFF, "fence_ipmilan", null)));
    var seen = Files.readString(folder.resolve("seen"));
    assertEquals(2 + 3, seen.split("action=status", -1).length - 1);
  }

  @Test
  void aDeviceThatSaysDoneAndIsStillOnIsAFailure() throws Exception {
    program(0, 0);
    refused(
        ErrorCode.IN_DOUBT,
        "fence_ipmilan ended with code 0, and afterwards the device says on; it may still change: it"
            + " said nothing",
        ask(PowerAction.OFF, "fence_ipmilan", null));
    assertEquals(
        List.of("fence.failed"),
        journal.since(0, 9).events().stream().map(AgentEvent::id).toList());
  }

  @Test
  void whatTheProgramSaidLastIsToldWithoutThePassword() throws Exception {
    program(1, 0);
    var ask = ask(PowerAction.OFF, "fence_ipmilan", null);
    var sentence =
        "fence_ipmilan ended with code 1, and afterwards the device says on; it may still change: ";
    refused(ErrorCode.IN_DOUBT, sentence + "it said nothing", ask);
    var file = folder.resolve("fence_ipmilan");
    var says = "echo first; echo \"Failed: u/%s\"; echo; exit 1".formatted(PASSWORD);
    Files.writeString(file, Files.readString(file).replace("\nexit 1", "\n" + says));
    refused(ErrorCode.IN_DOUBT, sentence + "Failed: u/***", ask);
  }

  @Test
  void aDeviceThatDoesNotAnswerIsNeitherOnNorOff() throws Exception {
    program(0, 1);
    refused(
        ErrorCode.UNREACHABLE,
        "fence_ipmilan cannot tell the power's state (exit code 1); is the device reachable, are"
            + " user and password right?",
        ask(PowerAction.STATUS, "fence_ipmilan", null));
  }

  @Test
  void thePasswordIsOnStdinAndNeitherOnTheCommandLineNorInTheJournalNorInTheText()
      throws Exception {
    program(1, 1);
    refused(ask(PowerAction.OFF, "fence_ipmilan", null));
    var seen = Files.readString(folder.resolve("seen"));
    assertEquals(true, seen.contains("password=" + PASSWORD));
    assertEquals(
        List.of("args: "), seen.lines().filter(l -> l.startsWith("args:")).distinct().toList());
    assertFalse(journal.since(0, 9).toString().contains(PASSWORD));
    assertFalse(ask(PowerAction.OFF, "fence_ipmilan", null).toString().contains(PASSWORD));
  }

  @Test
  void onlyProgramsOfTheListAreRun() {
    var sentence = "no such fence agent here; there are " + String.join(", ", FenceAgents.NAMES);
    for (var program : List.of("../../bin/sh", "fence_dummy")) {
      refused(ErrorCode.INVALID_PARAMS, sentence, ask(PowerAction.OFF, program, null));
    }
  }

  @Test
  void anOptionWithALineBreakCannotSetAnother() throws Exception {
    program(0, 2);
    var ask = ask(PowerAction.OFF, "fence_ipmilan", null);
    ask.device().options().put("username", "u\naction=on");
    refused(
        ErrorCode.INVALID_PARAMS, "the value of 'username' is too long or has line breaks", ask);
    assertFalse(Files.exists(folder.resolve("seen")));
  }

  @Test
  void anOptionThatNamesAProgramIsNotAllowed() throws Exception {
    program(0, 2);
    var ask = ask(PowerAction.OFF, "fence_ipmilan", null);
    ask.device().options().put("password_script", "/tmp/x");
    assertEquals(ErrorCode.INVALID_PARAMS, refused(ask));
  }

  private static final String NAME = "00112233445566778899aabbccddeeff";

  private static ClusterTopic.Fence withoutPassword(PowerAction action, String secret) {
    var full = ask(action, "fence_ipmilan", null);
    var options = new TreeMap<>(full.device().options());
    options.remove("password");
    return new ClusterTopic.Fence(
        full.header(),
        full.host(),
        new ClusterTopic.PowerDevice("fence_ipmilan", options, secret),
        action,
        null);
  }

  private static ClusterTopic.KeepSecrets keep(List<String> wanted, Map<String, String> given) {
    return new ClusterTopic.KeepSecrets(
        new Header(new Epoch(1), 0, 1000, null, 0, "test"), wanted, new TreeMap<>(given));
  }

  @Test
  void aKeptPasswordJoinsTheOptionsOnStdin() throws Exception {
    program(0, 2);
    secrets.keep(keep(List.of(NAME), Map.of(NAME, PASSWORD)));
    fencing.fence(withoutPassword(PowerAction.STATUS, NAME));
    var seen = Files.readString(folder.resolve("seen"));
    assertEquals(1, seen.split("password=" + PASSWORD, -1).length - 1);
  }

  @Test
  void aPasswordThatIsNotKeptHereIsNamedAsTheReason() throws Exception {
    program(0, 2);
    var e =
        assertThrows(
            CallException.class, () -> fencing.fence(withoutPassword(PowerAction.OFF, NAME)));
    assertEquals(
        "this host has no password for the device; give it anew: leasehold host power set",
        e.sentence());
    assertEquals(ErrorCode.UNKNOWN_NAME, e.code());
    assertFalse(Files.exists(folder.resolve("seen")));
  }

  @Test
  void passwordsAreReadableByRootOnlyAndSurviveTheAgent() throws Exception {
    secrets.keep(keep(List.of(NAME), Map.of(NAME, PASSWORD)));
    var file = folder.resolve("fence-secrets.json");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    var again = FenceSecrets.open(folder, List::of);
    assertEquals(Map.of(NAME, PASSWORD), again.get(List.of(NAME, "other")).secrets());
  }

  @Test
  void aPasswordNobodyNamesIsForgottenUnlessTheDocumentDoes() throws Exception {
    secrets.keep(keep(List.of(NAME), Map.of(NAME, PASSWORD)));
    var documented = FenceSecrets.open(folder, () -> List.of(NAME));
    assertEquals(List.of(NAME), documented.keep(keep(List.of(), Map.of())).held());
    assertEquals(List.of(), secrets.keep(keep(List.of(), Map.of())).held());
    assertFalse(Files.readString(folder.resolve("fence-secrets.json")).contains(PASSWORD));
  }

  @Test
  void aPasswordThatCouldSetAnotherOptionIsNotKept() {
    for (var bad : List.of("", "x\naction=on")) {
      var e =
          assertThrows(CallException.class, () -> secrets.keep(keep(List.of(), Map.of(NAME, bad))));
      assertEquals("a password is empty, too long or has line breaks", e.sentence());
    }
  }

  private void notKept(ErrorCode code, String sentence, Map<String, String> given) {
    var e = assertThrows(CallException.class, () -> secrets.keep(keep(List.of(), given)));
    assertEquals(code + ": " + sentence, e.code() + ": " + e.sentence());
    assertEquals(Map.of(), secrets.get(List.copyOf(given.keySet())).secrets());
    assertFalse(Files.exists(folder.resolve("fence-secrets.json")));
  }

  @Test
  void passwordsWithoutARightNameOrTooManyOrOnABrokenDiskAreNotKept() throws Exception {
    notKept(ErrorCode.INVALID_PARAMS, "not the name of a secret", Map.of("../passwd", PASSWORD));
    var many = new TreeMap<String, String>();
    for (int i = 0; i <= 1000; i++) many.put("%016x".formatted(i), PASSWORD);
    notKept(ErrorCode.RESOURCES, "more than 1000 passwords are not kept", many);
    var next = folder.resolve(".fence-secrets.json.new");
    Files.createDirectories(next.resolve("full"));
    notKept(
        ErrorCode.UNREACHABLE,
        "passwords cannot be written down on this host: " + next,
        Map.of(NAME, PASSWORD));
  }

  @Test
  void aDeviceThatCannotTellWhoseItIsIsNotSwitchedWhereThatIsAsked() throws Exception {
    program(0, 2);
    var ask = ask(PowerAction.OFF, "fence_apc", "00112233-4455-6677-8899-aabbccddeeff");
    var e = assertThrows(CallException.class, () -> fencing.fence(ask));
    assertEquals(
        "RULE: fence_apc cannot be asked for a system GUID, so nothing shows that the device is kvm2's",
        e.code() + ": " + e.sentence());
    assertFalse(Files.exists(folder.resolve("seen")));
  }

  @Test
  void aProgramThatCannotBeRunIsNamed() throws Exception {
    program(0, 2);
    var file = folder.resolve("fence_ipmilan");
    Files.writeString(file, "#!/nonexistent/shell\n");
    var e =
        assertThrows(
            CallException.class,
            () -> fencing.fence(ask(PowerAction.STATUS, "fence_ipmilan", null)));
    var cause = Objects.requireNonNull(e.getCause()).getMessage();
    assertEquals(
        "UNREACHABLE: %s cannot be run: %s".formatted(file, cause), e.code() + ": " + e.sentence());
  }

  @Test
  void aFileThatIsDamagedIsNamedWithoutWhatItHolds() throws Exception {
    Files.writeString(folder.resolve("fence-secrets.json"), "{\"schema\":1,\"" + PASSWORD);
    var e = assertThrows(IOException.class, () -> FenceSecrets.open(folder, List::of));
    assertEquals(
        folder.resolve("fence-secrets.json")
            + " is damaged; move it away and give the passwords anew: leasehold host power set",
        e.getMessage());
    assertEquals(null, e.getCause());
  }

  @Test
  void aProgramThatDoesNotEndIsJudgedByWhatTheDeviceSaysAfterwards() throws Exception {
    program(0, 2);
    var file = folder.resolve("fence_ipmilan");
    Files.writeString(file, Files.readString(file).replace("\nexit 0", "\nexec sleep 60"));
    var quick =
        new Fencing(
            folder,
            folder.resolve("ipmitool"),
            journal,
            secrets,
            new Fencing.Limits(Duration.ofSeconds(1), Duration.ofMillis(500)));
    assertEquals(
        new ClusterTopic.Power(false, "power is off, verified twice"),
        quick.fence(ask(PowerAction.OFF, "fence_ipmilan", null)));
    Files.writeString(file, Files.readString(file).replace("exit 2", "exit 0"));
    var e =
        assertThrows(
            CallException.class, () -> quick.fence(ask(PowerAction.OFF, "fence_ipmilan", null)));
    assertEquals(ErrorCode.IN_DOUBT, e.code());
    assertEquals(
        file + " did not end within 1 s; asked afterwards, the device says on", e.sentence());
  }

  @Test
  void aGuidInTheOtherByteOrderIsTheSame() {
    assertTrue(
        SystemGuids.isSame(
            "33221100-5544-7766-8899-aabbccddeeff", "00112233-4455-6677-8899-aabbccddeeff"));
    assertFalse(
        SystemGuids.isSame(
            "33221100-5544-7766-8899-aabbccddeef0", "00112233-4455-6677-8899-aabbccddeeff"));
  }

  private static final String GUID = "00112233-4455-6677-8899-aabbccddeeff";

  /// What the device answers when it is asked who it is.
  private void guid(String answer, int code) throws IOException {
    var file = folder.resolve("ipmitool");
    Files.writeString(file, "#!/bin/sh\necho '%s'\nexit %d\n".formatted(answer, code));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aDeviceThatIsAnotherHostsIsNotSwitched() throws Exception {
    program(0, 2);
    guid("System GUID  : FFEEDDCC-0000-0000-0000-AABBCCDDEEFF", 0);
    refused(
        ErrorCode.RULE,
        "the device answers with system GUID ffeeddcc-0000-0000-0000-aabbccddeeff, host kvm2 has "
            + GUID
            + ": it is another host's device",
        ask(PowerAction.OFF, "fence_ipmilan", GUID));
    assertFalse(Files.exists(folder.resolve("seen")));
  }

  @Test
  void aDeviceThatDoesNotSayWhoseItIsIsNotSwitched() throws Exception {
    program(0, 2);
    guid("Error: Unable to establish IPMI v2 / RMCP+ session", 1);
    refused(
        ErrorCode.UNREACHABLE,
        "the device does not tell its system GUID (exit code 1)",
        ask(PowerAction.OFF, "fence_ipmilan", GUID));
    assertFalse(Files.exists(folder.resolve("seen")));
  }

  @Test
  void aDeviceThatIsTheHostsOwnIsSwitched() throws Exception {
    program(0, 2);
    guid("System GUID  : " + GUID, 0);
    assertEquals(
        new ClusterTopic.Power(false, "power is off, verified twice"),
        fencing.fence(ask(PowerAction.OFF, "fence_ipmilan", GUID)));
  }

  @Test
  void aFenceAgentThatIsNotInstalledIsNamedWithItsPackage() {
    refused(
        ErrorCode.RESOURCES,
        folder.resolve("fence_ipmilan") + " is not there; install the package fence-agents",
        ask(PowerAction.STATUS, "fence_ipmilan", null));
  }
}
