package org.leasehold.core.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.engine.Engine;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.LogLine;
import org.leasehold.core.journal.JournalException.Kind;

/// Lets the engine of this program decide again what a story tells, and compares every line.
public final class Replay {
  private final Engine engine = new Engine();
  private final List<LogLine> said = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();
  private EngineState state = EngineState.EMPTY;
  private String version = "";
  private long run;
  private long inputs;
  private long lines;
  private boolean begun;

  private Replay() {}

  /// The first line of a stretch that is not the same.
  ///
  /// @param run of the engine
  /// @param version of the program that decided then
  /// @param then what it said, `nothing` where it had said all
  /// @param now what this program says, `nothing` where it has said all
  public record Difference(long run, String version, String then, String now) {}

  /// @param inputs taken
  /// @param lines that were the same
  /// @param differences at most one per stretch
  public record Result(long inputs, long lines, List<Difference> differences) {
    public Result {
      differences = List.copyOf(differences);
    }
  }

  /// @param folder written by [StoryExport]
  /// @throws JournalException if it holds no story
  public static Result of(Path folder) throws JournalException {
    var replay = new Replay();
    try (var story = new StoryFile.Reader(folder)) {
      for (var item = story.next(); item != null; item = story.next()) replay.take(item);
    }
    if (replay.begun) {
      throw new JournalException(
          Kind.UNUSABLE, folder + " holds a story without its end: export it again", null);
    }
    return new Result(replay.inputs, replay.lines, replay.differences);
  }

  private void take(StoryFile.Item item) throws JournalException {
    switch (item) {
      case StoryFile.Item.Begin begin -> {
        state = begin.state();
        version = begin.version();
        run = begin.run();
        said.clear();
        begun = true;
      }
      case StoryFile.Item.Input input -> {
        if (input.event().atNanos() < state.nowNanos()) {
          throw new JournalException(
              Kind.UNUSABLE,
              "the story runs backwards: its input %d (%s) is from before the one in front of it"
                  .formatted(inputs + 1, input.event().getClass().getSimpleName()),
              null);
        }
        var step = engine.step(state, input.event());
        state = step.next();
        said.addAll(step.lines());
        inputs++;
      }
      case StoryFile.Item.Expected expected -> {
        compare(expected.lines());
        begun = false;
      }
    }
  }

  private void compare(List<LogLine> then) {
    int same = 0;
    while (same < then.size() && same < said.size() && then.get(same).equals(said.get(same))) {
      same++;
    }
    lines += same;
    if (same == then.size() && same == said.size()) return;
    differences.add(new Difference(run, version, at(then, same), at(said, same)));
  }

  private static String at(List<LogLine> lines, int index) {
    return index < lines.size() ? lines.get(index).render() : "nothing";
  }
}
