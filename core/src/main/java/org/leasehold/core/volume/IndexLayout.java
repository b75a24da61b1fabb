package org.leasehold.core.volume;

import java.util.Objects;

/// Where things stand in the index of an xleases volume.
///
/// The metadata block is 512 bytes also on 4 KiB storage. Numbers are text, the magic is big-endian
/// (sanlock's own records, elsewhere in the volume, are little-endian).
///
/// @see "vdsm lib/vdsm/storage/xlease.py, Leases volume format"
final class IndexLayout {
  static final int MAGIC = 0x12152016;
  static final int VERSION = 1;

  static final int METADATA_BYTES = 512;
  static final int RECORD_BYTES = 64;

  /// Read and written as a unit: whole 4 KiB blocks only.
  static final int INDEX_BYTES = 62 * 4096;

  static final int RECORD_COUNT_MAX = (INDEX_BYTES - METADATA_BYTES) / RECORD_BYTES;

  /// Older vdsm formatted this many; what lies past [#RECORD_COUNT_MAX] is ignored today.
  static final int RECORD_COUNT_OLD = 4000;

  /// What a reader fetches: also the records that only old vdsm can see.
  static final int READ_BYTES = METADATA_BYTES + RECORD_COUNT_OLD * RECORD_BYTES;

  /// Metadata fields, offsets within the metadata block.
  static final int VERSION_AT = 5;

  static final int VERSION_DIGITS = 4;
  static final int LOCKSPACE_AT = 10;
  static final int MTIME_AT = 59;
  static final int MTIME_DIGITS = 10;
  static final int INDEX_FLAG_AT = 70;
  static final int METADATA_END_AT = 511;

  /// Record fields, offsets within the record.
  static final int NAME_BYTES = 48;

  static final int HINT_AT = 49;
  static final int HINT_DIGITS = 11;
  static final int RECORD_FLAG_AT = 61;
  static final int RESERVED_AT = 62;
  static final int RECORD_END_AT = 63;

  static final byte UPDATING = 'u';
  static final byte SETTLED = '-';

  static {
    if (RECORD_COUNT_MAX != 3960) throw new AssertionError("index geometry changed");
  }

  private IndexLayout() {}

  /// @return offset of a record from the start of the index
  static int recordOffset(int record) {
    return METADATA_BYTES + RECORD_BYTES * Objects.checkIndex(record, RECORD_COUNT_MAX);
  }
}
