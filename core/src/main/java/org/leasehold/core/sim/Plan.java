package org.leasehold.core.sim;

import java.util.List;

/// A run before it begins: the cluster and every fault, made from one seed.
public record Plan(long seed, Scenario scenario, List<Fault> faults) {
  public Plan {
    faults = List.copyOf(faults);
  }

  public Plan with(List<Fault> fewer) {
    return new Plan(seed, scenario, fewer);
  }
}
