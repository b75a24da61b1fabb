package org.leasehold.core.engine;

import java.util.List;
import org.leasehold.core.model.HostId;

/// How commands ended.
final class OutcomeRules {
  private OutcomeRules() {}

  static void ended(Turn t, CommandId id, Outcome outcome) {
    var pending = t.pending.get(id);
    if (pending == null) return; // of an earlier run, or given up
    t.pending = t.pending.without(id);
    switch (pending.command()) {
      case Command.StartVm start -> started(t, start, outcome);
      case Command.MigrateVm migrate -> MigrationRules.ended(t, migrate, outcome);
      case Command.SoftRestartAgent soft -> TreatmentRules.softFenced(t, soft.host(), outcome);
      case Command.PowerFence power -> PowerRules.ended(t, power, outcome);
      case Command.StorageSideStop stop -> StorageStopRules.ended(t, stop, outcome);
      case Command.StopVm stop -> told(t, t.name(stop.vm()), "vm.stop", "stop", outcome);
      case Command.DestroyCopy end -> destroyed(t, end, outcome);
      case Command.CancelMigration stay ->
          told(t, t.name(stay.vm()), "vm.migrate.cancel", "cancelling the migration", outcome);
      case Command.StorageSideReset reset -> ResetRules.ended(t, reset, outcome);
      case Command.HostFit fit ->
          told(t, t.name(fit.host()), "host.checked", "telling its agent", outcome);
      case Command.WriteDocument _ -> told(t, "engine", "document.write", "write", outcome);
      case Command.Probe _,
          Command.ForgetExit _,
          Command.Watch _,
          Command.Notify _,
          Command.HoldClaim _,
          Command.ReleaseClaim _ -> {}
    }
  }

  /// Commands without an outcome for too long may have happened.
  static void tick(Turn t) {
    for (var pending : t.pending) {
      if (t.now < pending.value().giveUpNanos()) continue;
      ended(t, pending.key(), new Outcome.MayHaveHappened("no answer in time"));
    }
  }

  private static void told(Turn t, String subject, String event, String what, Outcome outcome) {
    if (outcome instanceof Outcome.Done) return;
    t.log(Severity.WARNING, event + ".failed", subject, what + " not done", outcome.inWords());
  }

  private static void destroyed(Turn t, Command.DestroyCopy end, Outcome outcome) {
    told(t, t.name(end.vm()), "vm.copy.end", "ending the copy", outcome);
    var vm = t.vms.get(end.vm());
    if (vm == null) return;
    var draft = vm.draft();
    draft.alerts = draft.alerts.without("destroy " + end.host());
    t.update(draft);
  }

  private static void started(Turn t, Command.StartVm start, Outcome outcome) {
    var vm = t.vms.get(start.vm());
    if (vm == null || !start.header().id().equals(vm.start())) return;
    var draft = vm.draft();
    draft.start = null;
    if (vm.status() == VmStatus.UP) {
      settled(t, draft, start, outcome);
      return;
    }
    switch (outcome) {
      case Outcome.Done _ -> runs(t, draft, start);
      case Outcome.Refused refused -> notRun(t, draft, start, refused.text(), refused.refusal());
      case Outcome.Failed failed ->
          notRun(t, draft, start, failed.text(), Outcome.Refusal.RESOURCES);
      case Outcome.NotSwitched not ->
          notRun(t, draft, start, not.text(), Outcome.Refusal.RESOURCES);
      case Outcome.MayHaveHappened lost -> {
        if (t.holds(Safeguard.MAY_BE_RUNNING)) mayRun(t, draft, start, lost.text());
        else notRun(t, draft, start, lost.text(), Outcome.Refusal.RESOURCES);
      }
    }
  }

  /// It was reported up before its start's outcome came.
  private static void settled(Turn t, VmDraft draft, Command.StartVm start, Outcome outcome) {
    draft.restart = null;
    draft.plan = null;
    draft.prediction = null;
    draft.explanation = null;
    draft.exitReport = null;
    t.update(draft);
    t.log(
        Severity.INFO,
        "vm.start.ended",
        t.name(start.vm()),
        "start " + start.header().id() + " ended, it is up",
        outcome.inWords());
  }

  private static void runs(Turn t, VmDraft draft, Command.StartVm start) {
    place(t, draft, start.host());
    draft.exitReport = null;
    t.change(
        draft,
        VmStatus.STARTING,
        Severity.INFO,
        "vm.start.done",
        "start %s done on %s".formatted(start.header().id(), t.name(start.host())));
  }

  /// From now on it counts as being on that host; reports already under way say nothing about it.
  private static void place(Turn t, VmDraft draft, HostId id) {
    var host = t.hosts.get(id);
    draft.host = id;
    draft.boot = host == null ? null : host.boot();
    draft.handsOff = false;
    draft.trustOnlyAfter(host == null ? null : host.report());
  }

  /// The connection broke: it may be running there. No other host is tried until that host says
  /// (B9).
  private static void mayRun(Turn t, VmDraft draft, Command.StartVm start, String text) {
    place(t, draft, start.host());
    t.change(
        draft,
        VmStatus.UNKNOWN,
        Severity.WARNING,
        "vm.start.unknown",
        "may be running on %s: %s".formatted(t.name(start.host()), text));
    t.explain(
        draft,
        start.vm(),
        "may be running",
        "on " + t.name(start.host()) + ", waits for its report");
    t.update(draft);
  }

  private static void notRun(
      Turn t, VmDraft draft, Command.StartVm start, String text, Outcome.Refusal refusal) {
    String where = "on " + t.name(start.host()) + ": ";
    var severity = refusal == Outcome.Refusal.LEASE_HELD ? Severity.INFO : Severity.WARNING;
    if (draft.status == VmStatus.STARTING) {
      t.change(draft, VmStatus.DOWN, severity, "vm.start.refused", where + text);
    } else {
      t.log(severity, "vm.start.refused", t.name(start.vm()), "start refused", where + text);
    }
    // A held lease or an old command is no fault of the host: another would be told the same.
    switch (refusal) {
      case LEASE_HELD, STALE -> QueueRules.tooEarly(t, draft, start.vm(), where + text);
      case NOT_JOINED, RESOURCES, RULE ->
          QueueRules.failed(t, draft, start.vm(), start.host(), where + text);
    }
    t.update(draft);
    QueueRules.consider(t, List.of(start.vm()));
  }
}
