package org.leasehold.core.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;

/// Says what one slot is. The order of the rules is part of the format's truth.
///
/// @param geometry of the volume
/// @param lockspace whose leases belong here
/// @param hosts the heartbeats as they are now
/// @param history what was seen of heartbeats and ballots so far
/// @param nowNanos the observer's monotonic clock
/// @see "core/docs/format.md, Classification of a slot"
record SlotJudge(
    Geometry geometry, String lockspace, Lockspace hosts, VolumeHistory history, long nowNanos) {

  /// @param expectedName lease id of the record; empty where the index has none, then the slot's
  ///   own name is accepted
  SlotState judge(int slot, LeaseSlot lease, Optional<String> expectedName) {
    var leader = lease.leader();
    if (leader.magic() == Leader.CLEARED_MAGIC) {
      return new SlotState.Cleared(leader.resourceName());
    }
    if (lease.allZero()) return new SlotState.NeverCreated();
    var flaw = flaw(leader, expectedName);
    if (flaw.isPresent()) return flaw.get();
    if (leader.spaceName().isEmpty() && leader.resourceName().isEmpty()) {
      return new SlotState.Empty();
    }
    var under = ownership(lease);
    return ballot(slot, lease, under).orElse(under);
  }

  private Optional<SlotState> flaw(Leader leader, Optional<String> expectedName) {
    if (leader.magic() == Leader.DELTA_MAGIC) {
      return corrupt(SlotState.Flaw.DELTA_MAGIC, "magic %08x".formatted(leader.magic()));
    }
    if (leader.magic() != Leader.PAXOS_MAGIC) {
      return corrupt(SlotState.Flaw.MAGIC, "magic %08x".formatted(leader.magic()));
    }
    if (leader.major() != Leader.PAXOS_MAJOR) {
      return corrupt(SlotState.Flaw.MAJOR, "version %08x".formatted(leader.formatVersion()));
    }
    if (leader.sectorBytes() != geometry.sectorBytes()) {
      return corrupt(SlotState.Flaw.SECTOR_SIZE, "sector size " + leader.sectorBytes());
    }
    var own = Geometry.ofLeader(leader.sectorBytes(), leader.flags());
    if (own.isEmpty() || !own.get().equals(geometry)) {
      return corrupt(SlotState.Flaw.ALIGNMENT, "flags %08x".formatted(leader.flags()));
    }
    boolean unnamed = leader.spaceName().isEmpty() && leader.resourceName().isEmpty();
    if (!unnamed) {
      if (!leader.spaceName().equals(lockspace)) {
        return corrupt(SlotState.Flaw.LOCKSPACE, "lockspace " + leader.spaceName());
      }
      if (leader.resourceName().isEmpty()) {
        return corrupt(SlotState.Flaw.NAME, "a lease without name");
      }
      if (expectedName.isPresent() && !leader.resourceName().equals(expectedName.get())) {
        return corrupt(SlotState.Flaw.NAME, "lease " + leader.resourceName());
      }
    }
    if (leader.numHosts() < 1
        || leader.numHosts() > leader.maxHosts()
        || leader.maxHosts() > geometry.hostsMax()) {
      return corrupt(
          SlotState.Flaw.HOST_COUNT,
          "num_hosts %s, max_hosts %s"
              .formatted(
                  Long.toUnsignedString(leader.numHosts()),
                  Long.toUnsignedString(leader.maxHosts())));
    }
    if (!leader.checksumHolds()) {
      return corrupt(
          SlotState.Flaw.CHECKSUM,
          "checksum %08x, computed %08x".formatted(leader.checksum(), leader.checksumComputed()));
    }
    return Optional.empty();
  }

  private static Optional<SlotState> corrupt(SlotState.Flaw why, String detail) {
    return Optional.of(new SlotState.Corrupt(why, detail));
  }

  private SlotState ownership(LeaseSlot lease) {
    var leader = lease.leader();
    if (leader.timestamp() == 0) {
      var sharing = sharing(lease);
      return sharing.isEmpty()
          ? new SlotState.Free(leader.ownerId(), leader.ownerGeneration(), false)
          : new SlotState.Shared(sharing);
    }
    long id = leader.ownerId();
    if (id < 1 || id > leader.maxHosts()) {
      return new SlotState.Corrupt(
          SlotState.Flaw.OWNER, "owner_id " + Long.toUnsignedString(id) + " with a timestamp");
    }
    if (leader.ownerGeneration() == 0) {
      return new SlotState.Corrupt(SlotState.Flaw.GENERATION, "owner_generation 0, owner " + id);
    }
    var life = new HostLife(new HostId((int) id), new Generation(leader.ownerGeneration()));
    var liveness = liveness(life);
    if (isSameLife(life) && leader.writeId() != id && releasedBy(lease, id)) {
      return new SlotState.Free(id, leader.ownerGeneration(), true);
    }
    return new SlotState.Held(
        new SlotState.Owner(life, leader.timestamp(), leader.ioTimeoutSeconds(), liveness));
  }

  private Liveness liveness(HostLife life) {
    return history.heartbeats().judge(life, hosts, nowNanos);
  }

  /// The heartbeat is readable, and of the very life that owns the lease.
  private boolean isSameLife(HostLife life) {
    return hosts
        .host(life.host())
        .filter(joined -> !joined.left() && joined.life().equals(life))
        .isPresent();
  }

  private static boolean releasedBy(LeaseSlot lease, long hostId) {
    return lease.host(hostId).filter(HostSector::released).isPresent();
  }

  private List<SlotState.Owner> sharing(LeaseSlot lease) {
    var owners = new ArrayList<SlotState.Owner>();
    for (var sector : lease.hosts()) {
      if (!sector.shared()) continue;
      var life = sector.sharedLife();
      owners.add(new SlotState.Owner(life, 0, 0, liveness(life)));
    }
    return owners;
  }

  private Optional<SlotState> ballot(int slot, LeaseSlot lease, SlotState under) {
    return newestBallot(lease)
        .map(
            sector ->
                new SlotState.Ballot(
                    sector.host(),
                    sector.phaseTwoBallot() == 0 ? 1 : 2,
                    history.isAbandoned(slot, sector, nowNanos),
                    under));
  }

  /// The ballot that runs for a version newer than the leader's, if any.
  static Optional<HostSector> newestBallot(LeaseSlot lease) {
    var leader = lease.leader();
    HostSector newest = null;
    for (var sector : lease.hosts()) {
      boolean runs =
          sector.checksumHolds()
              && !sector.released()
              && Long.compareUnsigned(sector.leaseVersion(), leader.leaseVersion()) > 0
              && sector.host().value() <= leader.numHosts();
      if (!runs) continue;
      if (newest == null || Long.compareUnsigned(sector.ballot(), newest.ballot()) > 0) {
        newest = sector;
      }
    }
    return Optional.ofNullable(newest);
  }
}
