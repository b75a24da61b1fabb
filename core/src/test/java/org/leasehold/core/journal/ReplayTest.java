package org.leasehold.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    assertTrue(String.valueOf(refused.getMessage()).endsWith("export it again"));
    Files.write(file, List.of("{\"event\": 5}"));
    assertThrows(JournalException.class, () -> Replay.of(temp.resolve("story")));
  }

  @Test
  void anExportOverwritesNothingAndSaysWhatIsNotKept() throws Exception {
    journalled(RecordedCluster.story("exit-qemu-crash"));
    var early = assertThrows(JournalException.class, () -> exported(0, 5));
    assertTrue(String.valueOf(early.getMessage()).contains("the oldest kept are of 2027-01-15"));
    exported(0, Long.MAX_VALUE);
    var again = assertThrows(JournalException.class, () -> exported(0, Long.MAX_VALUE));
    assertTrue(String.valueOf(again.getMessage()).contains("is not empty"));
  }
}
