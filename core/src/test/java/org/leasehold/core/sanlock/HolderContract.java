package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;

/// Acquiring, holding, giving up and taking over.
public abstract class HolderContract extends SanlockContract {
  private static final HostId ONE = new HostId(1);
  private static final HostId TWO = new HostId(2);

  @Test
  void aLeaseIsAcquiredInquiredReleasedAndAcquiredAgain(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var lease = site.freshLease();
    try (var holder = ours(site).register()) {
      assertEquals(List.of(), holder.inquire());
      holder.acquire(lease, Acquire.AT_ONCE, SOON);
      assertEquals(
          List.of(
              new HeldLease(
                  lease.lockspace().text(),
                  lease.lease().text(),
                  List.of(lease.place()),
                  OptionalLong.of(1))),
          holder.inquire());
      holder.release(lease, SOON);
      assertEquals(List.of(), holder.inquire());
      holder.acquire(lease, Acquire.WAITING, SOON);
      assertEquals(OptionalLong.of(2), holder.inquire().getFirst().version());
      assertTrue(holder.isConnected());
    }
  }

  @Test
  void releaseAllGivesUpEveryLease(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var first = site.freshLease();
    var second = site.freshLease();
    try (var holder = ours(site).register()) {
      holder.acquire(first, Acquire.AT_ONCE, SOON);
      holder.acquire(second, Acquire.AT_ONCE, SOON);
      assertEquals(2, holder.inquire().size());
      holder.releaseAll(SOON);
      assertEquals(List.of(), holder.inquire());
      holder.releaseAll(SOON);
    }
    try (var other = site.host(2).client().register()) {
      other.acquire(first, Acquire.AT_ONCE, SOON);
      other.acquire(second, Acquire.AT_ONCE, SOON);
    }
  }

  @Test
  void closingGivesUpTheLeases(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var lease = site.freshLease();
    try (var holder = ours(site).register()) {
      holder.acquire(lease, Acquire.AT_ONCE, SOON);
    }
    try (var other = site.host(2).client().register()) {
      eventually(() -> other.acquire(lease, Acquire.AT_ONCE, SOON));
    }
  }

  @Test
  void aSecondAcquireOnTheSameHostIsRefusedAlsoAtAnotherOffset(SanlockSites sites)
      throws Exception {
    var site = sites.shared();
    var lease = site.freshLease();
    var elsewhere = site.freshTwin(lease);
    try (var holder = SanlockHolder.exclusive(site.host(1), lease);
        var second = ours(site).register()) {
      var refused =
          assertRefused(SanlockCode.EEXIST, () -> second.acquire(lease, Acquire.AT_ONCE, SOON));
      assertTrue(refused.sentence().contains("on this host already holds"));
      assertRefused(SanlockCode.EEXIST, () -> second.acquire(elsewhere, Acquire.AT_ONCE, SOON));
      assertTrue(holder.isAlive());
    }
  }

  /// Two hosts, one name, two slots: nothing stops them. The index must never name a lease twice.
  @Test
  void anotherHostCanHoldTheSameNameAtAnotherOffset(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var lease = site.freshLease();
    var elsewhere = site.freshTwin(lease);
    try (var holder = ours(site).register();
        var other = site.host(2).client().register()) {
      holder.acquire(lease, Acquire.AT_ONCE, SOON);
      other.acquire(elsewhere, Acquire.AT_ONCE, SOON);
      assertEquals(1, holder.inquire().size());
      assertEquals(1, other.inquire().size());
    }
  }

  @Test
  void aLeaseOfALiveHostIsRefusedWaitingOrNot(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var lease = site.freshLease();
    try (var _ = SanlockHolder.exclusive(site.host(2), lease);
        var late = ours(site).register()) {
      assertRefused(SanlockCode.ACQUIRE_IDLIVE, () -> late.acquire(lease, Acquire.AT_ONCE, SOON));
      assertRefused(SanlockCode.ACQUIRE_IDLIVE, () -> late.acquire(lease, Acquire.WAITING, SOON));
      assertEquals(List.of(), late.inquire());
    }
  }

  @Test
  void aLeaseIsAcquiredOnlyAtTheVersionAskedFor(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var lease = site.freshLease();
    try (var holder = ours(site).register()) {
      assertRefused(
          SanlockCode.ACQUIRE_LVER,
          () -> holder.acquire(lease, Acquire.AT_ONCE.atVersion(7), SOON));
      holder.acquire(lease, Acquire.AT_ONCE.atVersion(0), SOON);
      assertEquals(OptionalLong.of(1), holder.inquire().getFirst().version());
    }
  }

  @Test
  void acquiringWithoutTheLockspaceSaysSoAndNotDiskFull(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var stranger =
        new ResourceAt(
            new LockspaceName("elsewhere"), new LeaseId("vm"), site.freshLease().place());
    var ours = ours(site);
    try (var holder = ours.register()) {
      var refused =
          assertRefused(SanlockCode.ENOSPC, () -> holder.acquire(stranger, Acquire.AT_ONCE, SOON));
      assertTrue(refused.sentence().contains("lockspace is not joined"), refused.sentence());
    }
    assertRefused(
        SanlockCode.ENOSPC,
        () -> ours.request(stranger, Request.exactly(Request.Mode.GRACEFUL, 2)));
  }

  @Test
  void acquiringWhatIsNotThereIsRefused(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var ours = ours(site);
    var lease = site.freshLease();
    var otherName = new ResourceAt(lease.lockspace(), new LeaseId("other"), lease.place());
    try (var holder = ours.register()) {
      assertRefused(
          SanlockCode.LEADER_MAGIC,
          () -> holder.acquire(site.unwrittenLease(), Acquire.AT_ONCE, SOON));
      assertRefused(
          SanlockCode.LEADER_RESOURCE, () -> holder.acquire(otherName, Acquire.AT_ONCE, SOON));
      ours.clearResource(lease, SanlockSite.GEOMETRY);
      assertRefused(SanlockCode.LEADER_MAGIC, () -> holder.acquire(lease, Acquire.AT_ONCE, SOON));
      assertRefused(
          SanlockCode.EMSGSIZE, () -> holder.acquire(site.lease("x", 5000), Acquire.AT_ONCE, SOON));
      var notHeld = assertRefused(SanlockCode.EPERM, () -> holder.release(lease, SOON));
      assertTrue(notHeld.sentence().contains("does not hold"), notHeld.sentence());
    }
  }

  @Test
  void aDamagedLeaseIsRefusedByOtherHostsAndExistsOnItsOwn(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var lease = site.freshLease();
    var broken = site.freshLease();
    site.damage(broken, 2 * SanlockSite.GEOMETRY.sectorBytes() + 8);
    try (var _ = SanlockHolder.exclusive(site.host(1), lease);
        var same = ours(site).register();
        var other = site.host(2).client().register()) {
      site.damage(lease, 48);
      assertRefused(SanlockCode.EEXIST, () -> same.acquire(lease, Acquire.AT_ONCE, SOON));
      assertRefused(SanlockCode.LEADER_CHECKSUM, () -> other.acquire(lease, Acquire.AT_ONCE, SOON));
      assertRefused(SanlockCode.DBLOCK_CHECKSUM, () -> same.acquire(broken, Acquire.AT_ONCE, SOON));
    }
  }

  @Test
  void aProcessIsInquiredByItsPid(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var ours = ours(site);
    var lease = site.freshLease();
    var shared = site.freshLease();
    assertInstanceOf(Inquiry.NotRegistered.class, ours.inquire(1));
    var holder = SanlockHolder.exclusive(site.host(1), lease);
    try (var sharer = SanlockHolder.shared(site.host(1), shared)) {
      var registered = assertInstanceOf(Inquiry.Registered.class, ours.inquire(holder.pid()));
      assertTrue(registered.leases().getFirst().is(lease.lockspace(), lease.lease()));
      var sharing = assertInstanceOf(Inquiry.Registered.class, ours.inquire(sharer.pid()));
      assertTrue(sharing.leases().getFirst().isShared());
      var listed =
          ours.status().leases().stream().filter(held -> held.pid() == holder.pid()).toList();
      assertEquals(DaemonStatus.Lease.Phase.HELD, listed.getFirst().phase());
      assertEquals(lease.lease().text(), listed.getFirst().lease());
      assertEquals(1, listed.getFirst().version());
    }
    holder.kill();
    eventually(() -> assertInstanceOf(Inquiry.NotRegistered.class, ours.inquire(holder.pid())));
    try (var other = site.host(2).client().register()) {
      eventually(() -> other.acquire(lease, Acquire.AT_ONCE, SOON));
    }
  }

  @Test
  void aRequestForTheNextVersionKillsTheHolderThroughTheDisk(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var ours = ours(site);
    var lease = site.freshLease();
    var second = site.freshLease();
    try (var holder = SanlockHolder.exclusive(site.host(2), lease);
        var graceful = SanlockHolder.exclusive(site.host(2), second)) {
      ours.request(second, Request.nextVersion(Request.Mode.GRACEFUL));
      ours.request(lease, Request.exactly(Request.Mode.FORCE, 2));
      assertTrue(holder.awaitEnd(10), "not killed");
      assertTrue(graceful.awaitEnd(10), "not ended");
    }
    try (var taker = ours.register()) {
      eventually(() -> taker.acquire(lease, Acquire.AT_ONCE, SOON));
      assertEquals(OptionalLong.of(2), taker.inquire().getFirst().version());
    }
  }

  @Test
  void aRestartUnderTheSameNameMakesOldLeasesFreeForOthers(SanlockSites sites) throws Exception {
    try (var site = sites.fresh(2)) {
      var lease = site.freshLease();
      var ours = ours(site);
      try (var held = site.host(2).client().register()) {
        held.acquire(lease, Acquire.AT_ONCE, SOON);
        site.host(2).kill();
        assertFalse(held.isConnected());
      }
      site.host(2).restart();
      site.join(site.host(2).client(), 2);
      eventually(
          () ->
              assertEquals(
                  new Generation(2), ours.getHost(SanlockSite.LOCKSPACE, TWO).generation()));
      var stale = ours.readResourceOwners(lease).owners().getFirst();
      assertEquals(new LeaseOwner(TWO, new Generation(1), stale.timestampSeconds()), stale);
      try (var taker = ours.register()) {
        taker.acquire(lease, Acquire.AT_ONCE, SOON);
        assertEquals(ONE, ours.readResourceOwners(lease).owners().getFirst().host());
      }
    }
  }

  /// 8N + 60 s with N = 1.
  @Test
  @Tag("long")
  void aDeadHostsLeaseIsTakenOverAfter68Seconds(SanlockSites sites) throws Exception {
    try (var site = sites.fresh(2)) {
      var first = site.freshLease();
      var second = site.freshLease();
      var ours = ours(site);
      var held = site.host(2).client().register();
      held.acquire(first, Acquire.AT_ONCE, SOON);
      held.acquire(second, Acquire.AT_ONCE, SOON);
      eventually(
          () -> assertEquals(HostState.LIVE, ours.getHost(SanlockSite.LOCKSPACE, TWO).state()));
      long killed = System.nanoTime();
      site.host(2).kill();
      try (var taker = ours.register();
          var waiter = site.host(1).client().register()) {
        eventually(
            () -> assertEquals(HostState.FAIL, ours.getHost(SanlockSite.LOCKSPACE, TWO).state()));
        assertRefused(
            SanlockCode.ACQUIRE_OWNED_RETRY, () -> taker.acquire(first, Acquire.AT_ONCE, SOON));
        waiter.acquire(second, Acquire.WAITING, Duration.ofSeconds(90));
        long seconds = (System.nanoTime() - killed) / 1_000_000_000L;
        assertTrue(seconds >= 64 && seconds <= 80, seconds + " s");
        eventually(
            () -> assertEquals(HostState.DEAD, ours.getHost(SanlockSite.LOCKSPACE, TWO).state()));
        taker.acquire(first, Acquire.AT_ONCE, SOON);
      }
      assertThrows(SanlockException.ConnectionLost.class, held::inquire);
    }
  }
}
