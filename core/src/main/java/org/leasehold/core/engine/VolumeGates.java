package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.SanlockHostState;

/// Is it really the same volume (S2)?
final class VolumeGates {
  private static final long SILENT_NANOS = 10 * Turn.SECOND;

  private VolumeGates() {}

  static @Nullable String enrolled(StartCase start) {
    var space = start.space();
    return space == null || space.volumeEnrolled()
        ? null
        : "the volume of "
            + start.lockspace()
            + " on "
            + start.targetName()
            + " is not the enrolled one";
  }

  /// What the target reads of the owner is not older than what the owner itself last reported.
  static @Nullable String notOlder(StartCase start) {
    var known = start.vm().version();
    var lease = start.lease();
    if (lease != null && known != null && lease.version().compareTo(known) < 0) {
      return "%s reads version %s of its lease, version %s was held"
          .formatted(start.targetName(), lease.version(), known);
    }
    return switch (start.evidence()) {
      case StartEvidence.OwnerDead e -> older(start, e.owner());
      case StartEvidence.OwnerFree e -> older(start, e.owner());
      case StartEvidence.NewerGeneration e -> older(start, e.owner());
      case StartEvidence.LeaseFree _ -> lastOwnerOlder(start);
      case StartEvidence.ExitReported _, StartEvidence.OperatorConfirmed _ -> null;
    };
  }

  private static @Nullable String lastOwnerOlder(StartCase start) {
    var lease = start.lease();
    var owner = lease == null ? null : lease.owner();
    return owner == null ? null : older(start, owner);
  }

  /// A daemon looks at the others once per renewal, so its sight of a living heartbeat may be one
  /// renewal behind for ever; of one that is dead or given up it is the last word.
  private static long naturalLagSeconds(HostSight sight) {
    return sight.state() == SanlockHostState.LIVE ? sight.ioTimeout().renewalSeconds() : 0;
  }

  private static @Nullable String older(StartCase start, HostLife owner) {
    var lockspace = start.lockspace();
    var record = start.t().hosts.get(owner.host());
    if (lockspace == null || record == null || owner.host().equals(start.target().id())) {
      return null;
    }
    var own = record.lives().get(lockspace);
    var seen = start.sightOf(owner.host());
    if (own == null || seen == null) return null;
    var sight = seen.sight();
    boolean generation = own.life().generation().isNewerThan(sight.generation());
    boolean time =
        own.life().generation().equals(sight.generation())
            && sight.state() != SanlockHostState.FREE
            && sight.timestampSeconds() + naturalLagSeconds(sight) < own.timestampSeconds();
    return generation || time
        ? "%s reads generation %s timestamp %d of %s, itself last reported generation %s timestamp %d"
            .formatted(
                start.targetName(),
                sight.generation(),
                sight.timestampSeconds(),
                start.t().name(owner.host()),
                own.life().generation(),
                own.timestampSeconds())
        : null;
  }

  /// The target and every other joined, renewing, answering host see each other live.
  static @Nullable String peers(StartCase start) {
    var lockspace = start.lockspace();
    var space = start.space();
    if (lockspace == null || space == null) return null;
    for (var peer : start.t().hosts.values()) {
      if (peer.id().equals(start.target().id()) || !peer.status().answers()) continue;
      // A host in maintenance may be off: silent, it is not reachable, and the rule is not about
      // it.
      if (start.t().now - peer.reportNanos() > SILENT_NANOS) continue;
      String text = pair(start, lockspace, space, peer);
      if (text != null) return text;
    }
    return null;
  }

  private static @Nullable String pair(
      StartCase start, LockspaceName lockspace, LockspaceReport mine, HostRecord peer) {
    var t = start.t();
    var theirs = Sights.lockspace(peer, lockspace);
    if (theirs == null || !theirs.isRenewing()) return null;
    boolean seesPeer = sees(start.target(), lockspace, theirs.life());
    boolean seen = sees(peer, lockspace, mine.life());
    if (seesPeer && seen) return null;
    var joined = peer.lives().get(lockspace);
    long renewals = 3L * mine.ioTimeout().renewalSeconds() * Turn.SECOND;
    var own = start.target().lives().get(lockspace);
    boolean peerIsNew = joined != null && t.now - joined.sinceNanos() < renewals;
    boolean targetIsNew = own == null || t.now - own.sinceNanos() < renewals;
    if (peerIsNew && !targetIsNew) return null; // the newcomer has three renewals to be seen
    return start.targetName()
        + " and "
        + t.name(peer.id())
        + " do not see each other live in "
        + lockspace
        + ": not the same volume";
  }

  private static boolean sees(HostRecord watcher, LockspaceName lockspace, HostLife life) {
    var seen = Sights.host(watcher, lockspace, life.host());
    return seen != null
        && seen.sight().state() == SanlockHostState.LIVE
        && seen.sight().generation().equals(life.generation());
  }
}
