package org.leasehold.core.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.sim.Story;

/// The steps of one simulated engine, as its journal gets them.
final class RecordedCluster {
  static final long WALL_MILLIS = 1_800_000_000_000L;
  private static final Path STORIES = Path.of("src/test/resources/stories");

  private final List<Entry.Stepped> steps = new ArrayList<>();
  private long lines;

  private RecordedCluster() {}

  static List<String> stories() throws IOException {
    try (var folders = Files.list(STORIES)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  static List<Entry.Stepped> story(String name) throws IOException {
    return play(
        Files.readString(STORIES.resolve(name).resolve("cluster.txt")),
        Files.readString(STORIES.resolve(name).resolve("script.txt")));
  }

  static List<Entry.Stepped> play(String cluster, String script) {
    var recorded = new RecordedCluster();
    Story.parse(cluster, script).play(recorded::stepped);
    return recorded.steps;
  }

  private void stepped(String engine, EngineState before, Event event, Step step) {
    if (!engine.equals("e1")) return;
    long wall = WALL_MILLIS + event.atNanos() / 1_000_000;
    var told = new ArrayList<EventLine>();
    for (var line : step.lines()) {
      told.add(
          new EventLine(
              ++lines,
              wall,
              line.atNanos(),
              line.severity(),
              line.eventId(),
              line.subject(),
              line.what(),
              line.because(),
              0));
    }
    steps.add(new Entry.Stepped(wall, before, event, step, told, List.of()));
  }
}
