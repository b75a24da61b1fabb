package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.volume.LeaseDaemon.LeaseAddress;

/// What the volume library rests on, asked of the real sanlock and of the fake alike.
public abstract class LeaseDaemonContract {
  protected static final String LOCKSPACE = "5f0e1c52-2f5e-4d55-9b1c-6a8f30f5a001";
  protected static final Geometry GEOMETRY = new Geometry(SectorSize.S512, 1);

  /// Two hosts that have joined the lockspace of one volume and see each other alive.
  protected abstract LeaseDaemon host(int id) throws Exception;

  /// A third, whose sanlock has not joined.
  protected abstract LeaseDaemon outsider() throws Exception;

  protected abstract BlockFile volume() throws Exception;

  /// A slot no other test of this class uses.
  protected abstract int freshSlot();

  private LeaseAddress written() throws Exception {
    int slot = freshSlot();
    var lease = LeaseAddress.of(LOCKSPACE, "lease-" + slot, slot, GEOMETRY);
    host(1).writeLease(lease, GEOMETRY);
    return lease;
  }

  private LeaseSlot slot(LeaseAddress lease) throws Exception {
    return new VolumeReader(volume(), Optional.empty(), Optional.of(GEOMETRY))
        .readLease(GEOMETRY, lease.slot());
  }

  private SlotState state(LeaseAddress lease) throws Exception {
    return new SlotJudge(GEOMETRY, LOCKSPACE, Lockspace.UNREAD, VolumeHistory.NONE, 0)
        .judge(lease.slot(), slot(lease), Optional.of(lease.name()));
  }

  private HostLife life(int id) throws Exception {
    return host(id).membership(LOCKSPACE).orElseThrow();
  }

  @Test
  void aWrittenLeaseIsFreeAndNeverHeld() throws Exception {
    var lease = written();
    assertEquals(new SlotState.Free(0, 0, false), state(lease));
    assertEquals(List.of(), slot(lease).hosts());
  }

  @Test
  void anAcquiredLeaseNamesItsOwnerOnDisk() throws Exception {
    var lease = written();
    try (var _ = host(1).acquire(lease)) {
      assertEquals(
          List.of(life(1)), state(lease).owners().stream().map(SlotState.Owner::life).toList());
      assertEquals(1, slot(lease).leader().leaseVersion());
    }
  }

  @Test
  void aReleasedLeaseIsFreeAndKeepsItsVersion() throws Exception {
    var lease = written();
    host(1).acquire(lease).close();
    assertEquals(new SlotState.Free(1, life(1).generation().value(), false), state(lease));
    assertEquals(1, slot(lease).leader().leaseVersion());
  }

  @Test
  void aLeaseHeldByAnotherLiveHostIsInUse() throws Exception {
    var lease = written();
    try (var _ = host(2).acquire(lease)) {
      assertRefused(LeaseDaemonException.Kind.IN_USE, host(1), lease);
    }
  }

  @Test
  void aLeaseHeldByThisHostIsInUse() throws Exception {
    var lease = written();
    try (var _ = host(1).acquire(lease)) {
      assertRefused(LeaseDaemonException.Kind.IN_USE, host(1), lease);
    }
  }

  @Test
  void aHostOutsideTheLockspaceAcquiresNothing() throws Exception {
    assertEquals(Optional.empty(), outsider().membership(LOCKSPACE));
    assertRefused(LeaseDaemonException.Kind.NOT_JOINED, outsider(), written());
  }

  @Test
  void aClearedSlotHoldsNoLease() throws Exception {
    var lease = written();
    host(1).clearLease(lease, GEOMETRY);
    assertEquals(new SlotState.Cleared(lease.name()), state(lease));
    assertRefused(LeaseDaemonException.Kind.NOT_A_LEASE, host(1), lease);
  }

  @Test
  void aLeaseClearedByItsHolderStaysClearedWhenGivenUp() throws Exception {
    var lease = written();
    var held = host(1).acquire(lease);
    host(1).clearLease(lease, GEOMETRY);
    held.close();
    assertEquals(new SlotState.Cleared(lease.name()), state(lease));
    assertEquals(true, slot(lease).host(1).orElseThrow().released());
    host(1).writeLease(lease, GEOMETRY);
    assertEquals(List.of(), slot(lease).hosts());
    host(2).acquire(lease).close();
    assertEquals(1, slot(lease).leader().leaseVersion());
  }

  @Test
  void aDamagedLeaderIsNoLease() throws Exception {
    var lease = written();
    damage(lease.offsetBytes() + 60);
    assertRefused(LeaseDaemonException.Kind.NOT_A_LEASE, host(1), lease);
  }

  @Test
  void aDamagedBallotBlockMakesTheLeaseUnusable() throws Exception {
    var lease = written();
    host(2).acquire(lease).close();
    damage(lease.offsetBytes() + GEOMETRY.hostSectorOffset(2) + 3);
    assertRefused(LeaseDaemonException.Kind.NOT_A_LEASE, host(1), lease);
  }

  private void damage(long at) throws Exception {
    long block = at - at % GEOMETRY.sectorBytes();
    var bytes = VolumeReader.readUpTo(volume(), block, GEOMETRY.sectorBytes());
    bytes[(int) (at - block)] ^= 0x40;
    volume().writeDurably(block, bytes);
  }

  @Test
  void whatThisHostHoldsIsListed() throws Exception {
    var lease = written();
    var listed = new LeaseDaemon.HeldHere(lease.name(), lease.offsetBytes());
    try (var _ = host(1).acquire(lease)) {
      assertEquals(true, host(1).heldHere(LOCKSPACE).contains(listed));
    }
    assertEquals(false, host(1).heldHere(LOCKSPACE).contains(listed));
  }

  @Test
  void bothHostsAreSeenAlive() throws Exception {
    var seen = host(1).hosts(LOCKSPACE);
    assertEquals(
        List.of(
            new LeaseDaemon.HostSight(life(1).host(), LeaseDaemon.State.LIVE, life(1).generation()),
            new LeaseDaemon.HostSight(
                life(2).host(), LeaseDaemon.State.LIVE, life(2).generation())),
        seen);
  }

  private static void assertRefused(
      LeaseDaemonException.Kind kind, LeaseDaemon host, LeaseAddress lease) {
    var refused = assertThrows(LeaseDaemonException.class, () -> host.acquire(lease).close());
    assertEquals(kind, refused.kind(), refused.getMessage());
  }
}
