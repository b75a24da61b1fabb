package org.leasehold.core.sim;

import java.util.TreeMap;

/// How old this host's renewals are to a process that looks at them: counted on the boot clock, so
/// that a suspend, in which sanlock's own clock stands still, does not make them younger (S7).
///
/// A renewal first seen after a suspend may be from before it: it counts as that old. What was
/// slept at the look before says how old it is at most.
final class RenewalsSeen {
  private final SimHost host;
  private final TreeMap<Integer, Renewal> byStore = new TreeMap<>();
  private long sleptAtLastLook;

  /// @param monotonicNanos the renewal's own timestamp
  /// @param atBootNanos the boot clock then
  private record Renewal(long monotonicNanos, long atBootNanos) {}

  RenewalsSeen(SimHost host) {
    this.host = host;
  }

  void begin() {
    byStore.clear();
    lookOver();
  }

  void lookOver() {
    sleptAtLastLook = host.sleptNanos();
  }

  void seen(int store, long monotonicNanos) {
    var before = byStore.get(store);
    if (before != null && monotonicNanos <= before.monotonicNanos()) return;
    byStore.put(store, new Renewal(monotonicNanos, monotonicNanos + sleptAtLastLook));
  }

  /// Far in the past where none was seen.
  long ageNanos(int store) {
    var seen = byStore.get(store);
    return seen == null ? Long.MAX_VALUE / 2 : host.bootTimeNanos() - seen.atBootNanos();
  }
}
