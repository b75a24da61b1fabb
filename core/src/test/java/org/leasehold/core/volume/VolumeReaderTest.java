package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.leasehold.core.volume.Repairs.slot;
import static org.leasehold.core.volume.Repairs.volumeWith;
import static org.leasehold.core.volume.Volumes.LOCKSPACE;
import static org.leasehold.core.volume.Volumes.SMALL;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.leasehold.core.volume.VolumeReader.Depth;

/// What is read of a volume, how its geometry is found, and what a file is that is none.
class VolumeReaderTest {
  static final java.util.List<Geometry> GEOMETRIES = Geometry.ALL;

  private static String word(MemoryBlockFile file, Depth depth, int record) throws Exception {
    return Volumes.reader(file)
        .read(depth)
        .state(Geometry.slotOf(record), VolumeHistory.NONE, 0)
        .word();
  }

  @ParameterizedTest
  @FieldSource("GEOMETRIES")
  void theGeometryOfANewVolumeIsFound(Geometry geometry) throws Exception {
    assertEquals(
        new Detection.Xleases(geometry, true),
        Detection.of(Volumes.created(geometry), Optional.empty()));
  }

  @Test
  void withoutALeaseOrLockspace512IsAssumedAndSaidSo() throws Exception {
    var file = Volumes.created(SMALL);
    Arrays.fill(file.bytes(), 0, 1 << 20, (byte) 0);
    Arrays.fill(file.bytes(), 2 << 20, file.bytes().length, (byte) 0);
    assertEquals(new Detection.Xleases(SMALL, false), Detection.of(file, Optional.empty()));
  }

  @Test
  void aGlanceSeesWhatAWholeReadSees() throws Exception {
    var file = volumeWith("a", "b", "c", "d");
    Volumes.host(file, 40);
    slot(file, 1).shared(40, 1, 0);
    slot(file, 2).ballot(40, 40, 0, 1, false);
    slot(file, 3).held(40, 1, 1, 100);
    slot(file, 4).shared(40, 1, 0);
    Repairs.record(file, 4, Index.freeRecord());
    for (int record = 1; record <= 4; record++) {
      assertEquals(word(file, Depth.WHOLE, record), word(file, Depth.GLANCE, record));
    }
    assertEquals("shared", word(file, Depth.GLANCE, 4), "also without a record");
  }

  @Test
  void aGlanceSeesHostsThatAnAnewFormattedLockspaceForgot() throws Exception {
    var file = volumeWith("a");
    new FakeSanlock(file, 1).formatLockspace(LOCKSPACE.text(), SMALL, Volumes.IO);
    slot(file, 1).held(40, 1, 1, 0).shared(40, 1, 1);
    assertEquals("shared", word(file, Depth.GLANCE, 1));
  }

  @Test
  void whatLooksDamagedIsLookedAtOnceMore() throws Exception {
    var whole = volumeWith("a");
    var torn = whole.reopened();
    slot(torn, 1).poke(168, 0);
    assertEquals("corrupt", word(torn, Depth.WHOLE, 1));
    // The first read of the slot shows it half written.
    var racing = new RacingFile(torn.bytes(), whole.bytes(), SMALL.leaseOffsetBytes(1));
    var volume = new VolumeReader(racing, Optional.empty(), Optional.empty()).read(Depth.WHOLE);
    assertEquals("free", volume.state(4, VolumeHistory.NONE, 0).word());
    assertEquals(java.util.List.of(), VolumeCheck.findings(volume, VolumeHistory.NONE, 0));
  }

  @Test
  void aHeartbeatThatLooksDamagedIsLookedAtOnceMore() throws Exception {
    var whole = volumeWith("a");
    var torn = whole.reopened();
    torn.bytes()[40] ^= 1;
    var racing = new RacingFile(torn.bytes(), whole.bytes(), 0);
    var volume = new VolumeReader(racing, Optional.empty(), Optional.of(SMALL)).read(Depth.GLANCE);
    assertEquals(java.util.List.of(), volume.lockspace().damaged());
  }

  @Test
  void whatIsNoVolumeIsNamedInOneSentence() throws Exception {
    var volume = volumeWith("a").bytes();
    assertSentence(
        "memory is empty: no volume was ever created in it; `leasehold volume create` does that",
        new byte[0]);
    assertSentence(
        "memory is no xleases volume: no index at 1, 2, 4 or 8 MiB and no lease; where you know"
            + " better, say --sector and --align",
        new byte[9 << 20]);
    assertSentence(
        "memory is a bare lockspace (%s) without an index; give it with --ids beside its xleases volume"
            .formatted(LOCKSPACE),
        Arrays.copyOf(volume, 1 << 20));
    assertSentence(
        "memory is the single lease a of lockspace " + LOCKSPACE,
        Arrays.copyOfRange(volume, 4 << 20, 5 << 20));
    var rindex = volume.clone();
    System.arraycopy(HexBytes.of("18200401"), 0, rindex, 1 << 20, 4);
    DiskBytes.put32(rindex, (1 << 20) + 12, 512);
    DiskBytes.putText(rindex, (1 << 20) + 32, 48, "space");
    assertSentence(
        "memory holds sanlock's own resource index for lockspace space, not an xleases index; use"
            + " sanlock's rindex commands on it",
        rindex);
  }

  private static void assertSentence(String sentence, byte[] bytes) {
    var reader = Volumes.reader(new MemoryBlockFile(bytes, true));
    assertEquals(
        sentence,
        assertThrows(BlockFileException.class, () -> reader.read(Depth.GLANCE)).getMessage());
  }

  /// Another host is writing at one place: its first large read shows the old bytes.
  private static final class RacingFile implements BlockFile {
    private final MemoryBlockFile first;
    private final MemoryBlockFile then;
    private final long place;
    private boolean read;

    RacingFile(byte[] first, byte[] then, long place) {
      this.first = new MemoryBlockFile(first, true);
      this.then = new MemoryBlockFile(then, true);
      this.place = place;
    }

    @Override
    public int read(long offsetBytes, byte[] into, int at, int length) {
      boolean here = offsetBytes == place && length > 512;
      var file = here && !read ? first : then;
      read |= here;
      return file.read(offsetBytes, into, at, length);
    }

    @Override
    public String path() {
      return "memory";
    }

    @Override
    public long sizeBytes() {
      return then.sizeBytes();
    }

    @Override
    public boolean grows() {
      return true;
    }

    @Override
    public void writeDurably(long offsetBytes, byte[] block) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
