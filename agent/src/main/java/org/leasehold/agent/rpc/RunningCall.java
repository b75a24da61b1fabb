package org.leasehold.agent.rpc;

import com.google.gson.JsonElement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Job;

/// A call being worked on: its answer, its deadline, its cancellation.
final class RunningCall implements Call {
  private static final Logger LOG = Logger.getLogger(RunningCall.class.getName());

  /// The work of a call.
  interface Work {
    JsonElement run() throws CallException, InterruptedException;
  }

  private final Session session;
  private final String method;
  private final long deadlineNanos;
  private final Answer answer = new Answer();
  private @Nullable Thread worker;
  private boolean over;
  private volatile String job = "";

  RunningCall(Session session, Duration atMost, String method) {
    this.session = session;
    this.method = method;
    deadlineNanos = System.nanoTime() + atMost.toNanos();
  }

  /// Cancelled by the other end: lsp4j calls `cancel`.
  private final class Answer extends CompletableFuture<JsonElement> {
    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean first = super.cancel(mayInterrupt);
      if (first) interrupt();
      return first;
    }
  }

  CompletableFuture<JsonElement> answer() {
    return answer;
  }

  void run(Work work) {
    if (!begin()) return;
    try {
      answer.complete(work.run());
    } catch (CallException e) {
      answer.completeExceptionally(e);
    } catch (InterruptedException _) {
      answer.completeExceptionally(
          new CallException(ErrorCode.CANCELLED, method + " was cancelled; it may have happened"));
    } catch (RuntimeException | Error e) {
      LOG.log(Level.SEVERE, session + ": " + method + " failed by a defect", e);
      answer.completeExceptionally(e);
    } finally {
      finish();
    }
  }

  private synchronized boolean begin() {
    if (answer.isDone()) {
      // Cancelled or expired while it waited for a worker: nothing has happened.
      session.underWay().decrementAndGet();
      return false;
    }
    worker = Thread.currentThread();
    return true;
  }

  private synchronized void finish() {
    over = true;
    worker = null;
    session.underWay().decrementAndGet();
    boolean _ = Thread.interrupted();
  }

  void expire() {
    boolean first =
        answer.completeExceptionally(
            new CallException(
                ErrorCode.TIMED_OUT,
                method + " did not end by its deadline and was interrupted; it may still happen"));
    if (first) interrupt();
  }

  private synchronized void interrupt() {
    if (worker != null && !over) worker.interrupt();
  }

  void reads(Record params) {
    if (params instanceof Job named) job = named.job();
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public Duration left() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  @Override
  public boolean isCancelled() {
    return answer.isDone();
  }

  @Override
  public void progress(int percent, String text) {
    var name = job;
    if (!name.isEmpty() && !answer.isDone()) {
      session.tell(HostTopic.PROGRESS, new HostTopic.Progress(name, percent, text));
    }
  }
}
