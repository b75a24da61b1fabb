package org.leasehold.agent.vm;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.leasehold.agent.rpc.Call;
import org.leasehold.core.model.VmId;

/// One migration under way: tells the caller how far it is, and aborts it when the caller cancels.
///
/// The migration itself is on a thread of its own, because libvirt's call returns only at the end.
/// After a cancel this waits for that end: until then nobody knows on which side the VM is.
final class MigrationJob {
  private static final long LOOK_EVERY_MILLIS = 500;
  private static final Duration ABORTED_WITHIN = Duration.ofSeconds(30);

  private final Hypervisor hypervisor;
  private final VmId vm;
  private final FutureTask<Boolean> migration;
  private final Duration abortedWithin;
  private volatile boolean cancelled;

  MigrationJob(Hypervisor hypervisor, VmId vm, MigrationOrder order, Duration atMost) {
    this(hypervisor, vm, order, atMost, ABORTED_WITHIN);
  }

  /// @param abortedWithin how long an aborted one may take to end
  MigrationJob(
      Hypervisor hypervisor,
      VmId vm,
      MigrationOrder order,
      Duration atMost,
      Duration abortedWithin) {
    this.abortedWithin = abortedWithin;
    this.hypervisor = hypervisor;
    this.vm = vm;
    this.migration =
        new FutureTask<>(
            () -> {
              hypervisor.migrate(vm, order, atMost);
              return true;
            });
  }

  /// Returns when the VM has arrived.
  ///
  /// @throws HypervisorException when it has not; see [#wasCancelled]
  void run(Call call) throws HypervisorException {
    Thread.ofPlatform().daemon().name("migration-" + vm).start(migration);
    int told = -1;
    long cancelledNanos = 0;
    while (!isOver(LOOK_EVERY_MILLIS)) {
      if (cancelled || call.isCancelled()) {
        if (cancelledNanos == 0) cancelledNanos = System.nanoTime();
        cancelled = true;
        if (System.nanoTime() - cancelledNanos > abortedWithin.toNanos()) break;
        abort();
        continue;
      }
      var percent = percent();
      if (percent.isEmpty() || percent.getAsInt() == told) continue;
      told = percent.getAsInt();
      call.progress(told, "%d %% of the memory of VM %s is there".formatted(told, vm));
    }
    result();
  }

  /// Asked for by another call; heeded at the next look.
  void cancel() {
    cancelled = true;
  }

  /// Whether a person or its caller ended it, or its deadline did.
  boolean wasCancelled() {
    return cancelled;
  }

  /// An interrupt is how a call is cancelled; it must not end the wait for libvirt.
  private boolean isOver(long atMostMillis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    while (!migration.isDone()) {
      long leftNanos = until - System.nanoTime();
      if (leftNanos <= 0) return false;
      try {
        migration.get(leftNanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException _) {
        if (!cancelled) {
          cancelled = true;
          return false;
        }
      } catch (TimeoutException _) {
        return false;
      } catch (ExecutionException _) {
        return true;
      }
    }
    return true;
  }

  private void abort() {
    try {
      hypervisor.abortJob(vm);
    } catch (HypervisorException _) {
      // It ended by itself meanwhile, or has not begun: then it is asked again.
    }
  }

  private OptionalInt percent() {
    try {
      return hypervisor.jobPercent(vm);
    } catch (HypervisorException _) {
      return OptionalInt.empty();
    }
  }

  private void result() throws HypervisorException {
    if (!migration.isDone()) {
      throw new HypervisorException(
          HypervisorException.Kind.NO_ANSWER,
          "the migration of VM %s was aborted and did not end within %d s"
              .formatted(vm, abortedWithin.toSeconds()),
          "");
    }
    try {
      migration.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HypervisorException known) throw known;
      throw new IllegalStateException("a migration failed in an unforeseen way", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
