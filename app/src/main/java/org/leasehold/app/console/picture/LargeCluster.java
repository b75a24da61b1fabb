package org.leasehold.app.console.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.Table;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.volume.VolumeSnapshot;

/// The demo cluster with as many VMs as there may be, each a copy of one of the demo's; a snapshot
/// every 100 ms, in which some of them differ. For measuring.
final class LargeCluster implements EngineFace {
  static final int VMS = 5000;
  private static final int CHANGING = 20;

  private final DemoFace demo = new DemoFace(System.currentTimeMillis());
  private final ClusterDocument document;
  private final List<VmRecord> copies = new ArrayList<>();
  private Table<VmId, VmRecord> vms = Table.empty();
  private int turn;

  LargeCluster() {
    var state = demo.latest().state();
    var small = Objects.requireNonNull(state.document(), "the demo has begun");
    var patterns = state.vms();
    var entries = new TreeMap<VmId, VmEntry>();
    var of = new ArrayList<VmRecord>();
    for (var one : patterns.values()) if (small.vms().containsKey(one.id())) of.add(one);
    for (int i = 0; i < VMS; i++) {
      var like = of.get(i % of.size());
      var id = new VmId("%s-%04d".formatted(like.id().text(), i));
      entries.put(id, named(Objects.requireNonNull(small.vms().get(like.id())), id));
      copies.add(named(like, id, like.status(), like.changedNanos()));
    }
    for (var copy : copies) vms = vms.with(copy.id(), copy);
    document =
        new ClusterDocument(
            small.epoch(),
            small.revision(),
            small.hosts(),
            small.stores(),
            entries,
            small.home(),
            small.settings());
    demo.begin();
  }

  private static VmEntry named(VmEntry of, VmId id) {
    return new VmEntry(
        id,
        id.text(),
        of.revision(),
        of.memoryMiB(),
        of.mode(),
        of.leaseDomain(),
        of.priority(),
        of.wanted(),
        of.resume(),
        of.allowedHosts(),
        of.startAfter(),
        of.apartFrom(),
        of.disks(),
        of.allowed(),
        of.live(),
        of.tags());
  }

  private static VmRecord named(VmRecord of, VmId id, VmStatus status, long changedNanos) {
    return new VmRecord(
        id,
        status,
        changedNanos,
        of.host(),
        of.boot(),
        of.version(),
        of.exit(),
        of.exitText(),
        of.exitReport(),
        of.handsOff(),
        of.disks(),
        of.copies(),
        of.restart(),
        of.start(),
        of.migration(),
        of.migrateAfterNanos(),
        of.stopAskedNanos(),
        of.trustReport(),
        of.trustAgent(),
        of.plan(),
        of.readySinceNanos(),
        of.explanation(),
        of.prediction(),
        of.alerts());
  }

  /// Twenty pause or go on.
  private void change(long nowNanos) {
    for (int i = 0; i < CHANGING; i++) {
      var copy = copies.get(turn % VMS);
      boolean pausing = turn++ / VMS % 2 == 0 && copy.status() == VmStatus.UP;
      var status = pausing ? VmStatus.PAUSED : copy.status();
      vms = vms.with(copy.id(), named(copy, copy.id(), status, nowNanos));
    }
  }

  private synchronized Snapshot large(Snapshot of) {
    change(of.state().nowNanos());
    var s = of.state();
    var state =
        new EngineState(
            s.nowNanos(),
            s.startedNanos(),
            s.lookedSinceNanos(),
            s.lastTickNanos(),
            s.claim(),
            s.claimSinceNanos(),
            s.beat(),
            s.beatNanos(),
            s.epoch(),
            s.ownHost(),
            s.restored(),
            document,
            s.hosts(),
            vms,
            s.stores(),
            Table.empty(),
            Table.empty(),
            s.nextCommand(),
            s.pause());
    return new Snapshot(
        of.number(),
        of.engine(),
        of.acting(),
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
    return large(demo.latest());
  }

  @Override
  public Subscription watch(Consumer<Snapshot> listener) {
    return demo.watch(of -> listener.accept(large(of)));
  }

  CompletableFuture<byte[]> bytes(LockspaceName domain, int slot, int length) {
    return demo.bytes(domain, slot, length);
  }

  @Override
  public CompletableFuture<Answer> ask(String operator, Request request) {
    return demo.ask(operator, request);
  }

  @Override
  public CompletableFuture<Answer> ask(String operator, Operation operation) {
    return demo.ask(operator, operation);
  }

  @Override
  public CompletableFuture<String> hostKey(HostAddress address) {
    return demo.hostKey(address);
  }

  @Override
  public <P extends Record, R> CompletableFuture<R> look(
      HostId host, Method<P, R> method, P params) {
    return demo.look(host, method, params);
  }

  @Override
  public CompletableFuture<VolumeSnapshot> volume(LockspaceName domain) {
    return demo.volume(domain);
  }

  @Override
  public CompletableFuture<List<EventLine>> events(long after, int countMax) {
    return demo.events(after, countMax);
  }

  @Override
  public CompletableFuture<List<Incident>> incidents(int countMax) {
    return demo.incidents(countMax);
  }

  @Override
  public void close() {
    demo.close();
  }
}
