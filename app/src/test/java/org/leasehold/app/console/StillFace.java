package org.leasehold.app.console;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.core.engine.Claim;
import org.leasehold.core.engine.EngineState;
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
import org.leasehold.core.protocol.Method;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.VolumeSnapshot;

/// The demo cluster as a face without threads: time stands still until the test moves it.
public class StillFace implements EngineFace {
  private final DemoCluster cluster;

  public StillFace(DemoCluster cluster) {
    this.cluster = cluster;
  }

  /// The same moment as an engine without the claim sees it.
  public static Snapshot withClaim(Snapshot of, Claim claim) {
    var s = of.state();
    var state =
        new EngineState(
            s.nowNanos(),
            s.startedNanos(),
            s.lookedSinceNanos(),
            s.lastTickNanos(),
            claim,
            s.claimSinceNanos(),
            s.beat(),
            s.beatNanos(),
            s.epoch(),
            s.ownHost(),
            s.restored(),
            s.document(),
            s.hosts(),
            s.vms(),
            s.stores(),
            s.queue(),
            s.pending(),
            s.nextCommand(),
            s.pause());
    return new Snapshot(
        of.number(),
        of.engine(),
        "",
        state,
        of.wallMillis(),
        of.links(),
        of.recent(),
        of.open(),
        of.work(),
        of.complaints());
  }

  @Override
  public Snapshot latest() {
    return cluster.snapshot();
  }

  @Override
  public Subscription watch(Consumer<Snapshot> listener) {
    return () -> {};
  }

  @Override
  public CompletableFuture<Answer> ask(String operator, Request request) {
    return CompletableFuture.completedFuture(cluster.ask(operator, request));
  }

  @Override
  public CompletableFuture<Answer> ask(String operator, Operation operation) {
    return CompletableFuture.completedFuture(new Answer.Refused("not in a test"));
  }

  @Override
  public CompletableFuture<String> hostKey(HostAddress address) {
    return CompletableFuture.failedFuture(new IllegalStateException("not in a test"));
  }

  @Override
  public <P extends Record, R> CompletableFuture<R> look(
      HostId host, Method<P, R> method, P params) {
    return CompletableFuture.failedFuture(new IllegalStateException("not in a test"));
  }

  @Override
  public CompletableFuture<VolumeSnapshot> volume(LockspaceName domain) {
    try {
      return CompletableFuture.completedFuture(cluster.volume(domain));
    } catch (BlockFileException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletableFuture<List<EventLine>> events(long after, int countMax) {
    return CompletableFuture.completedFuture(cluster.eventsAfter(after, countMax));
  }

  @Override
  public CompletableFuture<List<Incident>> incidents(int countMax) {
    return CompletableFuture.completedFuture(cluster.incidents(countMax));
  }

  @Override
  public void close() {}
}
