package org.leasehold.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A simulated cluster is journalled, exported and replayed.
class ReplayTest {
  @TempDir private Path temp = Path.of("");

  private void journalled(List<Entry.Stepped> steps) throws Exception {
    try (var journal = Journal.open(temp.resolve("journal"), "0.1", InstantSource.system())) {
      var all = steps.stream().map(journal::append).toList();
      for (var one : all) one.get(20, TimeUnit.SECONDS);
    }
  }

  private StoryExport.Written exported(long from, long to) throws JournalException {
    return StoryExport.write(
        JournalReader.open(temp.resolve("journal")), from, to, temp.resolve("story"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host-power-loss",
        "migrate-source-dies",
        "treat-fence-lie-found",
        "engine-crash-before-restart"
      })
  void theEngineDecidesTheSameAgain(String story) throws Exception {
    var steps = RecordedCluster.story(story);
    journalled(steps);
    var written = exported(0, Long.MAX_VALUE);
    assertEquals(steps.size(), written.inputs());
    assertEquals(
        steps.stream().mapToLong(step -> step.step().lines().size()).sum(), written.lines());
    assertEquals(
        new Replay.Result(written.inputs(), written.lines(), List.of()),
        Replay.of(temp.resolve("story")));
  }

  @Test
  @Tag("long")
  void everyStoryIsDecidedTheSameAgain() throws Exception {
    var root = temp;
    for (var story : RecordedCluster.stories()) {
      temp = root.resolve(story);
      journalled(RecordedCluster.story(story));
      exported(0, Long.MAX_VALUE);
      assertEquals(List.of(), Replay.of(temp.resolve("story")).differences(), story);
    }
  }

  @Test
  void aStretchInTheMiddleBeginsWithTheStateItHadThen() throws Exception {
    var steps =
        RecordedCluster.play(
            """
            hosts kvm1 kvm2 kvm3
            io-timeout 10
            vm web on kvm2
            vm db on kvm2
            """,
            """
            at 1000 host-power-loss kvm2 for 300
            end 4000
            """);
    journalled(steps);
    var from = RecordedCluster.WALL_MILLIS + 1_000_000;
    var written = exported(from, from + 300_000);
    assertEquals(1, written.stretches(), "the quarter of an hour around it");
    assertTrue(written.inputs() < steps.size() / 2);
    var log = Files.readString(temp.resolve("story/story.log"));
    assertTrue(log.contains("start on host kvm1"), log);
    assertEquals(
        new Replay.Result(written.inputs(), written.lines(), List.of()),
        Replay.of(temp.resolve("story")));
  }

  @Test
  void anotherDecisionIsShownWithWhatWasSaidThen() throws Exception {
    journalled(RecordedCluster.story("exit-qemu-crash"));
    exported(0, Long.MAX_VALUE);
    var file = temp.resolve("story").resolve(StoryFile.NAME);
    Files.writeString(
        file, Files.readString(file).replace("start on host kvm1", "start on host kvm9"));
    var differences = Replay.of(temp.resolve("story")).differences();
    assertEquals(1, differences.size());
    var one = differences.getFirst();
    assertEquals("0.1", one.version());
    assertTrue(one.then().contains("start on host kvm9"), one.then());
    assertTrue(one.now().contains("start on host kvm1"), one.now());
  }

  @Test
  void aStoryThatIsCutShortIsNotReplayedAsIfItWereWhole() throws Exception {
    journalled(RecordedCluster.story("exit-qemu-crash"));
    exported(0, Long.MAX_VALUE);
    var file = temp.resolve("story").resolve(StoryFile.NAME);
    var lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, lines.size() - 1));
    var refused = assertThrows(JournalException.class, () -> Replay.of(temp.resolve("story")));
    assertEquals(
        temp.resolve("story") + " holds a story without its end: export it again",
        refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
{'event':            | End of input at line 1 column 10 path $.event
[]                   | Not a JSON Object: []
{'story': 1}         | neither begin, event nor expected
{'begin': 'one', 'version': '', 'wallMillis': 1, 'state': {}} | For input string: "one"
{'begin': 1}         | 'version' is missing
{'begin': 1, 'version': ''} | 'wallMillis' is missing
{'expected': {}}     | Expected BEGIN_ARRAY but was BEGIN_OBJECT at path $
""")
  void aLineThatIsNotOfAStoryIsNamed(String line, String why) throws Exception {
    var file = temp.resolve(StoryFile.NAME);
    Files.write(file, List.of(line.replace('\'', '"')));
    var refused = assertThrows(JournalException.class, () -> Replay.of(temp));
    assertEquals("line 1 of %s is not of a story: %s".formatted(file, why), refused.getMessage());
  }

  @Test
  void aStoryThatRunsBackwardsIsRefused() throws Exception {
    journalled(RecordedCluster.story("exit-qemu-crash"));
    exported(0, Long.MAX_VALUE);
    var file = temp.resolve("story").resolve(StoryFile.NAME);
    var lines = new ArrayList<>(Files.readAllLines(file));
    lines.add(1, lines.get(lines.size() - 2));
    Files.write(file, lines);
    var refused = assertThrows(JournalException.class, () -> Replay.of(temp.resolve("story")));
    assertEquals(
        "the story runs backwards: its input 2 (Started) is from before the one in front of it",
        refused.getMessage());
  }

  @Test
  void anExportOverwritesNothingAndSaysWhatIsNotKept() throws Exception {
    journalled(RecordedCluster.story("exit-qemu-crash"));
    var early = assertThrows(JournalException.class, () -> exported(0, 5));
    assertEquals(
        "the journal has no inputs of that time; the oldest kept are of 2027-01-15T08:00:00Z",
        early.getMessage());
    exported(0, Long.MAX_VALUE);
    var again = assertThrows(JournalException.class, () -> exported(0, Long.MAX_VALUE));
    assertEquals(
        temp.resolve("story") + " is not empty: name a folder that is not there yet",
        again.getMessage());
  }
}
