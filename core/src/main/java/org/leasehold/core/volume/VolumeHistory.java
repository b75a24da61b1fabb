package org.leasehold.core.volume;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.core.model.IoTimeout;

/// What repeated looks at one volume have shown. Immutable; [#observe] gives the next.
///
/// @param heartbeats of the hosts
/// @param ballots by slot: the newest ballot and since when it has not moved
/// @param versions by slot: the lease last read
/// @param versionFell slots whose lease version fell at the last look: the volume was restored from
///   a copy
public record VolumeHistory(
    Heartbeats heartbeats,
    SortedMap<Integer, BallotSeen> ballots,
    SortedMap<Integer, LeaseSeen> versions,
    SortedMap<Integer, Long> versionFell) {
  public static final VolumeHistory NONE =
      new VolumeHistory(Heartbeats.NONE, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  public VolumeHistory {
    ballots = Collections.unmodifiableSortedMap(new TreeMap<>(ballots));
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    versionFell = Collections.unmodifiableSortedMap(new TreeMap<>(versionFell));
  }

  public record BallotSeen(
      int host, long ballot, long phaseTwoBallot, long leaseVersion, long sinceNanos) {}

  /// @param name another one in the same slot starts again at version 0
  public record LeaseSeen(String name, long version) {}

  /// @param slots lease slots as read, by slot number
  public VolumeHistory observe(
      Lockspace lockspace, SortedMap<Integer, LeaseSlot> slots, long nowNanos) {
    var nextBallots = new TreeMap<Integer, BallotSeen>();
    var nextVersions = new TreeMap<Integer, LeaseSeen>();
    var fell = new TreeMap<Integer, Long>();
    slots.forEach(
        (slot, lease) -> {
          var leader = lease.leader();
          if (leader.magic() != Leader.PAXOS_MAGIC || !leader.checksumHolds()) return;
          SlotJudge.newestBallot(lease)
              .ifPresent(sector -> nextBallots.put(slot, seen(slot, sector, nowNanos)));
          var before = versions.get(slot);
          var now = new LeaseSeen(leader.resourceName(), leader.leaseVersion());
          nextVersions.put(slot, now);
          if (before != null && fell(before, now)) fell.put(slot, before.version());
        });
    return new VolumeHistory(
        heartbeats.observe(lockspace, nowNanos), nextBallots, nextVersions, fell);
  }

  private static boolean fell(LeaseSeen before, LeaseSeen now) {
    return before.name().equals(now.name())
        && Long.compareUnsigned(now.version(), before.version()) < 0;
  }

  private BallotSeen seen(int slot, HostSector sector, long nowNanos) {
    var before = ballots.get(slot);
    long sinceNanos = before != null && isSame(before, sector) ? before.sinceNanos() : nowNanos;
    return new BallotSeen(
        sector.host().value(),
        sector.ballot(),
        sector.phaseTwoBallot(),
        sector.leaseVersion(),
        sinceNanos);
  }

  private static boolean isSame(BallotSeen seen, HostSector sector) {
    return seen.host() == sector.host().value()
        && seen.ballot() == sector.ballot()
        && seen.phaseTwoBallot() == sector.phaseTwoBallot()
        && seen.leaseVersion() == sector.leaseVersion();
  }

  /// A ballot that did not move for 6N is abandoned; one look cannot tell.
  boolean isAbandoned(int slot, HostSector sector, long nowNanos) {
    var seen = ballots.get(slot);
    if (seen == null || !isSame(seen, sector)) return false;
    var beat = heartbeats.beats().get(sector.host());
    var io = beat == null ? IoTimeout.DEFAULT : beat.last().ioTimeout();
    return nowNanos - seen.sinceNanos() > io.requestSeconds() * NANOS_PER_SECOND;
  }
}
