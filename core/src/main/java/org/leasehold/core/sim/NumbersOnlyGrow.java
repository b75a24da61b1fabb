package org.leasehold.core.sim;

import java.util.TreeMap;

/// Generations of a host id and versions of a lease only grow; a version only by one at a time.
final class NumbersOnlyGrow extends Invariant {
  private final TreeMap<String, Long> generations = new TreeMap<>();
  private final TreeMap<String, Long> versions = new TreeMap<>();

  NumbersOnlyGrow(World world) {
    super(world, "generations and versions");
  }

  @Override
  void deltaWritten(SimStore store, SimHost host, long generation) {
    var before = generations.put(store.name + "/" + host.id, generation);
    if (before != null && generation < before) {
      violated("generation of %s fell from %d to %d".formatted(host, before, generation));
    }
  }

  /// A fresh lease begins anew.
  @Override
  void leaseCreated(SimEngine engine, SimVm vm) {
    versions.remove(vm.store.name + "/" + vm.slot);
  }

  @Override
  void leaderWritten(SimStore store, int slot) {
    long version = store.area.leader(slot).version();
    var before = versions.put(store.name + "/" + slot, version);
    if (before != null && (version < before || version > before + 1)) {
      violated("version of slot %d went from %d to %d".formatted(slot, before, version));
    }
  }
}
