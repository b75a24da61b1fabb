package org.leasehold.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrong command lines that need no engine to be told so: exit code 2 and the whole sentence.
class UsageRefusalsTest {
  @TempDir private Path folder = Path.of("");

  private static void assertUsage(String command, String sentence, Run run) {
    assertEquals(
        new Run(2, "", "%s: %s\nTry '%s --help'.\n".formatted(command, sentence, command)), run);
  }

  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ", -1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
``         | say which command you want
host       | say what to do, for example 'list'
host power | say what to do, for example 'show'
vm         | say what to do, for example 'list'
storage    | say what to do, for example 'list'
volume     | say what to do with the volume, for example 'inspect'
incident   | say 'list' or 'show NUMBER'
journal    | say 'export --out FOLDER' or 'replay FOLDER'
""")
  void aGroupWithoutACommand(String line, String sentence) {
    assertUsage(("leasehold " + line).strip(), sentence, Run.of((Object[]) words(line)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
demo         | --theme blue                | --theme is light or dark, not 'blue'
demo         | --pictures somewhere        | --pictures goes with --headless
demo         | --soak 1441                 | --soak is 1 to 1440 minutes, not 1441
demo         | --soak -1                   | --soak is 1 to 1440 minutes, not -1
simulate     | --seeds 5..1                | --seeds: '5..1' is not a range such as 1..1000
simulate     | --seeds many                | --seeds: 'many' is not a range such as 1..1000
simulate     | --seed one                  | --seed: 'one' is not a range such as 1..1000
simulate     | --hosts 3..                 | --hosts: '3..' is not a range such as 1..1000
simulate     | --vms x                     | --vms: 'x' is not a range such as 1..1000
simulate     | --faults flood              | --faults: no kind of fault is called flood
simulate     | --hosts 0..3                | --hosts is a range within 1..2000, not 0..3
simulate     | --hosts 3..99999999999      | --hosts is a range within 1..2000, not 3..99999999999
simulate     | --vms 0..3                  | --vms is a range within 1..10000, not 0..3
volume watch | nothing --every 0           | --every takes 1 to 3600 seconds, not 0
volume watch | nothing --every 3601        | --every takes 1 to 3600 seconds, not 3601
volume create | x --io-timeout 0           | Invalid value for option '--io-timeout': io timeout out of 1..255 seconds: 0
volume create | x --io-timeout long        | Invalid value for option '--io-timeout': 'long' is not a number
engine       | --own-host 2001             | Invalid value for option '--own-host': host id out of 1..2000: 2001
engine       | --own-host one              | Invalid value for option '--own-host': 'one' is not a number
connect      | kvm1 --port 65536           | --port is 1 to 65535, not 65536
host install | kvm1 --port -1 --agent-image pom.xml | --port is 1 to 65535, not -1
""")
  void anOptionOutOfItsRange(String command, String options, String sentence) {
    assertUsage(
        "leasehold " + command, sentence, Run.of((Object[]) words(command + " " + options)));
  }

  private static void assertUnreachable(String sentence, Run run) {
    assertEquals(new Run(3, "", sentence + "\n"), run);
  }

  @Test
  void withoutADisplayThereIsNoWindow() {
    if (System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null) return;
    assertUnreachable(
        "leasehold console: there is no display (DISPLAY and WAYLAND_DISPLAY are empty); open it on a desktop, or use `leasehold volume inspect` here",
        Run.of("console"));
    assertUnreachable(
        "leasehold demo: there is no display (DISPLAY and WAYLAND_DISPLAY are empty); --headless plays it without one",
        Run.of("demo"));
  }

  @Test
  void anEngineThatIsNotThere() {
    var socket = folder.resolve("engine.sock");
    assertUnreachable(
        "leasehold status: no engine answers on %s; start one with `leasehold engine`, or reach one on a host with `leasehold connect HOST`"
            .formatted(socket),
        Run.of("status", "--engine", socket));
  }

  @Test
  void programsThatAreNotThere() {
    assertUnreachable(
        "leasehold host install: no programs of the agent in %s; name them: --agent-image DIR|TAR"
            .formatted(folder),
        Run.of("host", "install", "kvm1", "--agent-image", folder));
  }

  @Test
  void nobodyToNotify() throws Exception {
    assertUnreachable(
        "leasehold notify-test: nobody is told: there is no channel in %s; see notifications.md"
            .formatted(folder.resolve("notify.json")),
        Run.of("notify-test", "--state-dir", folder));
    var file = Files.writeString(folder.resolve("notify.json"), "{");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertUnreachable(
        "leasehold notify-test: %s is not the JSON that notifications.md describes".formatted(file),
        Run.of("notify-test", "--state-dir", folder));
  }

  @Test
  void aJournalThatCannotBeRead() {
    assertUnreachable(
        "leasehold journal export: %s has no journal that can be read: engine.db is missing or not yours"
            .formatted(folder),
        Run.of("journal", "export", "--state-dir", folder, "--out", folder.resolve("out")));
    assertUnreachable(
        "leasehold journal replay: %s cannot be read: make it with 'leasehold journal export'"
            .formatted(folder.resolve("story.jsonl")),
        Run.of("journal", "replay", folder));
  }
}
