package org.leasehold.core.engine;

import java.util.EnumSet;
import java.util.List;

/// The decision engine: the same state and event give the same answer, always.
public final class Engine {
  private final EnumSet<Safeguard> out;

  /// The engine: every safeguard holds.
  public Engine() {
    this(EnumSet.noneOf(Safeguard.class));
  }

  private Engine(EnumSet<Safeguard> out) {
    this.out = out;
  }

  /// A broken engine: to prove that the simulator finds what is missing. Never used elsewhere; a
  /// test looks for its callers.
  public static Engine without(Safeguard safeguard) {
    return new Engine(EnumSet.of(safeguard));
  }

  boolean holds(Safeguard safeguard) {
    return !out.contains(safeguard);
  }

  /// Takes one event and says what follows.
  ///
  /// @throws IllegalArgumentException if the event's time is before the state's: the caller's
  ///   mistake
  public Step step(EngineState state, Event event) {
    if (event.atNanos() < state.nowNanos()) {
      throw new IllegalArgumentException(
          "time runs backwards: " + event.atNanos() + " after " + state.nowNanos());
    }
    return new Step(state, List.of(), List.of());
  }
}
