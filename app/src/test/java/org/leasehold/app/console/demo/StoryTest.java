package org.leasehold.app.console.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Incident;

class StoryTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path folder = Path.of("");

  private static List<Long> runningMillis(List<Incident> incidents) {
    return incidents.getFirst().vms().stream().map(Incident.VmCase::runningMillis).toList();
  }

  @Test
  void aStoryPlaysToTheSameIncidentAtTheSameTimes() throws Exception {
    var cluster = new DemoCluster(1_700_000_000_000L, 7);
    cluster.settle();
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(180);
    var out = folder.resolve("story");
    cluster.tell(out);
    var story = new StoryCluster(out);
    story.runTo(SECOND);
    assertEquals(List.of(), story.snapshot().open());
    for (int i = 2; i < 2000; i++) story.runTo(i * SECOND);
    var real = cluster.incidents(1);
    var played = story.incidents(1);
    assertEquals(real.getFirst().title(), played.getFirst().title());
    assertEquals(real.getFirst().openedMillis(), played.getFirst().openedMillis());
    assertEquals(runningMillis(real), runningMillis(played));
    assertEquals(
        List.of("The story is over. It stands where it ended."), story.snapshot().complaints());
    assertTrue(story.ask("anna", new Request.ResumeHa()) instanceof Answer.Refused);
  }

  @Test
  void aFolderWithoutAStoryIsRefusedInOneSentence() {
    var refused = assertThrows(IOException.class, () -> PlayedFace.ofStory(folder));
    assertEquals(
        folder.resolve("story.jsonl") + " cannot be read: make it with 'leasehold journal export'",
        refused.getMessage());
  }

  @Test
  void aStoryHasNoVolume() {
    var asked = PlayedFace.noBytes(new LockspaceName("store1"), 3, 512);
    var failure = assertThrows(ExecutionException.class, asked::get);
    assertEquals(
        "java.io.IOException: a story of the past has no volume to read", failure.getMessage());
  }
}
