package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;

/// A storage domain: one xleases volume with its lockspace, and the disks of VMs.
final class SimStore {
  final String name;
  final int index;
  final IoTimeout io;

  /// What a host must find when it looks at the mount (S2).
  final String fileSystemId;

  final LeaseArea area;
  final List<SimDisk> disks = new ArrayList<>();

  /// Highest epoch, written under the claim (S15); kept beside the engine lease.
  long epoch;

  private final LockspaceName lockspace;
  private final TreeMap<String, Integer> slotByLease = new TreeMap<>();

  SimStore(String name, int index, IoTimeout io, LeaseArea area) {
    this.name = name;
    this.index = index;
    this.io = io;
    this.area = area;
    this.fileSystemId = "fs-" + name;
    this.lockspace = new LockspaceName(name);
  }

  LockspaceName lockspace() {
    return lockspace;
  }

  int addLease(String lease) {
    int slot = slotByLease.size();
    slotByLease.put(lease, slot);
    return slot;
  }

  int slotOf(String lease) {
    var slot = slotByLease.get(lease);
    if (slot == null) throw new IllegalArgumentException("no lease " + lease + " in " + name);
    return slot;
  }

  Leader leader(String lease) {
    return area.leader(slotOf(lease));
  }

  SimDisk addDisk(String diskName) {
    var disk = new SimDisk(this, diskName);
    disks.add(disk);
    return disk;
  }

  @Override
  public String toString() {
    return name;
  }
}
