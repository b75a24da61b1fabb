package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leasehold.core.volume.Volumes.SMALL;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.HostId;

/// The heartbeats of all hosts, and whose sectors in a lease slot must therefore be read.
class LockspaceTest {
  private static Judging formatted() {
    return Judging.of(SMALL, "space").formatted();
  }

  @Test
  void aFormattedLockspaceHasNoHostsAndNobodyWroteIntoLeases() {
    var lockspace = formatted().lockspace();
    assertEquals(true, lockspace.exists());
    assertEquals(2000, lockspace.sectorsRead());
    assertEquals(0, lockspace.highestWriter(SMALL));
    assertEquals(
        Optional.of(new DeltaLease.NeverJoined(new HostId(9))), lockspace.lease(new HostId(9)));
  }

  @Test
  void aHostThatLeftMayStillHaveWrittenIntoLeases() {
    assertEquals(7, formatted().heartbeat(7, 2, 0, 1).lockspace().highestWriter(SMALL));
  }

  @Test
  void whereHeartbeatsAreDamagedMissingOrCutOffAnybodyMayHaveWritten() {
    assertEquals(2000, formatted().damage(3).lockspace().highestWriter(SMALL), "damaged");
    assertEquals(2000, Lockspace.UNREAD.highestWriter(SMALL), "missing");
    var area = new byte[2000 * 512];
    assertEquals(2000, Lockspace.decode(area, SMALL).highestWriter(SMALL), "zero");
    var golden = Lockspace.decode(Arrays.copyOf(goldenIds(), 100 * 512), SMALL);
    assertEquals(100, golden.sectorsRead());
    assertEquals(2000, golden.highestWriter(SMALL), "cut off");
    assertEquals(Optional.empty(), golden.lease(new HostId(101)), "unknown, not left");
  }

  private static byte[] goldenIds() {
    try {
      return VolumeReader.readUpTo(
          GoldenVolume.load("s512-a1m").ids().orElseThrow(), 0, 2000 * 512);
    } catch (BlockFileException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyFlawOfASectorIsNamed() {
    assertFlaw(DeltaLease.Flaw.ZERO, new byte[512]);
    assertFlaw(DeltaLease.Flaw.MAGIC, poked(0, 0x11));
    assertFlaw(DeltaLease.Flaw.PAXOS_MAGIC, LeaseSlot.encodeFresh("space", "vm", SMALL));
    assertFlaw(DeltaLease.Flaw.MAJOR, poked(6, 4));
    assertFlaw(DeltaLease.Flaw.CHECKSUM, poked(40, 9));
    assertFlaw(DeltaLease.Flaw.GEOMETRY, sealed(8, 0x20));
    assertFlaw(DeltaLease.Flaw.GEOMETRY, sealed(12, 0));
    assertFlaw(DeltaLease.Flaw.OWNER, sealed(32, 5));
  }

  private static byte[] poked(int at, int value) {
    var bytes = joined();
    bytes[at] = (byte) value;
    return bytes;
  }

  private static byte[] sealed(int at, int value) {
    var bytes = joined();
    DiskBytes.put32(bytes, at, value);
    DiskBytes.put32(bytes, 168, DiskBytes.sanlockChecksum(bytes, 0, Leader.CHECKED_BYTES));
    return bytes;
  }

  private static byte[] joined() {
    var bytes = new byte[512];
    DeltaLease.encode(
        bytes,
        0,
        new DeltaLease.Joined(
            new HostId(1),
            new org.leasehold.core.model.Generation(1),
            "kvm1",
            "space",
            100,
            1,
            SMALL));
    return bytes;
  }

  private static void assertFlaw(DeltaLease.Flaw why, byte[] sector) {
    assertEquals(
        new DeltaLease.Damaged(new HostId(1), why, Leader.decode(sector, 0)),
        DeltaLease.decode(sector, 0, new HostId(1), SMALL));
  }
}
