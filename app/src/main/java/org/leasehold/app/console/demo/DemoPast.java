package org.leasehold.app.console.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.LogLine;
import org.leasehold.core.journal.StoryExport;
import org.leasehold.core.sim.DemoWorld;

/// What the demo's engine was told lately, in stretches as a journal keeps them.
final class DemoPast {
  private static final String VERSION = "demo";
  private static final long STRETCH_NANOS = 300 * 1_000_000_000L;
  private static final int KEPT_MAX = 4;

  private final ArrayDeque<Open> kept = new ArrayDeque<>();

  private record Open(long wallMillis, EngineState state, List<Event> inputs, List<LogLine> said) {
    StoryExport.Stretch done() {
      return new StoryExport.Stretch(1, VERSION, wallMillis, state, inputs, said);
    }
  }

  /// @param wallMillis wall clock before the step
  void add(DemoWorld.Stepped one, long wallMillis) {
    var before = one.before();
    boolean full =
        kept.isEmpty() || before.nowNanos() - kept.getLast().state().nowNanos() > STRETCH_NANOS;
    if (full) {
      kept.addLast(new Open(wallMillis, before, new ArrayList<>(), new ArrayList<>()));
      if (kept.size() > KEPT_MAX) kept.removeFirst();
    }
    kept.getLast().inputs().add(one.event());
    kept.getLast().said().addAll(one.step().lines());
  }

  List<StoryExport.Stretch> stretches() {
    return kept.stream().map(Open::done).toList();
  }
}
