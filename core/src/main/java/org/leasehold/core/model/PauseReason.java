package org.leasehold.core.model;

/// Why a VM is paused. The first four are storage errors; `USER` is a person.
///
/// @see "ovirt-engine VmPauseStatus: EIO, EOTHER, EPERM, ENOSPC are errors"
public enum PauseReason {
  IO_ERROR,
  OTHER_ERROR,
  NO_SPACE,
  NO_PERMISSION,
  USER,
  POST_COPY,
  STARTING_UP;

  /// Kill after 8N applies only to these (`ENOSPC`, `EPERM` and people's pauses are never ended).
  public boolean endsAfterLeaseTime() {
    return this == IO_ERROR || this == OTHER_ERROR;
  }
}
