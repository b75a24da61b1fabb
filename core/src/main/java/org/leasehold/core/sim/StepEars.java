package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;

/// Hears every step of the engines; judges nothing.
final class StepEars extends Invariant {
  private List<DemoWorld.Stepped> steps = new ArrayList<>();

  StepEars(World world) {
    super(world, "none");
  }

  @Override
  void engineStepped(SimEngine engine, EngineState before, Event event, Step step) {
    steps.add(new DemoWorld.Stepped(before, event, step));
  }

  List<DemoWorld.Stepped> take() {
    var taken = steps;
    steps = new ArrayList<>();
    return taken;
  }
}
