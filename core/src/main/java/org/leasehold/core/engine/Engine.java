package org.leasehold.core.engine;

import java.util.EnumSet;

/// The decision engine: the same state and event give the same answer, always.
public final class Engine {
  private final EnumSet<Safeguard> out;

  /// The engine: every safeguard holds.
  public Engine() {
    this(EnumSet.noneOf(Safeguard.class));
  }

  private Engine(EnumSet<Safeguard> out) {
    this.out = out;
  }

  /// A broken engine: to prove that the simulator finds what is missing. Never used elsewhere; a
  /// test looks for its callers.
  public static Engine without(Safeguard safeguard, Safeguard... more) {
    return new Engine(EnumSet.of(safeguard, more));
  }

  boolean holds(Safeguard safeguard) {
    return !out.contains(safeguard);
  }

  /// Takes one event and says what follows.
  ///
  /// @throws IllegalArgumentException if the event's time is before the state's: the caller's
  ///   mistake
  public Step step(EngineState state, Event event) {
    if (event.atNanos() < state.nowNanos()) {
      throw new IllegalArgumentException(
          "time runs backwards: " + event.atNanos() + " after " + state.nowNanos());
    }
    var t = new Turn(this, state, event.atNanos());
    if (!t.hasDocument() && !(event instanceof Event.Started)) return t.done();
    apply(t, event);
    return t.done();
  }

  private static void apply(Turn t, Event event) {
    switch (event) {
      case Event.Started started -> StartedRules.started(t, started);
      case Event.Tick _ -> tick(t);
      case Event.HostReported reported -> HostReportRules.reported(t, reported.report());
      case Event.HostAnswered answered -> answered(t, answered);
      case Event.ContactFailed failed ->
          SilenceRules.contactFailed(t, failed.host(), failed.reason());
      case Event.HostWatched watched -> WatchRules.looked(t, watched.look());
      case Event.HostProbed probed -> VantageRules.probed(t, probed);
      case Event.PowerChecked checked -> PowerHealthRules.checked(t, checked);
      case Event.CommandEnded ended -> OutcomeRules.ended(t, ended.command(), ended.outcome());
      case Event.OperatorAsked asked -> OperatorRules.asked(t, asked.operator(), asked.request());
      case Event.ClaimChanged changed -> ClaimRules.changed(t, changed.claim(), changed.epoch());
      case Event.TimeJumped jumped -> ClaimRules.jumped(t, jumped.jumpMillis());
      case Event.DocumentChanged changed -> DocumentRules.changed(t, changed.document());
    }
  }

  private static void tick(Turn t) {
    long previous = t.lastTickNanos;
    t.lastTickNanos = t.now;
    ClaimRules.tick(t, previous);
    OperatorRules.tick(t);
    SilenceRules.tick(t);
    OutcomeRules.tick(t);
    StoreRules.tick(t);
    TreatmentRules.tick(t);
    MigrationRules.tick(t);
    MaintenanceRules.tick(t);
    StorageStopRules.tick(t);
    QueueRules.considerAll(t);
    WatchRules.tick(t);
  }

  private static void answered(Turn t, Event.HostAnswered event) {
    var host = t.hosts.get(event.host());
    if (host == null) return;
    boolean early = host.boot() == null;
    if (!early && !event.boot().equals(host.boot())) return;
    var draft = host.draft();
    draft.answers = event.answers();
    t.update(draft);
    QueueRules.wake(t, t.name(host.id()) + " has answered what it can start");
  }
}
