package org.leasehold.core.model;

import org.jspecify.annotations.Nullable;

/// One VM in a host's report.
///
/// @param vm which VM
/// @param run what the agent sees
/// @param pause why it is paused; null unless `run` is `PAUSED`
/// @param pauseAgeMillis how long it has been paused, 0 otherwise
/// @param exit how it ended; null unless `run` is `ENDED`
/// @param lease the lease it should hold, verified; null when it has none
/// @param statisticsAgeMillis age of QEMU's last answer; above 60 s it counts as not responding
/// @param disks the writable disks of the live definition; of an ended VM the last it ran with,
///   where the agent knows them, else none
/// @param drift differences of the live XML from the definition for people; empty when none
public record VmReport(
    VmId vm,
    VmRun run,
    @Nullable PauseReason pause,
    long pauseAgeMillis,
    @Nullable ExitEvidence exit,
    @Nullable HeldLease lease,
    long statisticsAgeMillis,
    DiskSet disks,
    String drift) {
  public VmReport {
    if ((run == VmRun.PAUSED) != (pause != null)) {
      throw new IllegalArgumentException("pause reason does not match the state: " + run);
    }
    if ((run == VmRun.ENDED) != (exit != null)) {
      throw new IllegalArgumentException("exit evidence does not match the state: " + run);
    }
  }

  public static VmReport running(VmId vm, @Nullable HeldLease lease, DiskSet disks) {
    return new VmReport(vm, VmRun.RUNNING, null, 0, null, lease, 0, disks, "");
  }

  public static VmReport ended(VmId vm, ExitEvidence exit, @Nullable HeldLease lease) {
    return ended(vm, exit, lease, DiskSet.NONE);
  }

  public static VmReport ended(
      VmId vm, ExitEvidence exit, @Nullable HeldLease lease, DiskSet disks) {
    return new VmReport(vm, VmRun.ENDED, null, 0, exit, lease, 0, disks, "");
  }
}
