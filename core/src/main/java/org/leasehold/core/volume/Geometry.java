package org.leasehold.core.volume;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.leasehold.core.model.HostId;

/// Sector size and slot size of a volume, and every offset that follows from them.
///
/// Offsets of leases are computed from the record number, never read from the record.
///
/// @param sector logical block size
/// @param slotMebibytes slot size ("alignment") in MiB: 1 with 512-byte sectors; 1, 2, 4 or 8 with
///   4 KiB sectors
/// @see "vdsm lib/vdsm/storage/xlease.py; sanlock src/sizeflags.c"
public record Geometry(SectorSize sector, int slotMebibytes) {
  public static final int MEBIBYTE = 1 << 20;
  public static final int LOCKSPACE_SLOT = 0;
  public static final int INDEX_SLOT = 1;
  public static final int MASTER_SLOT = 2;
  public static final int FIRST_LEASE_SLOT = 3;

  /// Sector of a lease slot that holds the dblock of host 1.
  static final int FIRST_HOST_SECTOR = 2;

  /// Every legal pair.
  public static final List<Geometry> ALL =
      List.of(
          new Geometry(SectorSize.S512, 1),
          new Geometry(SectorSize.S4096, 1),
          new Geometry(SectorSize.S4096, 2),
          new Geometry(SectorSize.S4096, 4),
          new Geometry(SectorSize.S4096, 8));

  public Geometry {
    if (!isLegal(sector, slotMebibytes)) {
      throw new IllegalArgumentException(
          "no such geometry: %d-byte sectors with %d MiB slots; legal are 512 with 1 MiB, and 4096 with 1, 2, 4 or 8 MiB"
              .formatted(sector.bytes(), slotMebibytes));
    }
  }

  private static boolean isLegal(SectorSize sector, int slotMebibytes) {
    return switch (sector) {
      case S512 -> slotMebibytes == 1;
      case S4096 ->
          slotMebibytes == 1 || slotMebibytes == 2 || slotMebibytes == 4 || slotMebibytes == 8;
    };
  }

  public static Optional<Geometry> of(SectorSize sector, int slotMebibytes) {
    return isLegal(sector, slotMebibytes)
        ? Optional.of(new Geometry(sector, slotMebibytes))
        : Optional.empty();
  }

  /// Reads what a leader record says of its volume.
  ///
  /// @param flags leader flags: one align bit, or none by old writers (then 1 MiB with 512-byte
  ///   sectors, 8 MiB with 4 KiB sectors)
  static Optional<Geometry> ofLeader(long sectorBytes, long flags) {
    var sector = SectorSize.ofBytes(sectorBytes);
    if (sector.isEmpty()) return Optional.empty();
    int align = (int) (flags & Leader.ALIGN_FLAGS);
    int mebibytes =
        switch (align) {
          case 0 -> sector.get() == SectorSize.S512 ? 1 : 8;
          case 0x10 -> 1;
          case 0x20 -> 2;
          case 0x40 -> 4;
          case 0x80 -> 8;
          default -> 0;
        };
    return of(sector.get(), mebibytes);
  }

  /// The bit of sanlock's leader, lockspace and resource flags that names this slot size.
  public int alignFlag() {
    return slotMebibytes << 4;
  }

  public int sectorBytes() {
    return sector.bytes();
  }

  public int slotBytes() {
    return slotMebibytes * MEBIBYTE;
  }

  /// Highest host id such a volume has room for.
  public int hostsMax() {
    return sector == SectorSize.S512 ? HostId.MAX : 250 * slotMebibytes;
  }

  public long slotOffsetBytes(int slot) {
    return Math.multiplyExact((long) slot, slotBytes());
  }

  public long indexOffsetBytes() {
    return slotOffsetBytes(INDEX_SLOT);
  }

  /// @param record 0-based record number of the index
  public static int slotOf(int record) {
    return FIRST_LEASE_SLOT + Objects.checkIndex(record, IndexLayout.RECORD_COUNT_MAX);
  }

  public long leaseOffsetBytes(int record) {
    return slotOffsetBytes(slotOf(record));
  }

  public long recordOffsetBytes(int record) {
    return indexOffsetBytes() + IndexLayout.recordOffset(record);
  }

  /// Offset, within a lease slot, of the sector that holds a host's dblock and mode block.
  int hostSectorOffset(int hostId) {
    return (FIRST_HOST_SECTOR + hostId - 1) * sectorBytes();
  }

  /// Bytes from the start of a lease slot that hold leader, request and all hosts up to `hostId`.
  public int headBytes(int hostId) {
    return hostSectorOffset(Math.min(hostId, hostsMax()) + 1);
  }

  /// Bytes at the start of a slot that carry meaning: the last host's sector ends there.
  public int usedBytes() {
    return headBytes(hostsMax());
  }

  /// How many leases a volume of this size can hold: 1,021 on 1 GiB with 1 MiB slots.
  public int capacity(long sizeBytes) {
    long slots = sizeBytes / slotBytes() - FIRST_LEASE_SLOT;
    return (int) Math.max(0, Math.min(IndexLayout.RECORD_COUNT_MAX, slots));
  }

  @Override
  public String toString() {
    return sector.bytes() + "-byte sectors, " + slotMebibytes + " MiB slots";
  }
}
