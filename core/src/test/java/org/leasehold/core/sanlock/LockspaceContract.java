package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;

/// Joining, leaving, and what a daemon says of itself and of the hosts.
public abstract class LockspaceContract extends SanlockContract {
  private static final LockspaceName UNKNOWN = new LockspaceName("nobody-joined-this");
  private static final HostId ONE = new HostId(1);
  private static final HostId TWO = new HostId(2);

  @Test
  void theDaemonTellsItsVersionNameAndWatchdog(SanlockSites sites) throws Exception {
    var ours = ours(sites.shared());
    assertEquals(3, ours.version().major());
    var status = ours.status();
    assertEquals("h1", status.hostName());
    assertFalse(status.usesWatchdog());
    assertEquals(Optional.of(ours.version().toString()), status.version());
    var space = status.lockspaces().getFirst();
    assertEquals(SanlockSite.LOCKSPACE.text(), space.name());
    assertEquals(ONE, space.host());
    assertEquals(sites.shared().lockspace().place(), space.place());
    assertEquals(new Generation(1), space.generation());
    assertEquals("1", space.details().get("io_timeout"));
  }

  @Test
  void aJoinedLockspaceIsListedAndInquired(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var ours = ours(site);
    assertEquals(
        List.of(
            new JoinedLockspace(
                SanlockSite.LOCKSPACE.text(),
                ONE,
                site.lockspace().place(),
                JoinedLockspace.Phase.JOINED)),
        ours.getLockspaces());
    assertEquals(Membership.JOINED, ours.inqLockspace(site.lockspace(), ONE));
    assertEquals(Membership.ABSENT, ours.inqLockspace(site.lockspace(), TWO));
    assertEquals(
        Membership.ABSENT,
        ours.inqLockspace(new LockspaceAt(UNKNOWN, site.lease("x", 0).place()), ONE));
  }

  @Test
  void joiningTwiceOrWithAnotherIdIsRefused(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var ours = ours(site);
    var twice = assertRefused(SanlockCode.EEXIST, () -> site.join(ours, 1));
    assertTrue(twice.sentence().contains("already joined"), twice.sentence());
    assertRefused(SanlockCode.EINVAL, () -> site.join(ours, 7));
  }

  @Test
  void joiningWhatIsNoLockspaceIsRefused(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var ours = ours(site);
    var nothing = new LockspaceAt(UNKNOWN, site.unwrittenLease().place());
    assertRefused(
        SanlockCode.LEADER_MAGIC,
        () -> ours.addLockspace(nothing, ONE, SanlockSite.IO_TIMEOUT, SOON));
  }

  @Test
  void hostsInTheLockspaceAreListedWithTheirState(SanlockSites sites) throws Exception {
    var ours = ours(sites.shared());
    eventually(
        () -> {
          var hosts = ours.getHosts(SanlockSite.LOCKSPACE);
          assertEquals(List.of(ONE, TWO), hosts.stream().map(HostSeen::host).toList());
          assertEquals(HostState.LIVE, hosts.getFirst().state());
          assertEquals(HostState.LIVE, hosts.getLast().state());
          assertEquals(1, hosts.getLast().ioTimeoutSeconds());
        });
    assertEquals(HostState.LIVE, ours.getHost(SanlockSite.LOCKSPACE, TWO).state());
    assertEquals(
        new HostSeen(new HostId(3), Generation.NEVER, 0, 0, HostState.FREE),
        ours.getHost(SanlockSite.LOCKSPACE, new HostId(3)));
    assertRefused(SanlockCode.ENOENT, () -> ours.getHosts(UNKNOWN));
  }

  @Test
  void leavingAnUnjoinedOrUsedLockspaceIsRefused(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var ours = ours(site);
    var unknown = new LockspaceAt(UNKNOWN, site.lockspace().place());
    assertRefused(
        SanlockCode.ENOENT, () -> ours.remLockspace(unknown, ONE, Leaving.IF_UNUSED, SOON));
    try (var _ = SanlockHolder.exclusive(site.host(1), site.freshLease())) {
      var used =
          assertRefused(
              SanlockCode.EBUSY,
              () -> ours.remLockspace(site.lockspace(), ONE, Leaving.IF_UNUSED, SOON));
      assertTrue(used.sentence().contains("still holds a lease"), used.sentence());
    }
  }

  @Test
  void markingAnUnjoinedLockspaceAsUsedIsRefused(SanlockSites sites) throws Exception {
    var ours = ours(sites.shared());
    assertRefused(SanlockCode.ENOENT, () -> ours.setConfig(UNKNOWN, SanlockClient.Use.USED));
  }

  @Test
  void aLockspaceMarkedAsUsedIsLeftOnlyWhenTheMarkGoes(SanlockSites sites) throws Exception {
    try (var site = sites.fresh(1)) {
      var ours = ours(site);
      ours.setConfig(SanlockSite.LOCKSPACE, SanlockClient.Use.USED);
      var lease = site.freshLease();
      assertThrows(
          SanlockException.NoAnswer.class,
          () ->
              ours.remLockspace(site.lockspace(), ONE, Leaving.IF_UNUSED, Duration.ofMillis(1500)));
      try (var holder = site.host(1).client().register()) {
        assertRefused(SanlockCode.ENOSPC, () -> holder.acquire(lease, Acquire.AT_ONCE, SOON));
      }
      ours.setConfig(SanlockSite.LOCKSPACE, SanlockClient.Use.UNUSED);
      eventually(() -> assertEquals(Membership.ABSENT, ours.inqLockspace(site.lockspace(), ONE)));
      assertEquals(List.of(), ours.getLockspaces());
    }
  }

  @Test
  void leavingFreesTheHostAndItsLeasesAtOnce(SanlockSites sites) throws Exception {
    try (var site = sites.fresh(2)) {
      var ours = ours(site);
      var lease = site.freshLease();
      var holder = SanlockHolder.exclusive(site.host(1), lease);
      ours.remLockspace(site.lockspace(), ONE, Leaving.KILL_HOLDERS, SOON);
      assertTrue(holder.awaitEnd(5), "the holder was not killed");
      assertEquals(Membership.ABSENT, ours.inqLockspace(site.lockspace(), ONE));
      var other = site.host(2).client();
      assertEquals(ONE, other.readResourceOwners(lease).owners().getFirst().host());
      eventually(
          () -> assertEquals(HostState.FREE, other.getHost(SanlockSite.LOCKSPACE, ONE).state()));
      assertEquals(
          List.of(TWO),
          other.getHosts(SanlockSite.LOCKSPACE).stream().map(HostSeen::host).toList());
      try (var taker = other.register()) {
        taker.acquire(lease, Acquire.AT_ONCE, SOON);
        assertEquals(2, taker.inquire().getFirst().version().orElseThrow());
      }
      site.join(ours, 1);
      assertEquals(new Generation(2), ours.status().lockspaces().getFirst().generation());
    }
  }
}
