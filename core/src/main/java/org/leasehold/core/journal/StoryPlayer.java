package org.leasehold.core.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Engine;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;

/// Plays a story step by step: the engine of this program decides again what it was told then. One
/// thread.
public final class StoryPlayer implements AutoCloseable {
  private final StoryFile.Reader story;
  private final Engine engine = new Engine();
  private EngineState state = EngineState.EMPTY;
  private String version = "";
  private long wallMillisAtZero;
  private boolean begins;

  /// @param folder written by [StoryExport]
  /// @throws JournalException if it holds no story
  public StoryPlayer(Path folder) throws JournalException {
    story = new StoryFile.Reader(folder);
  }

  /// One step.
  ///
  /// @param version of the program that decided then
  /// @param begins it is the first of a stretch: what was before it is not told
  public record Told(
      EngineState before,
      Event event,
      Step step,
      long wallMillis,
      String version,
      boolean begins) {}

  /// @return null at the end
  public @Nullable Told next() throws JournalException {
    for (var item = story.next(); item != null; item = story.next()) {
      switch (item) {
        case StoryFile.Item.Begin begin -> {
          state = begin.state();
          version = begin.version();
          wallMillisAtZero = begin.wallMillis() - Math.floorDiv(state.nowNanos(), 1_000_000L);
          begins = true;
        }
        case StoryFile.Item.Input input -> {
          var before = state;
          var step = engine.step(before, input.event());
          state = step.next();
          boolean first = begins;
          begins = false;
          long wall = wallMillisAtZero + Math.floorDiv(input.event().atNanos(), 1_000_000L);
          return new Told(before, input.event(), step, wall, version, first);
        }
        case StoryFile.Item.Expected _ -> {}
      }
    }
    return null;
  }

  @Override
  public void close() throws JournalException {
    story.close();
  }
}
