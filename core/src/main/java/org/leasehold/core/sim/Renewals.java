package org.leasehold.core.sim;

import java.util.Arrays;

/// When each life of each host id last renewed, in true time.
final class Renewals {
  private static final long NEVER = Long.MIN_VALUE / 4;

  /// By store and host, then by generation; the first two grow together.
  private long[][] lastNanos = new long[0][];

  private final int hosts;

  Renewals(int hosts) {
    this.hosts = hosts;
  }

  void written(SimStore store, SimHost host, long generation) {
    int row = row(store, host);
    int column = Math.toIntExact(generation);
    if (row >= lastNanos.length) {
      int before = lastNanos.length;
      lastNanos = Arrays.copyOf(lastNanos, (store.index + 1) * hosts);
      for (int i = before; i < lastNanos.length; i++) lastNanos[i] = new long[0];
    }
    if (column >= lastNanos[row].length) {
      int before = lastNanos[row].length;
      lastNanos[row] = Arrays.copyOf(lastNanos[row], column + 8);
      Arrays.fill(lastNanos[row], before, lastNanos[row].length, NEVER);
    }
    lastNanos[row][column] = host.nowNanos();
  }

  /// @return true time of the last renewal of that life, far in the past when there was none
  long lastOf(SimStore store, SimHost host, long generation) {
    int row = row(store, host);
    if (row >= lastNanos.length || generation >= lastNanos[row].length) return NEVER;
    return lastNanos[row][(int) generation];
  }

  private int row(SimStore store, SimHost host) {
    return store.index * hosts + host.id - 1;
  }
}
