package org.leasehold.core.sim;

import java.util.EnumSet;
import java.util.Set;

/// The bounds within which a seed makes its cluster and its faults.
///
/// @param hostsMin 1..10
/// @param hostsMax at least `hostsMin`
/// @param vmsMin 1 or more
/// @param vmsMax at least `vmsMin`
/// @param kinds the faults to choose from
/// @param spread how often each size is chosen
public record Shape(
    int hostsMin, int hostsMax, int vmsMin, int vmsMax, Set<FaultKind> kinds, Spread spread) {
  public static final Shape DEFAULT =
      new Shape(3, 10, 5, 60, EnumSet.allOf(FaultKind.class), Spread.MANY_SMALL);

  /// How often each size within the bounds is chosen.
  public enum Spread {
    /// Every number of hosts as often as any other, and so every number of VMs.
    EVEN,
    /// One run in twenty-five as [#EVEN]; else the smallest of four even draws, for hosts and for
    /// VMs. A small cluster meets the same faults in a quarter of the time, so more schedules are
    /// tried.
    MANY_SMALL
  }

  /// Every size as often as any other.
  public Shape(int hostsMin, int hostsMax, int vmsMin, int vmsMax, Set<FaultKind> kinds) {
    this(hostsMin, hostsMax, vmsMin, vmsMax, kinds, Spread.EVEN);
  }

  public Shape {
    kinds = EnumSet.copyOf(kinds);
    if (hostsMin < 1 || hostsMax < hostsMin || vmsMin < 1 || vmsMax < vmsMin) {
      throw new IllegalArgumentException("empty range of hosts or VMs");
    }
  }
}
