package org.leasehold.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Operation;

/// `leasehold host power`: what is refused before an engine is asked, and what the engine is asked.
class PowerCommandsTest {
  @TempDir private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init") // made before each test
  private DemoEngine engine;

  @BeforeEach
  void listen() throws IOException {
    engine = DemoEngine.in(folder).answers(new Answer.Done("set up"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Run power(Object... words) {
    var all = new ArrayList<Object>(List.of("host", "power"));
    all.addAll(List.of(words));
    return engine.run(all.toArray());
  }

  private Run set(Object... more) {
    var all = new ArrayList<Object>(List.of("set", "kvm1", "--ip", "192.0.2.21", "--yes"));
    all.addAll(List.of(more));
    return power(all.toArray());
  }

  private void refused(String sentence, Run run) {
    assertEquals(2, run.exitCode(), run.toString());
    assertTrue(run.err().contains(sentence), run.err());
    assertEquals(List.of(), engine.asked());
  }

  @Test
  void aSecretOnTheCommandLineIsRefusedAndNotRepeated() {
    var run = set("--agent", "fence_ipmilan", "--option", "password=hunter2");
    refused(
        "'password' is a secret and not for the command line: it is asked for, or say --password-file",
        run);
    assertFalse(run.err().contains("hunter2"));
  }

  @Test
  void aProgramOrAnOptionThatIsNotInTheListIsRefused() {
    refused("no such fence agent here; there are fence_apc, ", set("--agent", "sh"));
    refused(
        "option 'debug_file' is not allowed; allowed are ",
        set("--agent", "fence_ipmilan", "--option", "debug_file=/etc/passwd"));
  }

  @Test
  void withNobodyToAskForThePasswordNothingIsDone() {
    refused(
        "nobody is here to ask for the password, so nothing was done: say --password-file FILE, --no-password or --keep-password",
        set("--agent", "fence_ipmilan"));
    refused(
        "say one of --password-file, --no-password and --keep-password",
        set("--agent", "fence_ipmilan", "--no-password", "--keep-password"));
  }

  @Test
  void aDeviceThatIsNotThereIsNotRemoved() {
    refused(
        "kvm1 has no device 'pdu'; there are: bmc of kvm1",
        power("remove", "kvm1", "--name", "pdu", "--yes"));
  }

  @Test
  void showTellsEveryDeviceAndWhetherItMayBeUsed() {
    var run = power("show", "kvm1", "--json");
    assertTrue(run.out().contains("\"name\": \"bmc of kvm1\""), run.toString());
    assertTrue(run.out().contains("\"password\": false"), run.toString());
    assertEquals(0, run.exitCode());
    var unknown = power("show", "kvm9");
    assertEquals(2, unknown.exitCode(), unknown.toString());
    assertTrue(unknown.err().contains("no host kvm9; there are: kvm1"), unknown.err());
  }

  @Test
  void theFirstLineOfAFileIsThePasswordAndReachesTheEngineOnly() throws IOException {
    var file = Files.writeString(folder.resolve("password"), "hunter2\nnot this\n");
    var run = set("--agent", "fence_ipmilan", "--username", "admin", "--password-file", file);
    assertEquals(new Run(0, "set up\n", ""), run);
    if (!(engine.asked().getFirst() instanceof Operation.SetPower set)) {
      throw new AssertionError(engine.asked());
    }
    assertEquals(
        List.of("hunter2", "bmc", 1, "{ip=192.0.2.21, username=admin}", false, false),
        List.of(
            set.password(),
            set.device().name(),
            set.device().order(),
            set.device().options().toString(),
            set.keepPassword(),
            set.untested()));
    assertFalse(set.toString().contains("hunter2"));
  }
}
