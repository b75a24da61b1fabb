package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.leasehold.core.sanlock.SanlockException.NotReachable;

/// Daemons that hang, die or are not there.
public abstract class TroubleContract extends SanlockContract {
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final Patience IMPATIENT = new Patience(SHORT, SHORT);

  @Test
  void whereNoDaemonRunsTheSentenceSaysWhatToDo(SanlockSites sites) throws Exception {
    var directory = Files.createTempDirectory(sites.shared().directory(), "empty");
    var ours = client(directory, Patience.DEFAULT);
    var none = assertThrows(NotReachable.class, ours::version);
    assertEquals(NotReachable.Why.NO_SOCKET, none.why());
    assertEquals(
        "sanlock is not running on this host: no socket at "
            + directory.resolve("sanlock.sock")
            + "; start it with systemctl start sanlock",
        none.getMessage());
    assertThrows(NotReachable.class, ours::register);
  }

  @Test
  void aHangingDaemonIsGivenUpAtTheDeadline(SanlockSites sites) throws Exception {
    try (var site = sites.fresh(1)) {
      var ours = client(site.host(1).runDir(), IMPATIENT);
      var lease = site.freshLease();
      site.host(1).freeze();
      // More than its queue of connections has room for.
      var calls = new ArrayList<Callable<SanlockVersion>>();
      for (int i = 0; i < 12; i++) calls.add(ours::version);
      long begin = System.nanoTime();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<SanlockVersion> call : threads.invokeAll(calls)) {
          assertFails(SanlockException.NoAnswer.class, call);
        }
      }
      assertThrows(SanlockException.NoAnswer.class, ours::status);
      assertThrows(SanlockException.NoAnswer.class, ours::register);
      assertThrows(SanlockException.NoAnswer.class, () -> ours.readResource(lease.place()));
      assertTrue(millisSince(begin) < 12 * SHORT.toMillis(), millisSince(begin) + " ms");
      Thread.currentThread().interrupt();
      assertThrows(SanlockException.Cancelled.class, ours::version);
      assertTrue(Thread.interrupted(), "the interrupt status is kept");
      site.host(1).thaw();
      eventually(ours::version);
    }
  }

  private static void assertFails(Class<?> expected, Future<?> call) {
    var failed = assertThrows(ExecutionException.class, call::get);
    assertInstanceOf(expected, failed.getCause());
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  /// The heart of the contract for holders: a missed deadline neither loses a lease nor hides one.
  @Test
  void aCallWithoutAnswerLeavesTheRegistrationInDoubtUntilSettled(SanlockSites sites)
      throws Exception {
    try (var site = sites.fresh(1)) {
      var daemon = site.host(1);
      var first = site.freshLease();
      var second = site.freshLease();
      var ours = ours(site);
      try (var holder = ours.register()) {
        holder.acquire(first, Acquire.AT_ONCE, SOON);
        daemon.freeze();
        assertThrows(
            SanlockException.NoAnswer.class, () -> holder.acquire(second, Acquire.AT_ONCE, SHORT));
        assertThrows(SanlockException.InDoubt.class, holder::inquire);
        assertThrows(SanlockException.NoAnswer.class, () -> holder.settle(SHORT));
        assertTrue(holder.isConnected());
        daemon.thaw();
        assertEquals(Optional.empty(), holder.settle(SOON));
        assertEquals(Optional.empty(), holder.settle(SOON));
        assertEquals(2, holder.inquire().size());

        daemon.freeze();
        assertThrows(
            SanlockException.NoAnswer.class,
            () -> holder.acquire(site.lease("missing", 150), Acquire.AT_ONCE, SHORT));
        daemon.thaw();
        assertEquals(
            Optional.of(SanlockCode.LEADER_MAGIC),
            holder.settle(SOON).map(SanlockException.Refused::code));
        assertEquals(2, holder.inquire().size());

        holder.releaseAll(SOON);
        daemon.freeze();
        assertThrows(
            SanlockException.NoAnswer.class, () -> holder.acquire(first, Acquire.AT_ONCE, SHORT));
      }
      // Closed in doubt: the late acquire is given up by the daemon itself.
      daemon.thaw();
      var reference = daemon.client();
      eventually(() -> assertEquals(List.of(), reference.status().leases()));
      assertEquals(List.of(), reference.readResourceOwners(first).owners());
    }
  }

  @Test
  void aDaemonThatDiesDuringACallIsNoticedAtOnce(SanlockSites sites) throws Exception {
    try (var site = sites.fresh(1);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ours = ours(site);
      var holder = ours.register();
      var idle = site.host(1).client().register();
      holder.acquire(site.freshLease(), Acquire.AT_ONCE, SOON);
      assertTrue(idle.isConnected());
      site.host(1).freeze();
      Callable<Object> inquiry = holder::inquire;
      var inquiring = threads.submit(inquiry);
      var asking = threads.submit(ours::status);
      Thread.sleep(300);
      site.host(1).kill();
      for (var call : List.of(inquiring, asking)) {
        assertFails(SanlockException.ConnectionLost.class, call);
      }
      assertFalse(holder.isConnected());
      assertFalse(idle.isConnected());
      assertThrows(SanlockException.ConnectionLost.class, holder::inquire);
      holder.close();
      idle.close();
      var gone = assertThrows(NotReachable.class, ours::version);
      assertEquals(NotReachable.Why.NOBODY_LISTENS, gone.why());
    }
  }

  @Test
  void closingEndsACallThatWaits(SanlockSites sites) throws Exception {
    try (var site = sites.fresh(1);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var holder = ours(site).register();
      site.host(1).freeze();
      Callable<Object> inquiry = holder::inquire;
      var inquiring = threads.submit(inquiry);
      Thread.sleep(200);
      holder.close();
      assertFails(SanlockException.ConnectionLost.class, inquiring);
    }
  }
}
