package org.leasehold.core.model;

/// When `leasehold-guard` acts, counted from the last renewal of the host's heartbeat (S7, S9).
///
/// One table for the real guard and for the simulator's, so that the model proves what runs. All
/// must lie before 8N + 60 s, when other hosts may take the leases.
///
/// @see "safety.md S7, S9; design.md section 6, Lease guard"
public final class GuardTimes {
  /// From SIGTERM at 8N to SIGKILL.
  public static final int TERM_TO_KILL_SECONDS = 20;

  /// From SIGKILL to the reset of the host, if the process is still there: 8N + 45 s in all.
  public static final int KILL_TO_RESET_SECONDS = 25;

  /// Reads in a row, at least half a second apart, before a word of the daemon against a VM counts.
  public static final int READS = 2;

  /// How long after its start and after a suspend the guard asks the disk at each look (S8): a host
  /// that stood still is dead to others until they have seen it renew, so one of them may be taking
  /// its leases just now. Its own renewal comes within 2N, they look at it every 2N, and an acquire
  /// under way ends within another 2N.
  ///
  /// @param ioTimeout N of the lockspace
  public static int diskOftenSeconds(IoTimeout ioTimeout) {
    return 6 * ioTimeout.seconds();
  }

  private GuardTimes() {}
}
