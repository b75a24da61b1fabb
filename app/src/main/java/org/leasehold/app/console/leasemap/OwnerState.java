package org.leasehold.app.console.leasemap;

import org.leasehold.core.model.IoTimeout;

/// How the owner of a lease stands, whoever told it: the cluster's hosts, or this console's own
/// looks at the heartbeats.
///
/// @param stage how far its silence has come
/// @param ageSeconds since its last renewal, -1 where that is not known
/// @param deadInSeconds until others may take its leases, 0 when they may, -1 where not known
/// @param ioTimeout N of the owner
/// @param why for people, where the stage alone does not say it; may be empty
record OwnerState(
    Stage stage, long ageSeconds, long deadInSeconds, IoTimeout ioTimeout, String why) {
  enum Stage {
    LIVE,
    /// Not seen to renew yet.
    UNKNOWN,
    /// A renewal is overdue.
    LATE,
    /// Its sanlock ends its VMs.
    FAILING,
    DEAD,
    /// Left, or came back as another life.
    GONE
  }

  /// @param ageSeconds since the last renewal
  static OwnerState ofAge(long ageSeconds, IoTimeout io) {
    long deadIn = Math.max(0, io.hostDeadSeconds() - ageSeconds);
    // one renewal starts every 2N; a third of that again is more than a slow one takes
    long late = io.renewalSeconds() * 4L / 3;
    Stage stage = Stage.LIVE;
    if (deadIn == 0) stage = Stage.DEAD;
    else if (ageSeconds > io.renewalFailSeconds()) stage = Stage.FAILING;
    else if (ageSeconds > late) stage = Stage.LATE;
    return new OwnerState(stage, ageSeconds, deadIn, io, "");
  }

  boolean isThreatened() {
    return stage == Stage.LATE || stage == Stage.FAILING;
  }
}
