package org.leasehold.core.sim;

import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.volume.DeltaLease;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.Lockspace;
import org.leasehold.core.volume.SectorSize;

/// The sectors of a volume as real bytes of 512-byte sectors in slots of 1 MiB, written and read
/// back with the volume library: every heartbeat and every leader goes through its codec and
/// checksum.
///
/// Requests stay plain fields: the library has no writer for them, the daemon writes them.
final class ByteLeaseArea implements LeaseArea {
  private static final int SECTOR_BYTES = 512;
  private static final int HOSTS_MAX = 2000;
  private static final int FORMAT_DELTA = 0x0003_0004;
  private static final int FORMAT_PAXOS = 0x0006_0004;

  /// Slots of 1 MiB.
  ///
  /// @see "sanlock src/leader.h: LFL_ALIGN_1M"
  private static final int ALIGN_FLAG = 0x10;

  private static final Geometry GEOMETRY =
      Geometry.of(SectorSize.ofBytes(SECTOR_BYTES).orElseThrow(), 1).orElseThrow();

  private final String lockspace;
  private final IoTimeout io;
  private final byte[] lockspaceBytes;
  private final byte[][] slots;
  private final FieldLeaseArea requests;

  ByteLeaseArea(String lockspace, IoTimeout io, int hosts, int leases) {
    this.lockspace = lockspace;
    this.io = io;
    lockspaceBytes = new byte[hosts * SECTOR_BYTES];
    for (int host = 1; host <= hosts; host++) {
      record(
              org.leasehold.core.volume.Leader.DELTA_MAGIC,
              FORMAT_DELTA,
              Leader.NEVER,
              "",
              io.seconds())
          .encode(lockspaceBytes, (host - 1) * SECTOR_BYTES);
    }
    slots = new byte[leases][SECTOR_BYTES];
    for (int slot = 0; slot < leases; slot++) writeLeader(slot, Leader.NEVER);
    requests = new FieldLeaseArea(hosts, leases);
  }

  private org.leasehold.core.volume.Leader record(
      int magic, int format, Leader leader, String name, int ioSeconds) {
    boolean paxos = magic == org.leasehold.core.volume.Leader.PAXOS_MAGIC;
    return new org.leasehold.core.volume.Leader(
        magic,
        format,
        ALIGN_FLAG,
        SECTOR_BYTES,
        paxos ? HOSTS_MAX : 0,
        paxos ? HOSTS_MAX : 1,
        leader.owner(),
        leader.generation(),
        leader.version(),
        lockspace,
        name,
        leader.timestampSeconds(),
        0,
        0,
        ioSeconds,
        leader.owner(),
        leader.generation(),
        leader.timestampSeconds());
  }

  @Override
  public Delta delta(int host) {
    var id = new HostId(host);
    return switch (DeltaLease.decode(lockspaceBytes, (host - 1) * SECTOR_BYTES, id, GEOMETRY)) {
      case DeltaLease.Joined joined ->
          new Delta(joined.generation().value(), joined.timestamp(), joined.hostName());
      case DeltaLease.NeverJoined _ -> Delta.NEVER;
      case DeltaLease.Damaged damaged ->
          throw new IllegalStateException("heartbeat of host " + host + ": " + damaged.why());
    };
  }

  @Override
  public void writeDelta(int host, Delta delta) {
    DeltaLease.encode(
        lockspaceBytes,
        (host - 1) * SECTOR_BYTES,
        new DeltaLease.Joined(
            new HostId(host),
            new Generation(delta.generation()),
            delta.hostName(),
            lockspace,
            delta.timestampSeconds(),
            io.seconds(),
            GEOMETRY));
  }

  @Override
  public Leader leader(int slot) {
    var read = org.leasehold.core.volume.Leader.decode(slots[slot], 0);
    if (read.magic() != org.leasehold.core.volume.Leader.PAXOS_MAGIC || !read.checksumHolds()) {
      throw new IllegalStateException("leader of slot " + slot + " cannot be read back");
    }
    return new Leader(
        read.leaseVersion(),
        Math.toIntExact(read.ownerId()),
        read.ownerGeneration(),
        read.timestamp());
  }

  @Override
  public void writeLeader(int slot, Leader leader) {
    record(org.leasehold.core.volume.Leader.PAXOS_MAGIC, FORMAT_PAXOS, leader, "lease" + slot, 0)
        .encode(slots[slot], 0);
  }

  /// Reads the whole lockspace as the volume library does.
  ///
  /// @return what it says is damaged, empty when all is well
  @Override
  public String damage() {
    var read = Lockspace.decode(lockspaceBytes, GEOMETRY);
    return read.damaged().isEmpty() ? "" : read.damaged().toString();
  }

  @Override
  public long requestedVersion(int slot) {
    return requests.requestedVersion(slot);
  }

  @Override
  public boolean requestIsForced(int slot) {
    return requests.requestIsForced(slot);
  }

  @Override
  public void writeRequest(int slot, long version, boolean force) {
    requests.writeRequest(slot, version, force);
  }
}
