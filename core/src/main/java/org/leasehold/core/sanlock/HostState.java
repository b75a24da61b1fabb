package org.leasehold.core.sanlock;

/// What a daemon that joined a lockspace says of a host in it.
///
/// N is the io timeout of the host that is looked at.
///
/// @see "sanlock src/lockspace.c: get_host_flag; src/sanlock_admin.h: SANLK_HOST_*"
public enum HostState {
  /// Not yet seen renewing, and not yet watched for 8N; also any number this table does not know.
  UNKNOWN,
  /// The host left cleanly: its timestamp is 0. Others may take its leases at once.
  FREE,
  /// Renewed within the last 8N, or it is the daemon's own host.
  LIVE,
  /// No renewal for more than 8N: it is ending its lease holders, its leases are not yet free.
  FAIL,
  /// No renewal for more than 8N + 60 s: others may take its leases.
  DEAD;

  private static final int STATE_BITS = 0xF;

  /// @param flags `sanlk_host.flags`, whose low four bits are the state
  static HostState of(int flags) {
    return switch (flags & STATE_BITS) {
      case 2 -> FREE;
      case 3 -> LIVE;
      case 4 -> FAIL;
      case 5 -> DEAD;
      default -> UNKNOWN;
    };
  }
}
