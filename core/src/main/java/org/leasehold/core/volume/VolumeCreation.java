package org.leasehold.core.volume;

import java.util.Optional;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;

/// Makes a new volume: lockspace, index, master lease and the engine's lease in one file or device.
///
/// The index carries the updating flag from the first write to the last, so an interrupted creation
/// is a volume that nobody uses, and running it again finishes it.
///
/// @param file empty file, or device without data
/// @param daemon this host's sanlock, which writes lockspace and leases
/// @param lockspace name: the storage domain's UUID
/// @param geometry what the storage needs
/// @param ioTimeout N of all hosts that will join
public record VolumeCreation(
    BlockFile file,
    LeaseDaemon daemon,
    LockspaceName lockspace,
    Geometry geometry,
    IoTimeout ioTimeout) {
  private static final int ENGINE_RECORD = 0;

  /// @param nowSeconds since the epoch, for the index
  public EditOutcome create(long nowSeconds) throws BlockFileException, LeaseDaemonException {
    try {
      requireNotJoined();
      requireRoom();
      requireVacant();
      write(nowSeconds);
      return new EditOutcome.Done(
          "volume created in %s: lockspace %s, %s, io timeout %d s, room for %s leases"
              .formatted(
                  file.path(),
                  lockspace,
                  geometry,
                  ioTimeout.seconds(),
                  file.grows()
                      ? IndexLayout.RECORD_COUNT_MAX
                      : geometry.capacity(file.sizeBytes())));
    } catch (Refused refused) {
      return refused.outcome();
    }
  }

  /// Also asks the daemon something before anything is written: a missing one leaves no half
  /// volume.
  private void requireNotJoined() throws LeaseDaemonException, Refused {
    if (daemon.membership(lockspace.text()).isEmpty()) return;
    throw new Refused(
        EditOutcome.Refusal.OCCUPIED,
        "this host's sanlock has joined a lockspace named %s already; a new volume needs a name of its own"
            .formatted(lockspace));
  }

  /// The lockspace of a creation that was interrupted on this file, so that it can be finished
  /// without knowing its name.
  public static Optional<String> unfinished(BlockFile file, Geometry geometry)
      throws BlockFileException {
    if (file.sizeBytes() == 0) return Optional.empty();
    var reader = new VolumeReader(file, Optional.empty(), Optional.of(geometry));
    return reader.read(VolumeReader.Depth.GLANCE).index().metadata()
                instanceof IndexMetadata.Valid valid
            && valid.updating()
        ? Optional.of(valid.lockspace())
        : Optional.empty();
  }

  private void requireRoom() throws BlockFileException, Refused {
    if (file.grows()) return;
    long least = geometry.slotOffsetBytes(Geometry.FIRST_LEASE_SLOT + 2);
    if (file.sizeBytes() >= least) return;
    throw new Refused(
        EditOutcome.Refusal.TOO_SMALL,
        "%s has %d bytes; a volume with %s needs at least %d"
            .formatted(file.path(), file.sizeBytes(), geometry, least));
  }

  private void requireVacant() throws BlockFileException, Refused {
    if (file.sizeBytes() == 0 || isOwnUnfinished()) return;
    long dataAt = firstData();
    if (dataAt < 0) return;
    throw new Refused(
        EditOutcome.Refusal.OCCUPIED,
        "%s holds data already (%s, first at offset %d); nothing was written. If it is free, empty it yourself and try again"
            .formatted(file.path(), what(), dataAt));
  }

  /// A creation of the same lockspace that was interrupted: flag `u`, no lease, no host ever
  /// joined.
  private boolean isOwnUnfinished() throws BlockFileException {
    var reader = new VolumeReader(file, Optional.empty(), Optional.of(geometry));
    var volume = reader.read(VolumeReader.Depth.GLANCE);
    boolean unfinished =
        volume.index().metadata() instanceof IndexMetadata.Valid valid
            && valid.updating()
            && valid.lockspace().equals(lockspace.text());
    return unfinished
        && volume.lockspace().joined().isEmpty()
        && volume.index().records().stream().allMatch(this::isOwnRecord);
  }

  private boolean isOwnRecord(IndexRecord record) {
    return switch (record) {
      case IndexRecord.Free _ -> true;
      case IndexRecord.Used used ->
          used.record() == ENGINE_RECORD && used.id().equals(LeaseId.ENGINE.text());
      // Not written yet: on a device the rest of the index is still zero.
      case IndexRecord.Corrupt corrupt -> corrupt.why() == IndexRecord.Flaw.ALL_ZERO;
    };
  }

  /// @return offset of the first byte that is not zero in the slots a new volume fills and in the
  ///   leaders behind them, -1 if none: what lost its first blocks may be in use all the same
  private long firstData() throws BlockFileException {
    for (int slot = 0; slot <= Geometry.slotOf(ENGINE_RECORD); slot++) {
      long at = geometry.slotOffsetBytes(slot);
      var bytes = VolumeReader.readUpTo(file, at, geometry.slotBytes());
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] != 0) return at + i;
      }
    }
    int leader = geometry.sectorBytes();
    for (int record = ENGINE_RECORD + 1; record < IndexLayout.RECORD_COUNT_MAX; record++) {
      long at = geometry.leaseOffsetBytes(record);
      if (at >= file.sizeBytes()) break;
      var bytes = VolumeReader.readUpTo(file, at, leader);
      if (!DiskBytes.isZero(bytes, 0, bytes.length)) return at;
    }
    return -1;
  }

  private String what() throws BlockFileException {
    return switch (Detection.of(file, Optional.empty())) {
      case Detection.Xleases _ -> "an xleases volume";
      case Detection.NativeRindex found -> "sanlock's resource index of " + found.lockspace();
      case Detection.BareLockspace found -> "lockspace " + found.lockspace();
      case Detection.BareLease found -> "lease " + found.name();
      case Detection.Unknown _ -> "not of an xleases volume";
    };
  }

  private void write(long nowSeconds) throws BlockFileException, LeaseDaemonException {
    var index = new IndexWriter(file, geometry);
    index.writeUnfinished(lockspace.text(), nowSeconds);
    daemon.formatLockspace(lockspace.text(), geometry, ioTimeout);
    requireFormatted();
    writeLease(LeaseId.MASTER, Geometry.MASTER_SLOT);
    writeLease(LeaseId.ENGINE, Geometry.slotOf(ENGINE_RECORD));
    index.writeRecord(
        ENGINE_RECORD,
        Index.encodeUsed(LeaseId.ENGINE.text(), geometry.leaseOffsetBytes(ENGINE_RECORD)));
    index.writeMetadata(lockspace.text(), nowSeconds, false);
  }

  private void writeLease(LeaseId id, int slot) throws LeaseDaemonException {
    daemon.writeLease(
        LeaseDaemon.LeaseAddress.of(lockspace.text(), id.text(), slot, geometry), geometry);
  }

  /// sanlock formats the path it was told; this is where it turns out to be another file.
  private void requireFormatted() throws BlockFileException {
    var bytes = VolumeReader.readUpTo(file, 0, geometry.hostsMax() * geometry.sectorBytes());
    var written = Lockspace.decode(bytes, geometry);
    if (written.formatted() == geometry.hostsMax()) return;
    throw new BlockFileException(
        BlockFileException.Kind.NOT_STORED,
        "sanlock says it formatted %s, but slot 0 of %s holds no lockspace"
            .formatted(lockspace, file.path()));
  }
}
