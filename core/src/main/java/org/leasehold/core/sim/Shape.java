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
public record Shape(int hostsMin, int hostsMax, int vmsMin, int vmsMax, Set<FaultKind> kinds) {
  public static final Shape DEFAULT = new Shape(3, 10, 5, 60, EnumSet.allOf(FaultKind.class));

  public Shape {
    kinds = EnumSet.copyOf(kinds);
    if (hostsMin < 1 || hostsMax < hostsMin || vmsMin < 1 || vmsMax < vmsMin) {
      throw new IllegalArgumentException("empty range of hosts or VMs");
    }
  }
}
