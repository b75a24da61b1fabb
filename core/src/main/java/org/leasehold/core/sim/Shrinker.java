package org.leasehold.core.sim;

import java.util.ArrayList;

/// Takes faults out of a failing plan, one after the other, as long as it still fails.
public final class Shrinker {
  private final Simulation simulation;

  public Shrinker(Simulation simulation) {
    this.simulation = simulation;
  }

  /// @return the shortest plan found that still breaks the same invariant
  public Plan shrink(SeedResult failed) {
    var name = failed.violations().getFirst().invariant();
    var plan = failed.plan();
    for (int i = plan.faults().size() - 1; i >= 0; i--) {
      var fewer = new ArrayList<>(plan.faults());
      fewer.remove(i);
      var shorter = plan.with(fewer);
      var result = simulation.run(shorter, false);
      if (result.violations().stream().anyMatch(v -> v.invariant().equals(name))) plan = shorter;
    }
    return plan;
  }
}
