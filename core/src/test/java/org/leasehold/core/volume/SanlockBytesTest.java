package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;

/// Bytes that a sanlock 3.8.5 wrote, with 512-byte sectors and 1 MiB slots: encoded the same, and
/// read as it meant them.
class SanlockBytesTest {
  private static final Geometry SMALL = new Geometry(SectorSize.S512, 1);
  private static final String LOCKSPACE = "d7ab3a21-3f9e-4e8e-9c63-5a3c0b7d1e10";
  private static final String LEASE = "6b3f0f6c-8a0b-4d7c-8e55-0c2f6f8f7a01";
  private static final HostId ONE = new HostId(1);

  @Test
  void aFreshDeltaLease() {
    var bytes = new byte[512];
    delta(0, 0, "", 0, 10).encode(bytes, 0);
    assertBytes(bytes, 0, "10202112 04000300 10000000 00020000 0000000000000000 0100000000000000");
    assertBytes(bytes, 168, "dbcb1b8c 0000 0a00");
    assertEquals(new DeltaLease.NeverJoined(ONE), DeltaLease.decode(bytes, 0, ONE, SMALL));
  }

  @Test
  void aJoinedHostAndTheSameHostAfterItLeft() {
    var bytes = new byte[512];
    var joined = new DeltaLease.Joined(ONE, new Generation(1), "hostA", LOCKSPACE, 1128, 1, SMALL);
    DeltaLease.encode(bytes, 0, joined);
    assertBytes(bytes, 32, "0100000000000000 0100000000000000");
    assertBytes(bytes, 152, "6804000000000000");
    assertBytes(bytes, 168, "a6f1e2f7 0000 0100");
    assertEquals(joined, DeltaLease.decode(bytes, 0, ONE, SMALL));
    DiskBytes.put64(bytes, 152, 0);
    System.arraycopy(HexBytes.of("f6af0491"), 0, bytes, 168, 4);
    assertEquals(
        new DeltaLease.Joined(ONE, new Generation(1), "hostA", LOCKSPACE, 0, 1, SMALL),
        DeltaLease.decode(bytes, 0, ONE, SMALL));
  }

  @Test
  void aFreshLeaseWithItsRequestBlock() {
    var bytes = LeaseSlot.encodeFresh(LOCKSPACE, LEASE, SMALL);
    assertBytes(bytes, 0, "10201506 04000600 10000000 00020000 d007000000000000 d007000000000000");
    assertBytes(bytes, 168, "d9f35108");
    assertBytes(bytes, 0x200, "11202908 01000100 0000000000000000 0000000000000000");
  }

  @Test
  void aLeaseHeldByHost1() {
    var slot = Arrays.copyOf(LeaseSlot.encodeFresh(LOCKSPACE, LEASE, SMALL), SMALL.usedBytes());
    paxos(LEASE, LOCKSPACE, 1, 1, 1, 1148).encode(slot, 0);
    var ballot = new HostSector(ONE, 1, 1, 1, 1, 1148, 1, false, true, false, 0);
    ballot.encode(slot, 0x400);
    assertBytes(slot, 168, "2d7a5013");
    assertBytes(slot, 176, "0100000000000000 0100000000000000 7c04000000000000");
    assertBytes(
        slot,
        0x400,
        "0100000000000000 0100000000000000 0100000000000000 0100000000000000 7c04000000000000"
            + "0100000000000000 0b65a272 00000000");
    var lease = LeaseSlot.decode(slot, 0, slot.length, SMALL);
    assertEquals(List.of(ballot), lease.hosts());
    assertEquals(new LeaseSlot.Request(true, 0, 0), lease.request());
    assertEquals(true, lease.leader().checksumHolds());
    assertEquals(2000, lease.hostsRead());
  }

  @Test
  void aSlotThatVdsmEmptiedHasAValidMagic() {
    var bytes = LeaseSlot.encodeFresh("", "", SMALL);
    assertBytes(bytes, 0, "10201506");
    assertBytes(bytes, 168, "71e5fd3d");
  }

  @Test
  void aSlotThatSanlockCleared() {
    var bytes = new byte[512];
    new Leader(
            Leader.CLEARED_MAGIC,
            0x00060004,
            0x10,
            512,
            2000,
            2000,
            0,
            0,
            0,
            LOCKSPACE,
            LEASE,
            0,
            0,
            0,
            0,
            0,
            0,
            1148)
        .encode(bytes, 0);
    assertBytes(bytes, 0, "16202811 04000600");
    assertBytes(bytes, 168, "219f65e7");
    assertBytes(bytes, 192, "7c04000000000000");
  }

  @Test
  void theUncheckedFieldsDoNotChangeTheChecksum() {
    var bytes = LeaseSlot.encodeFresh(LOCKSPACE, LEASE, SMALL);
    Arrays.fill(bytes, 172, 256, (byte) 0xFF);
    var leader = Leader.decode(bytes, 0);
    assertEquals(true, leader.checksumHolds());
    assertEquals(0xFFFF, leader.ioTimeoutSeconds());
    assertEquals(-1, leader.writeId());
  }

  @Test
  void anEmptyBallotBlockIsNotDamagedAndJunkBehindItIsNotRead() {
    var bytes = new byte[512];
    assertEquals(true, HostSector.isEmpty(bytes, 0));
    Arrays.fill(bytes, 56, 128, (byte) 0xAA);
    // Four bytes of padding inside the mode block, and everything behind it, may hold anything.
    Arrays.fill(bytes, 132, 136, (byte) 0xAA);
    Arrays.fill(bytes, 144, 512, (byte) 0xAA);
    assertEquals(true, HostSector.isEmpty(bytes, 0));
    bytes[0] = 1;
    assertEquals(false, HostSector.decode(bytes, 0, ONE).checksumHolds());
    var other = new byte[512];
    DiskBytes.put32(other, 52, HostSector.RELEASED_FLAG);
    assertEquals(true, HostSector.decode(other, 0, ONE).checksumHolds());
    assertArrayEquals(new byte[48], Arrays.copyOf(other, 48));
  }

  private static Leader delta(long owner, long generation, String host, long timestamp, int io) {
    return new Leader(
        Leader.DELTA_MAGIC,
        0x00030004,
        0x10,
        512,
        0,
        1,
        owner,
        generation,
        0,
        LOCKSPACE,
        host,
        timestamp,
        0,
        0,
        io,
        0,
        0,
        0);
  }

  private static Leader paxos(
      String name, String lockspace, long owner, long generation, long version, long timestamp) {
    return new Leader(
        Leader.PAXOS_MAGIC,
        0x00060004,
        0x10,
        512,
        2000,
        2000,
        owner,
        generation,
        version,
        lockspace,
        name,
        timestamp,
        0,
        0,
        0,
        owner,
        generation,
        timestamp);
  }

  private static void assertBytes(byte[] bytes, int at, String hex) {
    var compact = hex.replace(" ", "");
    assertEquals(compact, HexBytes.of(bytes, at, compact.length() / 2));
  }
}
