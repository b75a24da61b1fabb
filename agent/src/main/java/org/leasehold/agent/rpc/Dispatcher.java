package org.leasehold.agent.rpc;

import com.google.gson.JsonElement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Change;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Wire;

/// Gives each call to its handler on a worker thread, with the method's deadline, and lets through
/// only changes the gate admits.
public final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Dispatcher.class.getName());

  /// Enough for joins and migrations that take minutes, beside short calls.
  private static final int WORKERS = 24;

  private static final int WAITING_MAX = 256;

  private final Handlers handlers;
  private final Gate gate;
  private final Limits limits;
  private final ExecutorService workers;
  private final ScheduledExecutorService deadlines;

  public Dispatcher(Handlers handlers, Gate gate, Limits limits) {
    this.handlers = handlers;
    this.gate = gate;
    this.limits = limits;
    var pool =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("call ", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    workers = pool;
    var timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
    deadlines = timer;
  }

  CompletableFuture<JsonElement> request(
      Session session, String name, @Nullable JsonElement params) {
    var found = handlers.find(name);
    if (found.isEmpty()) {
      return refused(
          ErrorCode.METHOD_NOT_FOUND,
          "this agent does not offer '%s'; `hello` lists what it offers".formatted(shown(name)));
    }
    if (!session.hasGreeted() && !name.equals(HostTopic.HELLO.name())) {
      return refused(
          ErrorCode.NOT_AGREED, "say `hello` first, so that both ends agree on a version");
    }
    if (session.underWay().incrementAndGet() > limits.requestsMax()) {
      session.underWay().decrementAndGet();
      return refused(
          ErrorCode.BUSY,
          "%d calls are under way for this connection; wait until one has ended"
              .formatted(limits.requestsMax()));
    }
    return started(session, found.get(), params);
  }

  private <P extends Record, R> CompletableFuture<JsonElement> started(
      Session session, Handlers.Bound<P, R> bound, @Nullable JsonElement params) {
    var call = new RunningCall(session, bound.method().atMost(), bound.method().name());
    try {
      workers.execute(() -> call.run(() -> done(bound, params, call)));
    } catch (RejectedExecutionException _) {
      session.underWay().decrementAndGet();
      return refused(
          ErrorCode.BUSY,
          "%d calls wait in this agent already; try again when some have ended"
              .formatted(WAITING_MAX));
    }
    var limit =
        deadlines.schedule(call::expire, bound.method().atMost().toMillis(), TimeUnit.MILLISECONDS);
    var answer = call.answer();
    BiConsumer<@Nullable JsonElement, @Nullable Throwable> ended = (_, _) -> limit.cancel(false);
    var _ = answer.whenComplete(ended);
    return answer;
  }

  private <P extends Record, R> JsonElement done(
      Handlers.Bound<P, R> bound, @Nullable JsonElement json, RunningCall call)
      throws CallException, InterruptedException {
    var params = Wire.fromJson(json, bound.method().params());
    call.reads(params);
    if (params instanceof Change change) {
      gate.admit(change);
      LOG.log(
          Level.INFO,
          "{0}: {1}, because {2}",
          new Object[] {call.session(), bound.method().name(), shown(change.header().why())});
    }
    return Wire.toJson(bound.handler().handle(params, call));
  }

  private static CompletableFuture<JsonElement> refused(ErrorCode code, String sentence) {
    return CompletableFuture.failedFuture(new CallException(code, sentence));
  }

  /// What the other end wrote, fit for a log line.
  static String shown(String text) {
    var clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= 200 ? clean : clean.substring(0, 200) + "...";
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    workers.shutdownNow();
  }
}
