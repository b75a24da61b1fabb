package org.leasehold.core.volume;

/// sanlock's own resource index, recognised so that it is named and not called corrupt.
///
/// Same slot map, another index: little-endian header of 80 bytes, then 64-byte binary entries.
///
/// @see "sanlock src/rindex_disk.h"
final class Rindex {
  static final int MAGIC = 0x01042018;
  private static final int SECTOR_SIZE_AT = 12;
  private static final int LOCKSPACE_AT = 32;

  private Rindex() {}

  static Geometry geometry(byte[] head, int slotMebibytes) {
    return SectorSize.ofBytes(DiskBytes.i32(head, SECTOR_SIZE_AT))
        .flatMap(sector -> Geometry.of(sector, slotMebibytes))
        .orElse(new Geometry(SectorSize.S4096, slotMebibytes));
  }

  static String lockspace(byte[] head) {
    return DiskBytes.text(head, LOCKSPACE_AT, Leader.NAME_BYTES);
  }
}
