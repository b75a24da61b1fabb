package org.leasehold.core.sim;

import java.util.TreeMap;

/// When each life of each host id last renewed, in true time.
final class Renewals {
  private final TreeMap<String, Long> lastNanos = new TreeMap<>();

  void written(SimStore store, SimHost host, long generation) {
    lastNanos.put(key(store, host, generation), host.nowNanos());
  }

  /// @return true time of the last renewal of that life, far in the past when there was none
  long lastOf(SimStore store, SimHost host, long generation) {
    return lastNanos.getOrDefault(key(store, host, generation), Long.MIN_VALUE / 4);
  }

  private static String key(SimStore store, SimHost host, long generation) {
    return store.name + "/" + host.id + "/" + generation;
  }
}
