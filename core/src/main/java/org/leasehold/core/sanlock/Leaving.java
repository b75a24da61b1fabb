package org.leasehold.core.sanlock;

/// How to leave a lockspace.
///
/// @see "sanlock src/cmd.c: cmd_rem_lockspace"
public enum Leaving {
  /// Only if no process holds a lease of it; the only way Leasehold ever leaves (S11).
  IF_UNUSED(2),
  /// SIGKILL to every process that holds a lease of it, at once and without a grace period; their
  /// leases stay on disk and go stale.
  KILL_HOLDERS(0);

  private final int flags;

  Leaving(int flags) {
    this.flags = flags;
  }

  /// As the daemon knows it.
  public int flags() {
    return flags;
  }
}
