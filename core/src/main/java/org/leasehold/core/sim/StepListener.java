package org.leasehold.core.sim;

import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;

/// Hears every step of the simulated engines, as an engine's journal does.
@FunctionalInterface
public interface StepListener {
  /// @param engine its name
  void stepped(String engine, EngineState before, Event event, Step step);
}
