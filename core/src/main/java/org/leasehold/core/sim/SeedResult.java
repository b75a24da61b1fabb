package org.leasehold.core.sim;

import java.util.List;
import java.util.SortedMap;

/// What one run came to.
///
/// @param events how many events happened
/// @param injected faults that changed something, by kind
/// @param violations broken invariants, the first ones
/// @param overlaps two copies of a kind that the safety rules name
/// @param starts VMs started by an engine
/// @param predicted starts asked for after a bound had been printed, and judged by it
/// @param log the story, empty unless asked for
public record SeedResult(
    Plan plan,
    long events,
    SortedMap<FaultKind, Integer> injected,
    List<Violation> violations,
    List<Overlap> overlaps,
    int starts,
    int predicted,
    String log) {
  public SeedResult {
    violations = List.copyOf(violations);
    overlaps = List.copyOf(overlaps);
  }

  public boolean isGood() {
    return violations.isEmpty();
  }
}
