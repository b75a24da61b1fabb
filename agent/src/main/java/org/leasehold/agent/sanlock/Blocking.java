package org.leasehold.agent.sanlock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.leasehold.core.sanlock.SanlockCall;
import org.leasehold.core.sanlock.SanlockException;

/// Gives calls that may block for ever a deadline: each runs on a platform thread of its own, which
/// is left behind when the deadline passes and ends when the daemon answers or ends.
final class Blocking {
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("sanlock-", 0).factory());

  private Blocking() {}

  static <T> CompletableFuture<T> start(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, THREADS);
  }

  static <T> T await(
      CompletableFuture<T> running, SanlockCall call, String subject, Duration atMost)
      throws SanlockException {
    try {
      return running.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SanlockException.NoAnswer(call, subject, atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SanlockException.Cancelled(call, subject);
    } catch (ExecutionException e) {
      throw new IllegalStateException(call + " failed in sanlock's library", e.getCause());
    }
  }
}
