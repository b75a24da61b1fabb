package org.leasehold.core.model;

/// What a host's agent sees of one VM. All but `ENDED` have, or may have, a QEMU process.
public enum VmRun {
  STARTING,
  RUNNING,
  REBOOTING,
  POWERING_DOWN,
  PAUSED,
  SAVING,
  RESTORING,
  MIGRATING_OUT,
  MIGRATING_IN,
  /// The process survived SIGKILL.
  UNKILLABLE,
  /// No process any more; [VmReport#exit] says how it ended.
  ENDED;

  /// Whether its QEMU runs, or did, on the disks of its live definition: what it was started with
  /// may have changed since (S5).
  public boolean isLive() {
    return switch (this) {
      case RUNNING, REBOOTING, POWERING_DOWN, PAUSED, SAVING, MIGRATING_OUT, UNKILLABLE -> true;
      case STARTING, RESTORING, MIGRATING_IN, ENDED -> false;
    };
  }

  /// Whether a QEMU process of the VM exists (safety rule S1).
  public boolean hasProcess() {
    return this != ENDED;
  }
}
