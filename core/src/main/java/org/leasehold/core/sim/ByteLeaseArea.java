package org.leasehold.core.sim;

import java.util.List;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.DeltaLease;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.LeaseSlot;
import org.leasehold.core.volume.SectorSize;
import org.leasehold.core.volume.VolumeImage;

/// A whole volume as real bytes, of 512-byte sectors in slots of 1 MiB: index, heartbeats, leaders
/// and requests, each sector written and read through the volume library's codec and checksum.
///
/// The fields are kept beside it, only to compare: see [VolumeComparison]. Ballots are not
/// modelled, so the sectors of the hosts stay empty.
final class ByteLeaseArea implements LeaseArea {
  static final Geometry GEOMETRY = Geometry.of(SectorSize.S512, 1).orElseThrow();
  private static final int SECTOR_BYTES = GEOMETRY.sectorBytes();
  private static final int FORMAT_PAXOS = 0x0006_0004;

  /// @see "sanlock src/paxos_lease.h: SANLK_REQ_FORCE, SANLK_REQ_GRACEFUL"
  private static final int FORCE = 1;

  private static final int GRACEFUL = 2;

  private final LockspaceName lockspace;
  private final IoTimeout io;
  private final List<LeaseId> leases;
  private final SimVolume volume;
  private final FieldLeaseArea fields;
  private final VolumeComparison comparison;

  /// @param leases by slot of the model
  ByteLeaseArea(LockspaceName lockspace, IoTimeout io, int hosts, List<LeaseId> leases) {
    this.lockspace = lockspace;
    this.io = io;
    this.leases = List.copyOf(leases);
    volume = new SimVolume(lockspace.text(), GEOMETRY, Geometry.slotOf(leases.size()));
    fields = new FieldLeaseArea(hosts, leases.size());
    comparison = new VolumeComparison(volume, lockspace, hosts, this.leases, fields);
    try {
      VolumeImage.write(volume, lockspace, GEOMETRY, io, this.leases);
    } catch (BlockFileException e) {
      throw new IllegalStateException("a volume in memory cannot fail", e);
    }
  }

  SimVolume volume() {
    return volume;
  }

  @Override
  public Delta delta(int host) {
    var bytes = volume.slot(Geometry.LOCKSPACE_SLOT);
    var id = new HostId(host);
    return switch (DeltaLease.decode(bytes, (host - 1) * SECTOR_BYTES, id, GEOMETRY)) {
      case DeltaLease.Joined joined ->
          new Delta(joined.generation().value(), joined.timestamp(), joined.hostName());
      case DeltaLease.NeverJoined _ -> Delta.NEVER;
      case DeltaLease.Damaged damaged ->
          throw new IllegalStateException("heartbeat of host " + host + ": " + damaged.why());
    };
  }

  @Override
  public void writeDelta(int host, Delta delta) {
    fields.writeDelta(host, delta);
    var block = new byte[SECTOR_BYTES];
    DeltaLease.encode(
        block,
        0,
        new DeltaLease.Joined(
            new HostId(host),
            new Generation(delta.generation()),
            delta.hostName(),
            lockspace.text(),
            delta.timestampSeconds(),
            io.seconds(),
            GEOMETRY));
    volume.writeDurably((host - 1L) * SECTOR_BYTES, block);
  }

  @Override
  public Leader leader(int slot) {
    if (!exists(slot)) return Leader.NEVER;
    var read = org.leasehold.core.volume.Leader.decode(lease(slot), 0);
    if (read.magic() != org.leasehold.core.volume.Leader.PAXOS_MAGIC || !read.checksumHolds()) {
      throw new IllegalStateException("leader of slot " + slot + " cannot be read back");
    }
    return new Leader(
        read.leaseVersion(),
        Math.toIntExact(read.ownerId()),
        read.ownerGeneration(),
        read.timestamp());
  }

  private byte[] lease(int slot) {
    return volume.slot(Geometry.slotOf(slot));
  }

  @Override
  public void writeLeader(int slot, Leader leader) {
    fields.writeLeader(slot, leader);
    var block = new byte[SECTOR_BYTES];
    new org.leasehold.core.volume.Leader(
            org.leasehold.core.volume.Leader.PAXOS_MAGIC,
            FORMAT_PAXOS,
            GEOMETRY.alignFlag(),
            SECTOR_BYTES,
            GEOMETRY.hostsMax(),
            GEOMETRY.hostsMax(),
            leader.owner(),
            leader.generation(),
            leader.version(),
            lockspace.text(),
            leases.get(slot).text(),
            leader.timestampSeconds(),
            0,
            0,
            0,
            leader.owner(),
            leader.generation(),
            leader.timestampSeconds())
        .encode(block, 0);
    volume.writeDurably(GEOMETRY.leaseOffsetBytes(slot), block);
  }

  @Override
  public long requestedVersion(int slot) {
    return request(slot).leaseVersion();
  }

  @Override
  public boolean requestIsForced(int slot) {
    return request(slot).forceMode() == FORCE;
  }

  private LeaseSlot.Request request(int slot) {
    if (!exists(slot)) return LeaseSlot.Request.of(0, 0);
    var read = LeaseSlot.Request.decode(lease(slot), SECTOR_BYTES);
    if (!read.magicHolds()) {
      throw new IllegalStateException("request of slot " + slot + " cannot be read back");
    }
    return read;
  }

  @Override
  public void writeRequest(int slot, long version, boolean forced) {
    fields.writeRequest(slot, version, forced);
    var block = new byte[SECTOR_BYTES];
    LeaseSlot.Request.of(version, version == 0 ? 0 : forced ? FORCE : GRACEFUL).encode(block, 0);
    volume.writeDurably(GEOMETRY.leaseOffsetBytes(slot) + SECTOR_BYTES, block);
  }

  @Override
  public boolean exists(int slot) {
    return fields.exists(slot);
  }

  @Override
  public void remove(int slot) {
    fields.remove(slot);
    try {
      VolumeImage.removeLease(volume, GEOMETRY, slot);
    } catch (BlockFileException e) {
      throw new IllegalStateException("a volume in memory cannot fail", e);
    }
  }

  @Override
  public void create(int slot) {
    fields.create(slot);
    try {
      VolumeImage.addLease(volume, lockspace, GEOMETRY, leases.get(slot), slot);
    } catch (BlockFileException e) {
      throw new IllegalStateException("a volume in memory cannot fail", e);
    }
  }

  @Override
  public String damage() {
    return comparison.difference();
  }
}
