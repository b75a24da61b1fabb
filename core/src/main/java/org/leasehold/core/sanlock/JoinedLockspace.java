package org.leasehold.core.sanlock;

import org.leasehold.core.model.HostId;

/// A lockspace a daemon has joined, is joining or is leaving.
///
/// @param name plain text: other programs' lockspaces are listed too
/// @see "sanlock src/lockspace.c: get_lockspaces"
public record JoinedLockspace(String name, HostId host, LeasePlace place, Phase phase) {
  /// How far the join or leave is.
  ///
  /// @see "sanlock src/sanlock_resource.h: SANLK_LSF_ADD, SANLK_LSF_REM"
  public enum Phase {
    JOINED,
    JOINING,
    LEAVING
  }
}
