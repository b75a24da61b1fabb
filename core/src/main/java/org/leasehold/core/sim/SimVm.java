package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.VmId;

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

  /// From CPU start to guest up.
  long bootNanos;

  /// The disks of the last live set: drift changes them while the VM runs.
  final List<SimDisk> disks = new ArrayList<>();

  /// Counts changes of the live disk set.
  int disksRevision = 1;

  /// cache=none on every writable disk; false after somebody changed it.
  boolean safeCache = true;

  /// True time of the last change of any copy.
  long changedNanos;

  /// An agent has told an engine about the drift.
  boolean driftWasReported;

  /// When its lease was made anew after a release; before all time where it never was released.
  long leaseMadeNanos = Long.MIN_VALUE;

  /// A fault other than loss of management has touched it.
  boolean troubled;

  /// Ended by its guest: not wanted any more.
  boolean downByGuest;

  /// Counts what people wanted of it: only the last wish stands.
  int wish;

  /// A person is releasing it, or adopting it again.
  boolean isBeingReleased;

  /// A person asked for its start, and may see later that nothing came of it.
  boolean startWished;

  /// Its last copy used the host's page cache, and none has been proven since.
  boolean heldForAdmin;

  /// Where that was.
  @Nullable SimHost cacheUnsafeOn;

  final List<SimCopy> copies = new ArrayList<>();

  /// By host id: the last report of that host which cannot yet have shown the VM's latest change
  /// there.
  final TreeMap<Integer, Changed> changedAtReport = new TreeMap<>();

  /// @param instance run of the agent
  /// @param afterReport number of the last report sent before the change
  record Changed(int instance, long afterReport) {}

  private final VmId id;

  SimVm(
      int number,
      String name,
      SimStore store,
      int slot,
      int memoryMib,
      int priority,
      boolean isProtected,
      long bootNanos) {
    this.id = new VmId(name);
    this.number = number;
    this.name = name;
    this.store = store;
    this.slot = slot;
    this.memoryMib = memoryMib;
    this.priority = priority;
    this.isProtected = isProtected;
    this.bootNanos = bootNanos;
  }

  VmId id() {
    return id;
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
