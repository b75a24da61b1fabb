package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.leasehold.agent.rpc.Call;
import org.leasehold.agent.rpc.Session;
import org.leasehold.core.model.VmId;

@Timeout(30)
class MigrationJobTest {
  private static final VmId VM = new VmId("6f1d2c3b-0000-4000-8000-000000000001");
  private final HypervisorException aborted =
      new HypervisorException(HypervisorException.Kind.OTHER, "canceled by client", "");

  private final CountDownLatch over = new CountDownLatch(1);
  private final ArrayDeque<Integer> percents = new ArrayDeque<>();
  private final AtomicInteger aborts = new AtomicInteger();
  private volatile @Nullable HypervisorException end;

  /// An abort before this one comes too early: nothing runs yet.
  private int firstAbortThatCounts = 1;

  private boolean arrivesDespiteTheAbort;

  private final MigrationJob job = job(Duration.ofSeconds(30));
  private final Caller caller = new Caller();

  private MigrationJob job(Duration abortedWithin) {
    var order = new MigrationOrder("uri", "<domain/>", false);
    return new MigrationJob(hypervisor(), VM, order, Duration.ofSeconds(60), abortedWithin);
  }

  /// libvirt as far as a migration needs it: its call returns when the migration is over.
  private Hypervisor hypervisor() {
    return (Hypervisor)
        Proxy.newProxyInstance(
            Hypervisor.class.getClassLoader(),
            new Class<?>[] {Hypervisor.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "migrate" -> migrate();
                  case "abortJob" -> abort();
                  case "jobPercent" -> percent();
                  default -> throw new AssertionError(method.getName());
                });
  }

  private @Nullable Object migrate() throws Exception {
    over.await();
    var how = end;
    if (how != null) throw how;
    return null;
  }

  private @Nullable Object abort() throws HypervisorException {
    if (aborts.incrementAndGet() < firstAbortThatCounts) {
      throw new HypervisorException(HypervisorException.Kind.WRONG_STATE, "no job is active", "");
    }
    if (!arrivesDespiteTheAbort) end = aborted;
    over.countDown();
    return null;
  }

  /// The last look sees none, and the migration is over.
  private OptionalInt percent() {
    var next = percents.poll();
    if (next != null) return OptionalInt.of(next);
    over.countDown();
    return OptionalInt.empty();
  }

  private static final class Caller implements Call {
    final List<String> told = new ArrayList<>();
    volatile boolean cancelled;

    @Override
    public Session session() {
      throw new AssertionError("not asked for");
    }

    @Override
    public Duration left() {
      return Duration.ofSeconds(60);
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public void progress(int percent, String text) {
      told.add(percent + ": " + text);
    }
  }

  @AfterEach
  void noThreadStays() {
    over.countDown();
  }

  @Test
  void whatIsThereIsToldWhenItChanges() throws Exception {
    percents.addAll(List.of(10, 10, 60));
    job.run(caller);
    assertEquals(
        List.of(
            "10: 10 % of the memory of VM " + VM + " is there",
            "60: 60 % of the memory of VM " + VM + " is there"),
        caller.told);
    assertFalse(job.wasCancelled());
    assertEquals(0, aborts.get());
  }

  @Test
  void aFailureIsTheHypervisorsOwn() {
    var failure =
        new HypervisorException(HypervisorException.Kind.OTHER, "the other side hung up", "");
    end = failure;
    assertEquals(failure, assertThrows(HypervisorException.class, () -> job.run(caller)));
    assertFalse(job.wasCancelled());
  }

  /// The first abort may come before libvirt has begun.
  @Test
  void aCancelledOneIsAbortedUntilItHasEnded() {
    firstAbortThatCounts = 3;
    caller.cancelled = true;
    assertEquals(aborted, assertThrows(HypervisorException.class, () -> job.run(caller)));
    assertTrue(job.wasCancelled());
    assertEquals(3, aborts.get());
  }

  /// By another call than the one that waits for it.
  @Test
  void oneThatIsCancelledFromElsewhereIsAbortedToo() {
    firstAbortThatCounts = 2;
    job.cancel();
    assertEquals(aborted, assertThrows(HypervisorException.class, () -> job.run(caller)));
    assertTrue(job.wasCancelled());
    assertEquals(2, aborts.get());
  }

  @Test
  void anInterruptCancelsAndTheEndIsStillWaitedFor() {
    firstAbortThatCounts = 2;
    Thread.currentThread().interrupt();
    assertEquals(aborted, assertThrows(HypervisorException.class, () -> job.run(caller)));
    assertTrue(job.wasCancelled());
    assertEquals(2, aborts.get());
  }

  /// Nobody knows on which side it is.
  @Test
  void anAbortThatLibvirtDoesNotHeedIsNotWaitedForForEver() {
    firstAbortThatCounts = Integer.MAX_VALUE;
    var stuck = job(Duration.ofSeconds(1));
    stuck.cancel();
    var failure = assertThrows(HypervisorException.class, () -> stuck.run(caller));
    assertEquals(HypervisorException.Kind.NO_ANSWER, failure.kind());
    assertEquals(
        "the migration of VM %s was aborted and did not end within 1 s".formatted(VM),
        failure.sentence());
  }

  /// Then the VM is there, whatever its caller wanted.
  @Test
  void oneThatArrivesDespiteTheCancelHasArrived() throws Exception {
    arrivesDespiteTheAbort = true;
    caller.cancelled = true;
    job.run(caller);
    assertTrue(job.wasCancelled());
  }
}
