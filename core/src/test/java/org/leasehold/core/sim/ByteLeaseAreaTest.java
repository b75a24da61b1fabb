package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.Geometry;

/// A run's volume is read back whole, and one wrong byte anywhere is told.
class ByteLeaseAreaTest {
  private static final int SECTOR = 512;
  private static final int VM1 = 1;

  private final ByteLeaseArea area =
      new ByteLeaseArea(
          new LockspaceName("store1"),
          new IoTimeout(10),
          3,
          List.of(LeaseId.ENGINE, new LeaseId("vm1"), new LeaseId("vm2")));

  ByteLeaseAreaTest() {
    area.writeDelta(2, new Delta(1, 100, "kvm2-1"));
    area.writeLeader(VM1, new Leader(7, 2, 1, 90));
    area.writeRequest(VM1, 8, true);
  }

  @Test
  void whatWasWrittenIsRead() {
    assertEquals("", area.damage());
    assertEquals(new Delta(1, 100, "kvm2-1"), area.delta(2));
    assertEquals(Delta.NEVER, area.delta(3));
    assertEquals(new Leader(7, 2, 1, 90), area.leader(VM1));
    assertEquals(Leader.NEVER, area.leader(2));
    assertEquals(8, area.requestedVersion(VM1));
    assertTrue(area.requestIsForced(VM1));
    assertEquals(0, area.requestedVersion(2));
  }

  @Test
  void aWrongByteInTheIndexIsTold() {
    flip(Geometry.INDEX_SLOT, 512 + 64 + 2);
    assertTrue(area.damage().startsWith("index record 1: "), area.damage());
  }

  @Test
  void aWrongByteInAHeartbeatIsTold() {
    flip(Geometry.LOCKSPACE_SLOT, SECTOR + 40);
    assertTrue(area.damage().contains("heartbeat"), area.damage());
  }

  @Test
  void aWrongByteInALeaderIsTold() {
    flip(Geometry.slotOf(VM1), 40);
    assertTrue(area.damage().contains("leader of vm1"), area.damage());
  }

  @Test
  void aWrongByteInARequestIsTold() {
    flip(Geometry.slotOf(VM1), SECTOR + 8);
    assertTrue(area.damage().startsWith("request of vm1: "), area.damage());
  }

  @Test
  void aWriteThatWentToAnotherSlotIsTold() {
    var from = area.volume().slot(Geometry.slotOf(VM1));
    var to = area.volume().slot(Geometry.slotOf(2));
    System.arraycopy(from, 0, to, 0, SECTOR);
    assertTrue(area.damage().startsWith("slot of vm2: "), area.damage());
  }

  private void flip(int slot, int at) {
    area.volume().slot(slot)[at] ^= 1;
  }
}
