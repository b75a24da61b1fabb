package org.leasehold.app.console.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.volume.VolumeSnapshot;

/// The demo cluster in real time or faster, behind the engine's face.
///
/// One thread of its own owns the cluster; everything asked is done there.
public final class DemoFace implements EngineFace {
  private static final long TICK_MILLIS = 100;
  private static final long MILLI = 1_000_000L;
  private static final String NO_AGENT = "the demo's hosts have no agents to ask";

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("demo cluster").daemon().unstarted(task));
  private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
  private final DemoCluster cluster;
  private final List<Snapshot> past;
  private volatile Snapshot latest;
  private volatile int speed = 1;

  /// An hour of its life has passed when this returns.
  ///
  /// @param wallMillis now, for people
  public DemoFace(long wallMillis) {
    long settled = 3_600_000L;
    cluster = new DemoCluster(wallMillis - settled, 7);
    past = cluster.settle();
    latest = cluster.snapshot();
  }

  /// Time goes on from here.
  public void begin() {
    var _ = thread.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// What an engine that ran before the window would have shown, oldest first.
  public List<Snapshot> past() {
    return past;
  }

  private void tick() {
    if (speed == 0) return;
    cluster.runTo(cluster.nowNanos() + TICK_MILLIS * MILLI * speed);
    tell();
  }

  private void tell() {
    latest = cluster.snapshot();
    for (var listener : listeners) listener.accept(latest);
  }

  /// @param times 0 stands still, 1 is real time, at most 600
  public void speed(int times) {
    if (times < 0 || times > 600) throw new IllegalArgumentException("speed " + times);
    speed = times;
  }

  public int speed() {
    return speed;
  }

  /// Lets simulated time pass at once.
  public CompletableFuture<Snapshot> skip(int seconds) {
    return on(
        () -> {
          cluster.advance(seconds);
          tell();
          return latest;
        });
  }

  /// @param host from 1
  /// @return whether it changed anything
  public CompletableFuture<Boolean> make(Trouble trouble, int host, String vm) {
    return on(
        () -> {
          boolean changed = cluster.make(trouble, host, vm);
          tell();
          return changed;
        });
  }

  private <T> CompletableFuture<T> on(Callable<T> work) {
    var future = new CompletableFuture<T>();
    thread.execute(
        () -> {
          try {
            future.complete(work.call());
          } catch (Exception e) {
            future.completeExceptionally(e);
          }
        });
    return future;
  }

  @Override
  public Snapshot latest() {
    return latest;
  }

  @Override
  public Subscription watch(Consumer<Snapshot> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public CompletableFuture<Answer> ask(String operator, Request request) {
    return on(
        () -> {
          var answer = cluster.ask(operator, request);
          tell();
          return answer;
        });
  }

  @Override
  public CompletableFuture<Answer> ask(String operator, Operation operation) {
    return CompletableFuture.completedFuture(
        new Answer.Refused("The demo cluster has no real hosts; nothing was changed."));
  }

  @Override
  public <P extends Record, R> CompletableFuture<R> look(
      HostId host, Method<P, R> method, P params) {
    return on(
        () -> {
          var answer = cluster.isConnected(host) ? DemoLook.answer(host, method) : null;
          if (answer == null) throw new CallException(ErrorCode.UNREACHABLE, NO_AGENT);
          return method.result().cast(answer);
        });
  }

  @Override
  public CompletableFuture<String> hostKey(HostAddress address) {
    return CompletableFuture.failedFuture(new CallException(ErrorCode.UNREACHABLE, NO_AGENT));
  }

  @Override
  public CompletableFuture<VolumeSnapshot> volume(LockspaceName domain) {
    return on(() -> cluster.volume(domain));
  }

  /// The first bytes of a slot of a domain's volume.
  public CompletableFuture<byte[]> bytes(LockspaceName domain, int slot, int length) {
    return on(() -> cluster.bytes(domain, slot, length));
  }

  /// Writes the last quarter of an hour, or a little more, as a story.
  ///
  /// @return a sentence for people
  public CompletableFuture<String> tell(Path folder) {
    return on(
        () -> {
          cluster.tell(folder);
          return Texts.say("incidents.told", folder.toString());
        });
  }

  @Override
  public CompletableFuture<List<EventLine>> events(long after, int countMax) {
    return on(() -> cluster.eventsAfter(after, countMax));
  }

  @Override
  public CompletableFuture<List<Incident>> incidents(int countMax) {
    return on(() -> cluster.incidents(countMax));
  }

  @Override
  public void close() {
    listeners.clear();
    thread.shutdownNow();
  }
}
