package org.leasehold.core.volume;

import java.util.List;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;

/// The bytes of a new volume with some leases, as [VolumeCreation], [VolumeEditor] and the daemon
/// leave them, written without a daemon. For volumes in memory: nobody else may have it open.
public final class VolumeImage {
  private VolumeImage() {}

  /// @param leases of records 0, 1, and so on
  public static void write(
      BlockFile file,
      LockspaceName lockspace,
      Geometry geometry,
      IoTimeout ioTimeout,
      List<LeaseId> leases)
      throws BlockFileException {
    var index = new IndexWriter(file, geometry);
    index.writeUnfinished(lockspace.text(), 0);
    var formatted = new byte[geometry.hostsMax() * geometry.sectorBytes()];
    for (int host = 0; host < geometry.hostsMax(); host++) {
      neverJoined(lockspace, geometry, ioTimeout).encode(formatted, host * geometry.sectorBytes());
    }
    file.writeDurably(0, formatted);
    writeLease(file, lockspace, geometry, LeaseId.MASTER, Geometry.MASTER_SLOT);
    for (int record = 0; record < leases.size(); record++) {
      var lease = leases.get(record);
      writeLease(file, lockspace, geometry, lease, Geometry.slotOf(record));
      long offset = geometry.leaseOffsetBytes(record);
      index.writeRecord(record, Index.encodeUsed(lease.text(), offset));
    }
    index.writeMetadata(lockspace.text(), 0, false);
  }

  /// Takes a lease out, in the order of [VolumeEditor]: first its record, then its slot.
  ///
  /// @param record of the index
  public static void removeLease(BlockFile file, Geometry geometry, int record)
      throws BlockFileException {
    new IndexWriter(file, geometry).writeRecord(record, Index.freeRecord());
    file.writeDurably(geometry.leaseOffsetBytes(record), new byte[2 * geometry.sectorBytes()]);
  }

  /// Puts a fresh lease into a free record: its slot first, as [VolumeEditor] does.
  ///
  /// @param record of the index, free
  public static void addLease(
      BlockFile file, LockspaceName lockspace, Geometry geometry, LeaseId lease, int record)
      throws BlockFileException {
    writeLease(file, lockspace, geometry, lease, Geometry.slotOf(record));
    var used = Index.encodeUsed(lease.text(), geometry.leaseOffsetBytes(record));
    new IndexWriter(file, geometry).writeRecord(record, used);
  }

  private static void writeLease(
      BlockFile file, LockspaceName lockspace, Geometry geometry, LeaseId lease, int slot)
      throws BlockFileException {
    file.writeDurably(
        geometry.slotOffsetBytes(slot),
        LeaseSlot.encodeFresh(lockspace.text(), lease.text(), geometry));
  }

  private static Leader neverJoined(
      LockspaceName lockspace, Geometry geometry, IoTimeout ioTimeout) {
    return new Leader(
        Leader.DELTA_MAGIC,
        Leader.DELTA_MAJOR << 16 | Leader.MINOR,
        geometry.alignFlag(),
        geometry.sectorBytes(),
        0,
        1,
        0,
        0,
        0,
        lockspace.text(),
        "",
        0,
        0,
        0,
        ioTimeout.seconds(),
        0,
        0,
        0);
  }
}
