package org.leasehold.agent.volume;

import java.nio.file.Path;
import java.util.Optional;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.protocol.StoreTopic.LeaseLook;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.Index;
import org.leasehold.core.volume.IndexRecord;
import org.leasehold.core.volume.Leader;
import org.leasehold.core.volume.VolumeReader;

/// Finds and reads single leases of one volume. Not for use by several threads; may block as long
/// as the storage does.
public final class LeaseReader implements AutoCloseable {
  /// Index metadata and records, up to a whole block.
  private static final int INDEX_BYTES = 256 << 10;

  private final DirectBlockFile file;
  private final Geometry geometry;

  private LeaseReader(DirectBlockFile file, Geometry geometry) {
    this.file = file;
    this.geometry = geometry;
  }

  public static LeaseReader open(Path volume) throws BlockFileException {
    var file = DirectBlockFile.read(volume);
    try {
      var reader = new VolumeReader(file, Optional.empty(), Optional.empty());
      return new LeaseReader(file, reader.geometry().geometry());
    } catch (BlockFileException e) {
      file.close();
      throw e;
    }
  }

  /// Where a lease's slot starts; empty where the index has none of that name.
  public Optional<Long> offsetBytes(LeaseId lease) throws BlockFileException {
    if (lease.equals(LeaseId.MASTER)) {
      return Optional.of(geometry.slotOffsetBytes(Geometry.MASTER_SLOT));
    }
    var bytes = new byte[INDEX_BYTES];
    file.read(geometry.indexOffsetBytes(), bytes, 0, bytes.length);
    return Index.decode(bytes)
        .find(lease.text())
        .filter(record -> !record.updating())
        .map(IndexRecord.Used::record)
        .map(geometry::leaseOffsetBytes);
  }

  /// The leader record at an offset.
  public Leader leader(long offsetBytes) throws BlockFileException {
    var sector = new byte[geometry.sectorBytes()];
    file.read(offsetBytes, sector, 0, sector.length);
    return Leader.decode(sector, 0);
  }

  /// One lease with a word for its state.
  public Optional<LeaseLook> look(LeaseId lease) throws BlockFileException {
    var at = offsetBytes(lease);
    if (at.isEmpty()) return Optional.empty();
    var leader = leader(at.get());
    return Optional.of(
        new LeaseLook(
            lease,
            at.get(),
            word(leader, lease),
            owner(leader).orElse(null),
            new LeaseVersion(leader.leaseVersion()),
            leader.timestamp()));
  }

  private static String word(Leader leader, LeaseId lease) {
    if (leader.magic() == Leader.CLEARED_MAGIC) return "cleared";
    if (!isWhole(leader, lease)) return "corrupt";
    return isHeld(leader) ? "held" : "free";
  }

  /// Whether this is a sound leader of that very lease.
  public static boolean isWhole(Leader leader, LeaseId lease) {
    return leader.magic() == Leader.PAXOS_MAGIC
        && leader.checksumHolds()
        && leader.resourceName().equals(lease.text());
  }

  /// A leader with a timestamp is held, by whoever still lives or not.
  ///
  /// @see "sanlock src/paxos_lease.c: paxos_lease_release writes timestamp LEASE_FREE, 0"
  public static boolean isHeld(Leader leader) {
    return leader.timestamp() != 0;
  }

  /// Last owner; empty where it was never held.
  public static Optional<HostLife> owner(Leader leader) {
    long id = leader.ownerId();
    if (id < 1 || id > HostId.MAX) return Optional.empty();
    return Optional.of(
        new HostLife(new HostId((int) id), new Generation(leader.ownerGeneration())));
  }

  @Override
  public void close() {
    file.close();
  }
}
