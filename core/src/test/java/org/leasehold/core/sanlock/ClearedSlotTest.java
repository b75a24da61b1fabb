package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.leasehold.core.model.HostId;

/// What sanlock does with slots that are written while they are held: the facts that decide how
/// Leasehold removes and repairs leases (`core/docs/sanlock.md`, a). If one of these fails with a
/// newer sanlock, that code has to be looked at again.
@Tag("daemon")
@ExtendWith(SanlockSites.Extension.class)
class ClearedSlotTest {
  private static final Duration SOON = SanlockContract.SOON;
  private static final int DBLOCK_OF_HOST_1 = 2;
  private static final int CLEARED_MAGIC = 0x11282016;
  private static final int RELEASED = 1;

  @Test
  void clearReleaseWriteIsTheSafeOrder(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var daemon = site.host(1).client();
    var lease = site.freshLease();
    try (var holder = daemon.register()) {
      for (int version = 1; version <= 3; version++) {
        holder.acquire(lease, Acquire.AT_ONCE, SOON);
        if (version < 3) holder.release(lease, SOON);
      }
      daemon.clearResource(lease, SanlockSite.GEOMETRY);
      assertEquals(CLEARED_MAGIC, site.sector(lease, 0).getInt(0));
      assertEquals(0, dblockVersion(site, lease));
      assertEquals(1, holder.inquire().size());

      SanlockContract.assertRefused(SanlockCode.LEADER_MAGIC, () -> holder.release(lease, SOON));
      assertEquals(List.of(), holder.inquire());
      assertEquals(CLEARED_MAGIC, site.sector(lease, 0).getInt(0));
      assertEquals(3, dblockVersion(site, lease));
      assertEquals(RELEASED, dblockFlags(site, lease));
    }
    daemon.writeResource(lease, SanlockSite.GEOMETRY);
    assertEquals(0, dblockVersion(site, lease));
    try (var other = site.host(2).client().register()) {
      other.acquire(lease, Acquire.AT_ONCE, SOON);
      assertEquals(OptionalLong.of(1), other.inquire().getFirst().version());
    }
  }

  @Test
  void aHolderThatExitsAfterTheClearWritesItsBlockLater(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var daemon = site.host(1).client();
    var lease = site.freshLease();
    try (var holder = SanlockHolder.exclusive(site.host(1), lease)) {
      daemon.clearResource(lease, SanlockSite.GEOMETRY);
      holder.kill();
    }
    SanlockContract.eventually(() -> assertEquals(1, dblockVersion(site, lease)));
    SanlockContract.eventually(
        () ->
            assertEquals(
                List.of(),
                daemon.status().leases().stream()
                    .filter(held -> held.lease().equals(lease.lease().text()))
                    .toList()));
    assertEquals(CLEARED_MAGIC, site.sector(lease, 0).getInt(0));
  }

  @Test
  void overwritingALeaseHeldAtVersion1MakesTheNextBallotElectTheOldHolder(SanlockSites sites)
      throws Exception {
    var site = sites.shared();
    var daemon = site.host(1).client();
    var lease = site.freshLease();
    try (var holder = daemon.register()) {
      holder.acquire(lease, Acquire.AT_ONCE, SOON);
      daemon.writeResource(lease, SanlockSite.GEOMETRY);
      holder.release(lease, SOON);
    }
    try (var other = site.host(2).client().register()) {
      SanlockContract.assertRefused(
          SanlockCode.ACQUIRE_OTHER, () -> other.acquire(lease, Acquire.AT_ONCE, SOON));
      assertEquals(new HostId(1), daemon.readResourceOwners(lease).owners().getFirst().host());
      other.acquire(lease, Acquire.AT_ONCE, SOON);
    }
  }

  @Test
  void overwritingALeaseHeldAtALaterVersionLocksOutAllOtherHosts(SanlockSites sites)
      throws Exception {
    try (var site = sites.fresh(2)) {
      var daemon = site.host(1).client();
      var lease = site.freshLease();
      try (var holder = daemon.register()) {
        holder.acquire(lease, Acquire.AT_ONCE, SOON);
        holder.release(lease, SOON);
        holder.acquire(lease, Acquire.AT_ONCE, SOON);
        daemon.writeResource(lease, SanlockSite.GEOMETRY);
        holder.release(lease, SOON);
      }
      assertEquals(2, dblockVersion(site, lease));
      try (var other = site.host(2).client().register()) {
        assertThrows(
            SanlockException.NoAnswer.class,
            () -> other.acquire(lease, Acquire.AT_ONCE, Duration.ofSeconds(4)));
        assertEquals(
            DaemonStatus.Lease.Phase.ACQUIRING,
            site.host(2).client().status().leases().getFirst().phase());
      }
    }
  }

  private static long dblockVersion(SanlockSite site, ResourceAt lease) throws Exception {
    return site.sector(lease, DBLOCK_OF_HOST_1).getLong(40);
  }

  private static int dblockFlags(SanlockSite site, ResourceAt lease) throws Exception {
    return site.sector(lease, DBLOCK_OF_HOST_1).getInt(52);
  }
}
