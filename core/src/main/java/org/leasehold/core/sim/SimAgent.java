package org.leasehold.core.sim;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.Event;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;

/// The agent of one host: looks once a second, reports every 3 s and at once on a change, joins
/// lockspaces, keeps the local rules, runs commands.
///
/// [AgentReports] builds what it says, [AgentRules] holds what it does unasked, [AgentCommands]
/// what it does when asked.
final class SimAgent extends Actor {
  static final long WATCH_NANOS = SimTime.SECOND;
  static final long REPORT_NANOS = SimTime.seconds(3);
  private static final long CHANGE_SETTLES_NANOS = SimTime.millis(50);
  private static final long NO_ENGINE_NANOS = SimTime.seconds(60);

  /// A holder that has not got the lease by then is ended: its path may hang for ever.
  private static final long CLAIM_TAKES_NANOS = SimTime.seconds(30);

  /// What an engine wants to be looked at once a second.
  record Watching(LockspaceName lockspace, List<HostId> hosts, List<LeaseId> leases) {}

  final SimHost host;

  /// On disk: survives everything but the machine.
  final AgentNotes notes = new AgentNotes();

  final AgentReports reports;
  final AgentRules rules;
  final AgentCommands commands;

  /// Asked for by engine, then by lockspace.
  final TreeMap<String, Watching> watching = new TreeMap<>();

  /// From its start until it knows its VMs.
  long recoversNanos = SimTime.millis(1500);

  @Nullable SimClaimHolder claimHolder;

  /// Takes a lease out, or puts one in; one at a time.
  @Nullable SimLeaseEdit edit;

  private @Nullable SimClaimHolder claimPending;
  boolean recovering;
  private long reportedAtNanos;
  private boolean reportPlanned;
  private long lastEngineNanos;
  private boolean noEngineTold;
  private long thawedNanos = Long.MIN_VALUE / 2;

  SimAgent(SimHost host) {
    super(host.queue(), host);
    this.host = host;
    reports = new AgentReports(this);
    rules = new AgentRules(this);
    commands = new AgentCommands(this);
  }

  void start() {
    if (isAlive() || !host.isAlive()) return;
    begin();
    notes.instances++;
    watching.clear();
    recovering = true;
    claimPending = null;
    lastEngineNanos = nowNanos();
    noEngineTold = false;
    reports.begin();
    rules.begin();
    later(
        recoversNanos,
        () -> {
          recovering = false;
          changed();
        });
    watch();
    report();
  }

  @Override
  void end() {
    super.end();
    reportPlanned = false;
    boolean outlives = host.world.planted(PlantedBug.HOLDER_OUTLIVES_AGENT);
    if (claimHolder != null && !outlives) claimHolder.parentEnded();
    claimHolder = null;
    if (claimPending != null) claimPending.parentEnded();
    claimPending = null;
    if (edit != null) edit.over(false);
  }

  private void watch() {
    reports.lookAtRenewals();
    rules.watch();
    if (claimHolder != null && !claimHolder.isGood()) dropClaim("holder lost the lease");
    if (!watching.isEmpty()) {
      for (var entry : watching.entrySet()) look(entry.getKey(), entry.getValue());
    }
    if (nowNanos() - reportedAtNanos >= REPORT_NANOS) report();
    watchForEngine();
    later(WATCH_NANOS, this::watch);
  }

  private void look(String key, Watching asked) {
    var look = reports.look(asked);
    if (look == null) return;
    var engine = key.substring(0, key.indexOf('/'));
    host.world.network.toEngine(host, engine, at -> new Event.HostWatched(at, look));
  }

  void dropClaim(String why) {
    var holder = claimHolder;
    if (holder == null) return;
    claimHolder = null;
    holder.stop(why);
    host.world.network.claimDropped(host, holder.engine);
  }

  /// Something a person or the engine wants to know at once.
  void changed() {
    if (!isAlive() || reportPlanned) return;
    reportPlanned = true;
    later(
        CHANGE_SETTLES_NANOS,
        () -> {
          reportPlanned = false;
          report();
        });
  }

  void lockspaceChanged() {
    changed();
  }

  void libvirtEvent() {
    changed();
  }

  private void report() {
    reportedAtNanos = nowNanos();
    var report = reports.next();
    host.world.network.reportToEngines(host, report);
  }

  void engineHeard(SimEngine engine) {
    if (!engine.claim().acts()) return;
    lastEngineNanos = nowNanos();
    noEngineTold = false;
  }

  /// Instead of any look this engine asked for before in this lockspace.
  void watch(String engine, Command.Watch asked) {
    var key = engine + "/" + asked.lockspace();
    if (asked.hosts().isEmpty() && asked.leases().isEmpty()) {
      watching.remove(key);
      return;
    }
    var next = new Watching(asked.lockspace(), asked.hosts(), asked.leases());
    watching.put(key, next);
    look(key, next);
  }

  // The engine's claim, held by a process of its own on this host (S13, S16).

  boolean canHoldClaim() {
    return isRunning()
        && host.sanlock.isRunning()
        && host.sanlock.lockspace(host.world.home()).isJoined();
  }

  void holdClaim(String engine, Consumer<Boolean> answer) {
    var present = claimHolder;
    if (present == null && claimPending != null) {
      answer.accept(false);
      return;
    }
    if (present != null) {
      answer.accept(present.engine.equals(engine) && present.isGood());
      return;
    }
    var home = host.world.home();
    var holder = new SimClaimHolder(host, engine, home, host.world.claimSlot());
    claimPending = holder;
    later(
        CLAIM_TAKES_NANOS,
        () -> {
          if (claimPending != holder) return;
          claimPending = null;
          holder.end();
          answer.accept(false);
        });
    host.sanlock
        .lockspace(home)
        .acquire(
            holder,
            holder.slot,
            guarded(
                (AcquireResult result) -> {
                  if (claimPending != holder) return;
                  claimPending = null;
                  boolean won = result instanceof AcquireResult.Acquired && holder.isAlive();
                  if (won) {
                    claimHolder = holder;
                    queue().changed();
                    host.world.observers.claimTaken(holder);
                  } else {
                    holder.end();
                  }
                  answer.accept(won);
                }));
  }

  boolean beatClaim(String engine) {
    var holder = claimHolder;
    if (holder == null || !holder.engine.equals(engine) || !holder.isGood()) return false;
    holder.beat();
    return true;
  }

  void documentFrom(SimEngine from, ClusterDocument document) {
    if (!keep(document)) return;
    for (var link : host.world.network.linksOf(host)) {
      if (link.engine != from && link.isConnected()) link.engine.documentSeen(document);
    }
  }

  private void watchForEngine() {
    if (noEngineTold || nowNanos() - lastEngineNanos < NO_ENGINE_NANOS) return;
    if (host.world.planted(PlantedBug.NO_ENGINE_IS_FINE)) return;
    noEngineTold = true;
    host.world.log.line(
        nowNanos(), "host " + host.name, "agent notifies: no engine has acted for 60 s");
    host.world.observers.agentNotified(host);
  }

  @Override
  void thaw() {
    super.thaw();
    thawedNanos = nowNanos();
  }

  long thawedNanos() {
    return thawedNanos;
  }

  boolean hasToldNoEngine() {
    return noEngineTold;
  }

  long lastEngineNanos() {
    return lastEngineNanos;
  }

  /// @return false when refused as older (S15)
  boolean keep(ClusterDocument document) {
    var mine = notes.document;
    if (mine != null && !document.isNewerThan(mine)) {
      if (!host.world.planted(PlantedBug.OLD_DOCUMENT_KEPT)) return false;
    }
    host.world.observers.documentKept(host, mine, document);
    notes.document = document;
    return true;
  }
}
