package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.LogLine;
import org.leasehold.core.engine.Step;

/// Hears what the engines tell; judges nothing.
final class StepEars extends Invariant {
  private List<LogLine> lines = new ArrayList<>();

  StepEars(World world) {
    super(world, "none");
  }

  @Override
  void engineStepped(SimEngine engine, EngineState before, Event event, Step step) {
    lines.addAll(step.lines());
  }

  List<LogLine> take() {
    var taken = lines;
    lines = new ArrayList<>();
    return taken;
  }
}
