package org.leasehold.app.console.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.leasehold.app.console.text.Failures;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.Request;
import org.leasehold.core.journal.JournalException;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.MigrationWork;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.volume.VolumeSnapshot;

/// A played cluster in real time or faster, behind the engine's face.
///
/// One thread of its own owns the cluster; everything asked is done there.
public class PlayedFace implements EngineFace {
  private static final long TICK_MILLIS = 100;
  private static final long MILLI = 1_000_000L;
  static final String NO_AGENT = "simulated and past hosts have no agents to ask";

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("played cluster").daemon().unstarted(task));
  private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
  private final PlayedCluster cluster;
  private volatile Snapshot latest;
  private volatile int speed = 1;

  /// @param cluster owned by this face from now on
  PlayedFace(PlayedCluster cluster) {
    this.cluster = cluster;
    latest = cluster.snapshot();
  }

  /// @param folder written by `leasehold journal export`
  /// @throws IOException if it holds no story, in one sentence
  public static PlayedFace ofStory(Path folder) throws IOException {
    try {
      return new PlayedFace(new StoryCluster(folder));
    } catch (JournalException e) {
      throw new IOException(Failures.sentence(e), e);
    }
  }

  /// A story has no volumes.
  public static CompletableFuture<byte[]> noBytes(LockspaceName domain, int slot, int length) {
    return CompletableFuture.failedFuture(new IOException(Texts.say("story.volume")));
  }

  /// Time goes on from here.
  public void begin() {
    var _ = thread.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    if (speed == 0) return;
    cluster.runTo(cluster.nowNanos() + TICK_MILLIS * MILLI * speed);
    tell();
  }

  final void tell() {
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
          for (int i = 0; i < seconds; i++) cluster.runTo(cluster.nowNanos() + 1000 * MILLI);
          tell();
          return latest;
        });
  }

  final <T> CompletableFuture<T> on(Callable<T> work) {
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
        new Answer.Refused("This cluster has no real hosts; nothing was changed."));
  }

  @Override
  public CompletableFuture<Answer> cancel(String operator, String work) {
    return MigrationWork.vm(work)
        .map(vm -> ask(operator, new Request.CancelMigration(vm)))
        .orElseGet(() -> EngineFace.super.cancel(operator, work));
  }

  @Override
  public <P extends Record, R> CompletableFuture<R> look(
      HostId host, Method<P, R> method, P params) {
    return CompletableFuture.failedFuture(new CallException(ErrorCode.UNREACHABLE, NO_AGENT));
  }

  @Override
  public CompletableFuture<String> hostKey(HostAddress address) {
    return CompletableFuture.failedFuture(new CallException(ErrorCode.UNREACHABLE, NO_AGENT));
  }

  @Override
  public CompletableFuture<VolumeSnapshot> volume(LockspaceName domain) {
    return on(() -> cluster.volume(domain));
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
