package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where everything stands on a volume: computed, for every legal pair of sector and slot size.
class GeometryTest {
  private static final int LAST_IN_1024_SLOTS = 1020;
  private static final int LAST_RECORD = 3959;

  @ParameterizedTest
  @CsvSource({
    "1,   300000,  400000,  6700000,  3FF00000,  F7A00000",
    "2,   600000,  800000,  CE00000,  7FE00000, 1EF400000",
    "4,   C00000, 1000000, 19C00000,  FFC00000, 3DE800000",
    "8,  1800000, 2000000, 33800000, 1FF800000, 7BD000000"
  })
  void leasesAreWhereTheirRecordNumberSays(
      int mebibytes, String first, String second, String hundredth, String last1024, String last) {
    var geometry = new Geometry(SectorSize.S4096, mebibytes);
    assertEquals(
        List.of(hex(first), hex(second), hex(hundredth), hex(last1024), hex(last)),
        List.of(
            geometry.leaseOffsetBytes(0),
            geometry.leaseOffsetBytes(1),
            geometry.leaseOffsetBytes(100),
            geometry.leaseOffsetBytes(LAST_IN_1024_SLOTS),
            geometry.leaseOffsetBytes(LAST_RECORD)));
  }

  private static long hex(String text) {
    return Long.parseLong(text, 16);
  }

  @ParameterizedTest
  @CsvSource({
    "512, 1, 2000, 0x10",
    "4096, 1, 250, 0x10",
    "4096, 2, 500, 0x20",
    "4096, 4, 1000, 0x40",
    "4096, 8, 2000, 0x80"
  })
  void sectorAndSlotSizeGiveRoomForHostsAndTheFlag(int sector, int mib, int hosts, int flag) {
    var geometry = new Geometry(SectorSize.ofBytes(sector).orElseThrow(), mib);
    assertEquals(hosts, geometry.hostsMax());
    assertEquals(flag, geometry.alignFlag());
    assertEquals(Optional.of(geometry), Geometry.ofLeader(sector, flag));
  }

  @Test
  void thereAreFiveLegalPairsAndNoOther() {
    int legal = 0;
    for (var sector : SectorSize.values()) {
      for (int mebibytes = -1; mebibytes <= 64; mebibytes++) {
        if (Geometry.of(sector, mebibytes).isPresent()) legal++;
      }
    }
    assertEquals(5, legal);
    assertEquals(5, Geometry.ALL.size());
    assertEquals(
        "no such geometry: 512-byte sectors with 2 MiB slots; legal are 512 with 1 MiB, and 4096"
            + " with 1, 2, 4 or 8 MiB",
        assertThrows(IllegalArgumentException.class, () -> new Geometry(SectorSize.S512, 2))
            .getMessage());
  }

  @Test
  void withoutAnAlignFlagOldWritersMeantTheOnlySizeThatHolds2000Hosts() {
    assertEquals(Optional.of(new Geometry(SectorSize.S512, 1)), Geometry.ofLeader(512, 0));
    assertEquals(Optional.of(new Geometry(SectorSize.S4096, 8)), Geometry.ofLeader(4096, 0));
  }

  @Test
  void severalAlignFlagsOrAnotherSectorSizeMeanNothing() {
    for (int flags = 0; flags <= 0xF0; flags += 0x10) {
      if (Integer.bitCount(flags) < 2) continue;
      assertEquals(Optional.empty(), Geometry.ofLeader(4096, flags));
    }
    assertEquals(Optional.empty(), Geometry.ofLeader(0, 0x10));
    assertEquals(Optional.empty(), Geometry.ofLeader(1024, 0x10));
    assertEquals(Optional.empty(), Geometry.ofLeader(512, 0x20));
  }

  @Test
  void aGibibyteDeviceHoldsExactly1021Leases() {
    var geometry = new Geometry(SectorSize.S512, 1);
    assertEquals(1021, geometry.capacity(1L << 30));
    assertEquals(1020, geometry.capacity((1L << 30) - 1));
    assertEquals(0, geometry.capacity(0));
    assertEquals(0, geometry.capacity(3L * Geometry.MEBIBYTE));
    assertEquals(1, geometry.capacity(4L * Geometry.MEBIBYTE));
    assertEquals(3960, geometry.capacity(1L << 50));
    assertEquals(1021, new Geometry(SectorSize.S4096, 8).capacity(8L << 30));
  }

  @Test
  void theLastHostsSectorEndsInsideItsSlotAndHost250Of4KiStandsAt0xF9000() {
    for (var geometry : Geometry.ALL) {
      int end = geometry.hostSectorOffset(geometry.hostsMax()) + geometry.sectorBytes();
      assertEquals(geometry.usedBytes(), end);
      assertEquals(true, end <= geometry.slotBytes(), geometry::toString);
    }
    // Delta leases: host 250 in sector 249; in a lease its ballot block is two sectors later.
    assertEquals(0xF9000, 249 * 4096);
    assertEquals(0xF9000 + 2 * 4096, new Geometry(SectorSize.S4096, 1).hostSectorOffset(250));
    assertEquals(0x400, new Geometry(SectorSize.S512, 1).hostSectorOffset(1));
  }

  @Test
  void constantsOfTheIndexAreThoseOfTheFormat() {
    assertEquals(
        List.of(0x12152016, 1, 512, 64, 253952, 3960, 256512),
        List.of(
            IndexLayout.MAGIC,
            IndexLayout.VERSION,
            IndexLayout.METADATA_BYTES,
            IndexLayout.RECORD_BYTES,
            IndexLayout.INDEX_BYTES,
            IndexLayout.RECORD_COUNT_MAX,
            IndexLayout.READ_BYTES));
    assertEquals(512, IndexLayout.recordOffset(0));
    assertEquals(253952 - 64, IndexLayout.recordOffset(LAST_RECORD));
    assertThrows(IndexOutOfBoundsException.class, () -> IndexLayout.recordOffset(3960));
  }

  @Test
  void constantsOfSanlockAreThoseOfItsHeaders() {
    assertEquals(
        List.of(0x12212010, 0x06152010, 0x11282016, 200, 168, 56, 48, 128, 0x08292011),
        List.of(
            Leader.DELTA_MAGIC,
            Leader.PAXOS_MAGIC,
            Leader.CLEARED_MAGIC,
            Leader.BYTES,
            Leader.CHECKED_BYTES,
            HostSector.DBLOCK_BYTES,
            HostSector.DBLOCK_CHECKED_BYTES,
            HostSector.MODE_AT,
            LeaseSlot.Request.MAGIC));
  }
}
