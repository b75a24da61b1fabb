package org.leasehold.agent.libvirt;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.HypervisorException.Kind;

/// Native calls with a deadline, each on a platform thread, as libvirt's errors are thread-local.
///
/// A native call cannot be interrupted: after its deadline the thread stays with it until libvirt
/// answers or the keep-alive ends the connection. So threads are counted, and when all hang the
/// next call is refused at once.
final class LibvirtCalls implements AutoCloseable {
  private static final int THREADS_MAX = 16;
  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          THREADS_MAX,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("libvirt-", 1).factory());

  /// One call.
  interface Native<T> {
    T run() throws HypervisorException;
  }

  /// @param what for the sentence, such as `resume of VM x`
  <T> T within(Duration atMost, String what, Native<T> call) throws HypervisorException {
    try {
      Callable<T> task = call::run;
      return threads.submit(task).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new HypervisorException(
          Kind.NO_ANSWER,
          "%s: libvirt did not answer within %d ms; it may still do it"
              .formatted(what, atMost.toMillis()),
          "");
    } catch (RejectedExecutionException _) {
      throw new HypervisorException(
          Kind.NO_ANSWER,
          "%s was not tried: %d earlier calls to libvirt hang; look at libvirtd"
              .formatted(what, THREADS_MAX),
          "");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new HypervisorException(
          Kind.NO_ANSWER, what + " was cancelled; libvirt may still do it", "");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HypervisorException known) throw known;
      throw new IllegalStateException(what + " failed in an unforeseen way", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
