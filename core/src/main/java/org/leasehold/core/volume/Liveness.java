package org.leasehold.core.volume;

/// What a series of looks at a host's heartbeat says about a lease's owner.
///
/// One look can never tell live from dead: the timestamp is the owner's own clock and can only be
/// compared for change.
///
/// @see "sanlock src/lockspace.c: get_host_flag"
public sealed interface Liveness {
  /// The heartbeat was seen to move no longer than 8N ago.
  record Live(long ageSeconds) implements Liveness {}

  /// No movement for more than 8N: the owner's sanlock is ending its lease holders.
  ///
  /// @param deadInSeconds until others may take the lease
  record Failing(long ageSeconds, long deadInSeconds) implements Liveness {}

  /// No movement for more than 8N + 60: the next acquirer takes the lease.
  record Dead(long ageSeconds) implements Liveness {}

  /// Not seen to move yet, and not watched for long enough.
  ///
  /// @param knownInSeconds an owner that stays silent this long is failing; a live one moves within
  ///   2N. -1: the heartbeat cannot be read, so waiting does not help
  record Unknown(long knownInSeconds) implements Liveness {}

  /// The owner's life has ended: the next acquirer takes the lease at once.
  record Stale(Why why) implements Liveness {}

  enum Why {
    LEFT("the owner left the lockspace"),
    REJOINED("the owner's host has a newer generation"),
    /// Its sector was formatted anew, or never used.
    NEVER_JOINED("nobody ever joined the lockspace under the owner's host id"),
    OTHER_HOST("another host id is written where the owner's heartbeat belongs");

    private final String sentence;

    Why(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }
}
