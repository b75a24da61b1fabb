package org.leasehold.core.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The decoded index of an xleases volume. Total: any bytes decode to something.
///
/// @param metadata first block
/// @param records as many as the bytes hold; 3,960 in a whole index
/// @param beyond leases in records 3960..3999, which only old vdsm can see
public record Index(
    IndexMetadata metadata, List<IndexRecord> records, List<IndexRecord.Used> beyond) {
  /// The record in which a lease may be added.
  private static final byte[] FREE_RECORD = freeRecord();

  public Index {
    records = List.copyOf(records);
    beyond = List.copyOf(beyond);
  }

  /// @param bytes the index area; shorter than [IndexLayout#INDEX_BYTES] gives fewer records
  public static Index decode(byte[] bytes) {
    if (bytes.length < IndexLayout.METADATA_BYTES) {
      return new Index(
          new IndexMetadata.Invalid(IndexMetadata.Flaw.MAGIC, 0, Math.min(4, bytes.length)),
          List.of(),
          List.of());
    }
    int whole = (bytes.length - IndexLayout.METADATA_BYTES) / IndexLayout.RECORD_BYTES;
    int count = Math.min(IndexLayout.RECORD_COUNT_MAX, whole);
    var records = new ArrayList<IndexRecord>(count);
    for (int record = 0; record < count; record++) {
      records.add(decodeRecord(bytes, IndexLayout.recordOffset(record), record));
    }
    var beyond = new ArrayList<IndexRecord.Used>();
    for (int record = count; record < Math.min(IndexLayout.RECORD_COUNT_OLD, whole); record++) {
      int at = IndexLayout.METADATA_BYTES + IndexLayout.RECORD_BYTES * record;
      if (decodeRecord(bytes, at, record) instanceof IndexRecord.Used used) beyond.add(used);
    }
    return new Index(decodeMetadata(bytes, 0), records, beyond);
  }

  /// First record of that name: vdsm uses the first match.
  public Optional<IndexRecord.Used> find(String id) {
    for (var record : records) {
      if (record instanceof IndexRecord.Used used && used.id().equals(id)) return Optional.of(used);
    }
    return Optional.empty();
  }

  static IndexMetadata decodeMetadata(byte[] bytes, int at) {
    int magic = Integer.reverseBytes(DiskBytes.i32(bytes, at));
    if (magic == Integer.reverseBytes(IndexLayout.MAGIC)) {
      return new IndexMetadata.Invalid(IndexMetadata.Flaw.MAGIC_REVERSED, 0, 4);
    }
    if (magic == Integer.reverseBytes(Rindex.MAGIC)) {
      return new IndexMetadata.Invalid(IndexMetadata.Flaw.RINDEX, 0, 4);
    }
    if (magic != IndexLayout.MAGIC) {
      return new IndexMetadata.Invalid(IndexMetadata.Flaw.MAGIC, 0, 4);
    }
    int digits = IndexLayout.VERSION_DIGITS;
    long version = DiskBytes.decimal(bytes, at + IndexLayout.VERSION_AT, digits);
    if (version < 0) {
      return new IndexMetadata.Invalid(
          IndexMetadata.Flaw.VERSION_TEXT, IndexLayout.VERSION_AT, digits);
    }
    if (version != IndexLayout.VERSION) {
      return new IndexMetadata.Invalid(IndexMetadata.Flaw.VERSION, IndexLayout.VERSION_AT, digits);
    }
    int name = at + IndexLayout.LOCKSPACE_AT;
    var lockspace = DiskBytes.text(bytes, name, IndexLayout.NAME_BYTES);
    if (lockspace.isEmpty() || !DiskBytes.isPrintable(bytes, name, name + lockspace.length())) {
      return new IndexMetadata.Invalid(
          IndexMetadata.Flaw.LOCKSPACE, IndexLayout.LOCKSPACE_AT, IndexLayout.NAME_BYTES);
    }
    long modified = DiskBytes.decimal(bytes, at + IndexLayout.MTIME_AT, IndexLayout.MTIME_DIGITS);
    if (modified < 0) {
      return new IndexMetadata.Invalid(
          IndexMetadata.Flaw.MTIME, IndexLayout.MTIME_AT, IndexLayout.MTIME_DIGITS);
    }
    byte flag = bytes[at + IndexLayout.INDEX_FLAG_AT];
    return new IndexMetadata.Valid(
        lockspace,
        modified,
        flag == IndexLayout.UPDATING,
        (char) (flag & 0xFF),
        bytes[at + IndexLayout.METADATA_END_AT] == '\n');
  }

  static IndexRecord decodeRecord(byte[] bytes, int at, int record) {
    int end = at + IndexLayout.RECORD_BYTES;
    if (Arrays.equals(bytes, at, end, FREE_RECORD, 0, FREE_RECORD.length)) {
      return new IndexRecord.Free(record);
    }
    if (DiskBytes.isZero(bytes, at, IndexLayout.RECORD_BYTES)) {
      return new IndexRecord.Corrupt(record, IndexRecord.Flaw.ALL_ZERO);
    }
    var id = DiskBytes.text(bytes, at, IndexLayout.NAME_BYTES);
    if (!DiskBytes.isPrintable(bytes, at, at + id.length())) {
      return new IndexRecord.Corrupt(record, IndexRecord.Flaw.NAME);
    }
    long hint = DiskBytes.decimal(bytes, at + IndexLayout.HINT_AT, IndexLayout.HINT_DIGITS);
    if (hint < 0) return new IndexRecord.Corrupt(record, IndexRecord.Flaw.HINT);
    if (id.isEmpty()) return new IndexRecord.Corrupt(record, IndexRecord.Flaw.EMPTY_NAME);
    boolean updating = bytes[at + IndexLayout.RECORD_FLAG_AT] == IndexLayout.UPDATING;
    return new IndexRecord.Used(record, id, hint, updating, oddities(bytes, at, id.length()));
  }

  private static List<IndexRecord.Oddity> oddities(byte[] bytes, int at, int nameLength) {
    // The lookup key is the 48 bytes of the name and the padding byte behind it.
    int tail = IndexLayout.NAME_BYTES + 1 - nameLength;
    boolean clean = DiskBytes.isZero(bytes, at + nameLength, tail);
    boolean full = nameLength == IndexLayout.NAME_BYTES;
    boolean newline = bytes[at + IndexLayout.RECORD_END_AT] == '\n';
    if (clean && !full && newline) return List.of();
    var oddities = new ArrayList<IndexRecord.Oddity>(2);
    if (!clean) oddities.add(IndexRecord.Oddity.NAME_TAIL);
    if (full) oddities.add(IndexRecord.Oddity.NAME_FULL);
    if (!newline) oddities.add(IndexRecord.Oddity.NO_NEWLINE);
    return oddities;
  }

  /// A whole index without leases.
  static byte[] encodeEmpty(String lockspace, long modifiedSeconds, boolean updating) {
    var bytes = new byte[IndexLayout.INDEX_BYTES];
    encodeMetadata(bytes, lockspace, modifiedSeconds, updating);
    for (int record = 0; record < IndexLayout.RECORD_COUNT_MAX; record++) {
      System.arraycopy(FREE_RECORD, 0, bytes, IndexLayout.recordOffset(record), FREE_RECORD.length);
    }
    return bytes;
  }

  static void encodeMetadata(
      byte[] bytes, String lockspace, long modifiedSeconds, boolean updating) {
    Arrays.fill(bytes, 0, IndexLayout.METADATA_BYTES, (byte) 0);
    DiskBytes.put32(bytes, 0, Integer.reverseBytes(IndexLayout.MAGIC));
    DiskBytes.putDecimal(
        bytes, IndexLayout.VERSION_AT, IndexLayout.VERSION_DIGITS, IndexLayout.VERSION);
    DiskBytes.putText(bytes, IndexLayout.LOCKSPACE_AT, IndexLayout.NAME_BYTES, lockspace);
    DiskBytes.putDecimal(bytes, IndexLayout.MTIME_AT, IndexLayout.MTIME_DIGITS, modifiedSeconds);
    bytes[IndexLayout.INDEX_FLAG_AT] = updating ? IndexLayout.UPDATING : IndexLayout.SETTLED;
    bytes[IndexLayout.METADATA_END_AT] = '\n';
  }

  /// @return the 64 bytes of a record for that lease
  static byte[] encodeUsed(String id, long offsetBytes) {
    var bytes = freeRecord();
    DiskBytes.putText(bytes, 0, IndexLayout.NAME_BYTES, id);
    DiskBytes.putDecimal(bytes, IndexLayout.HINT_AT, IndexLayout.HINT_DIGITS, offsetBytes);
    return bytes;
  }

  /// @return the 64 bytes of the canonical empty record
  static byte[] freeRecord() {
    var bytes = new byte[IndexLayout.RECORD_BYTES];
    DiskBytes.putDecimal(bytes, IndexLayout.HINT_AT, IndexLayout.HINT_DIGITS, 0);
    bytes[IndexLayout.RECORD_FLAG_AT] = IndexLayout.SETTLED;
    bytes[IndexLayout.RESERVED_AT] = IndexLayout.SETTLED;
    bytes[IndexLayout.RECORD_END_AT] = '\n';
    return bytes;
  }
}
