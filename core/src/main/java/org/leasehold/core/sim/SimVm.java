package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;

/// A VM as the world knows it, apart from any copy that runs.
final class SimVm {
  final int number;
  final String name;
  final SimStore store;
  final int slot;
  final int memoryMib;
  final int priority;

  /// Restarted elsewhere by us; false: policy `off`.
  final boolean isProtected;

  /// Policy `confirm`: no lease, restarted elsewhere only by a typed confirmation.
  final boolean isConfirmOnly;

  /// From CPU start to guest up.
  long bootNanos;

  /// The disks of the last live set: drift changes them while the VM runs.
  final List<SimDisk> disks = new ArrayList<>();

  /// Counts changes of the live disk set.
  int disksRevision = 1;

  /// cache=none on every writable disk; false after somebody changed it.
  boolean safeCache = true;

  final List<SimCopy> copies = new ArrayList<>();

  SimVm(
      int number,
      String name,
      SimStore store,
      int slot,
      int memoryMib,
      int priority,
      boolean isProtected,
      boolean isConfirmOnly,
      long bootNanos) {
    this.number = number;
    this.name = name;
    this.store = store;
    this.slot = slot;
    this.memoryMib = memoryMib;
    this.priority = priority;
    this.isProtected = isProtected;
    this.isConfirmOnly = isConfirmOnly;
    this.bootNanos = bootNanos;
  }

  boolean hasLease() {
    return slot >= 0;
  }

  Leader leader() {
    return store.area.leader(slot);
  }

  @Override
  public String toString() {
    return name;
  }
}
