package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/// The index byte by byte: what vdsm writes is what is read, and what is written is what vdsm
/// reads.
class IndexBytesTest {
  private static final String LOCKSPACE = "d7ab3a21-3f9e-4e8e-9c63-5a3c0b7d1e10";
  private static final String LEASE = "6b3f0f6c-8a0b-4d7c-8e55-0c2f6f8f7a01";

  /// The worked example of the format: one lease in record 0, record 1 free.
  private static byte[] example() {
    var bytes = new byte[IndexLayout.INDEX_BYTES];
    put(bytes, 0x00, "12 15 20 16 00 30 30 30 31 00 64 37 61 62 33 61");
    put(bytes, 0x10, "32 31 2d 33 66 39 65 2d 34 65 38 65 2d 39 63 36");
    put(bytes, 0x20, "33 2d 35 61 33 63 30 62 37 64 31 65 31 30 00 00");
    put(bytes, 0x30, "00 00 00 00 00 00 00 00 00 00 00 31 37 30 30 30");
    put(bytes, 0x40, "30 30 30 30 30 00 2d 00");
    put(bytes, 0x1ff, "0a");
    put(bytes, 0x200, "36 62 33 66 30 66 36 63 2d 38 61 30 62 2d 34 64");
    put(bytes, 0x210, "37 63 2d 38 65 35 35 2d 30 63 32 66 36 66 38 66");
    put(bytes, 0x220, "37 61 30 31 00 00 00 00 00 00 00 00 00 00 00 00");
    put(bytes, 0x230, "00 30 30 30 30 33 31 34 35 37 32 38 00 2d 2d 0a");
    for (int record = 1; record < IndexLayout.RECORD_COUNT_MAX; record++) {
      put(
          bytes,
          IndexLayout.recordOffset(record) + 49,
          "30 30 30 30 30 30 30 30 30 30 30 00 2d 2d 0a");
    }
    return bytes;
  }

  private static void put(byte[] bytes, int at, String hex) {
    var part = HexBytes.of(hex);
    System.arraycopy(part, 0, bytes, at, part.length);
  }

  @Test
  void theWorkedExampleIsRead() {
    var index = Index.decode(example());
    assertEquals(
        new IndexMetadata.Valid(LOCKSPACE, 1_700_000_000L, false, '-', true), index.metadata());
    assertEquals(3960, index.records().size());
    assertEquals(
        new IndexRecord.Used(0, LEASE, 3_145_728, false, List.of()), index.records().getFirst());
    assertEquals(new IndexRecord.Free(1), index.records().get(1));
    assertEquals(new IndexRecord.Free(3959), index.records().get(3959));
  }

  @Test
  void theWorkedExampleIsWrittenByteForByte() {
    var bytes = Index.encodeEmpty(LOCKSPACE, 1_700_000_000L, false);
    var record = Index.encodeUsed(LEASE, 3_145_728);
    System.arraycopy(record, 0, bytes, IndexLayout.recordOffset(0), record.length);
    assertArrayEquals(example(), bytes);
  }

  @Property(tries = 200)
  void aLeaseComesBackFromItsRecord(
      @ForAll @StringLength(min = 1, max = 47) @CharRange(from = '!', to = '~') String id,
      @ForAll @LongRange(min = 0, max = 99_999_999_999L) long offset) {
    assertEquals(
        new IndexRecord.Used(7, id, offset, false, List.of()),
        Index.decodeRecord(Index.encodeUsed(id, offset), 0, 7));
  }

  @Property(tries = 200)
  void metadataComesBack(
      @ForAll @StringLength(min = 1, max = 48) @CharRange(from = '!', to = '~') String lockspace,
      @ForAll @IntRange(min = 0) int seconds,
      @ForAll boolean updating) {
    var bytes = new byte[512];
    Index.encodeMetadata(bytes, lockspace, seconds, updating);
    assertEquals(
        new IndexMetadata.Valid(lockspace, seconds, updating, updating ? 'u' : '-', true),
        Index.decodeMetadata(bytes, 0));
  }

  @Test
  void metadataIsJudgedInTheOrderOfVdsm() {
    var bytes = Arrays.copyOf(example(), 512);
    bytes[60] = 'x';
    assertFlaw(bytes, IndexMetadata.Flaw.MTIME, 59, 10);
    bytes[12] = (byte) 0xC3;
    assertFlaw(bytes, IndexMetadata.Flaw.LOCKSPACE, 10, 48);
    bytes[8] = '2';
    assertFlaw(bytes, IndexMetadata.Flaw.VERSION, 5, 4);
    bytes[5] = 'v';
    assertFlaw(bytes, IndexMetadata.Flaw.VERSION_TEXT, 5, 4);
    bytes[0] = 0x13;
    assertFlaw(bytes, IndexMetadata.Flaw.MAGIC, 0, 4);
    put(bytes, 0, "16 20 15 12");
    assertFlaw(bytes, IndexMetadata.Flaw.MAGIC_REVERSED, 0, 4);
    put(bytes, 0, "18 20 04 01");
    assertFlaw(bytes, IndexMetadata.Flaw.RINDEX, 0, 4);
  }

  private static void assertFlaw(byte[] bytes, IndexMetadata.Flaw why, int field, int length) {
    assertEquals(new IndexMetadata.Invalid(why, field, length), Index.decodeMetadata(bytes, 0));
  }

  @Test
  void anyFlagButUMeansSettledAndAMissingNewlineIsAccepted() {
    var bytes = Arrays.copyOf(example(), 512);
    bytes[70] = 0;
    bytes[511] = 0;
    assertEquals(
        new IndexMetadata.Valid(LOCKSPACE, 1_700_000_000L, false, '\0', false),
        Index.decodeMetadata(bytes, 0));
    bytes[70] = 'u';
    assertEquals(
        new IndexMetadata.Valid(LOCKSPACE, 1_700_000_000L, true, 'u', false),
        Index.decodeMetadata(bytes, 0));
  }

  @Test
  void sixtyFourZeroBytesAreCorruptNotFree() {
    assertRecord(new byte[64], new IndexRecord.Corrupt(3, IndexRecord.Flaw.ALL_ZERO));
  }

  @Test
  void aRecordIsFreeOnlyInItsExactBytes() {
    var free = Index.freeRecord();
    assertRecord(free, new IndexRecord.Free(3));
    for (int at = 0; at < free.length; at++) {
      var other = free.clone();
      other[at] ^= 1;
      assertEquals(
          false, Index.decodeRecord(other, 0, 3) instanceof IndexRecord.Free, "byte " + at);
    }
  }

  @Test
  void everyWayOfBeingCorruptIsNamed() {
    var name = Index.encodeUsed("vm", 0);
    name[1] = (byte) 0xE9;
    assertRecord(name, new IndexRecord.Corrupt(3, IndexRecord.Flaw.NAME));
    var hint = Index.encodeUsed("vm", 0);
    hint[49] = '-';
    assertRecord(hint, new IndexRecord.Corrupt(3, IndexRecord.Flaw.HINT));
    var unnamed = Index.freeRecord();
    unnamed[59] = '7';
    assertRecord(unnamed, new IndexRecord.Corrupt(3, IndexRecord.Flaw.EMPTY_NAME));
  }

  @Test
  void whatIsOddButUsableIsReadAndNoted() {
    var flagged = Index.encodeUsed("vm", 0);
    flagged[61] = 'u';
    assertRecord(flagged, new IndexRecord.Used(3, "vm", 0, true, List.of()));
    var tail = Index.encodeUsed("vm", 0);
    tail[5] = 'x';
    assertRecord(
        tail, new IndexRecord.Used(3, "vm", 0, false, List.of(IndexRecord.Oddity.NAME_TAIL)));
    var padding = Index.encodeUsed("vm", 0);
    padding[48] = 'x';
    assertRecord(
        padding, new IndexRecord.Used(3, "vm", 0, false, List.of(IndexRecord.Oddity.NAME_TAIL)));
    var newline = Index.encodeUsed("vm", 0);
    newline[63] = ' ';
    assertRecord(
        newline, new IndexRecord.Used(3, "vm", 0, false, List.of(IndexRecord.Oddity.NO_NEWLINE)));
    var full = "n".repeat(48);
    assertRecord(
        Index.encodeUsed(full, 0),
        new IndexRecord.Used(3, full, 0, false, List.of(IndexRecord.Oddity.NAME_FULL)));
  }

  private static void assertRecord(byte[] bytes, IndexRecord expected) {
    assertEquals(expected, Index.decodeRecord(bytes, 0, 3));
  }

  @Test
  void leasesThatOnlyOldVdsmSeesAreReadApart() {
    var bytes = Arrays.copyOf(example(), IndexLayout.READ_BYTES);
    var old = Index.encodeUsed("old", 0);
    System.arraycopy(old, 0, bytes, 512 + 64 * 3999, 64);
    var index = Index.decode(bytes);
    assertEquals(3960, index.records().size());
    assertEquals(List.of(new IndexRecord.Used(3999, "old", 0, false, List.of())), index.beyond());
  }

  @Test
  void aShortIndexHasFewerRecordsAndNothingIsMadeUp() {
    for (int length : new int[] {0, 3, 511}) {
      var index = Index.decode(new byte[length]);
      assertEquals(List.of(), index.records());
      assertEquals(
          new IndexMetadata.Invalid(IndexMetadata.Flaw.MAGIC, 0, Math.min(4, length)),
          index.metadata());
    }
    assertEquals(0, Index.decode(Arrays.copyOf(example(), 575)).records().size());
    assertEquals(1, Index.decode(Arrays.copyOf(example(), 576)).records().size());
    assertEquals(LEASE, Index.decode(Arrays.copyOf(example(), 576)).find(LEASE).orElseThrow().id());
  }
}
