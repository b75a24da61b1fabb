package org.leasehold.core.engine;

import java.time.Duration;
import java.util.List;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.SettingsCheck;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmTags;
import org.leasehold.core.model.Wanted;

/// What people ask for; each is told with who asked, done or refused with the reason.
final class OperatorRules {
  private OperatorRules() {}

  static void asked(Turn t, String operator, Request request) {
    switch (request) {
      case Request.StartVm start -> start(t, operator, start);
      case Request.StopVm stop -> stop(t, operator, stop);
      case Request.MigrateVm move -> migrate(t, operator, move);
      case Request.CancelMigration stay -> cancel(t, operator, stay.vm());
      case Request.VmMaintenance keep ->
          want(t, operator, keep.vm(), keep.on() ? Wanted.State.MAINTENANCE : Wanted.State.RUNNING);
      case Request.HostMaintenance drain -> maintenance(t, operator, drain);
      case Request.ConfirmRebooted word -> ConfirmationRules.confirm(t, operator, word);
      case Request.PauseHa halt -> pause(t, operator, halt);
      case Request.ResumeHa _ -> resume(t, "by " + operator);
      case Request.SetPolicy policy -> policy(t, operator, policy.vm());
      case Request.SetSettings set -> settings(t, operator, set);
      case Request.AcceptDisks word -> DiskRequests.accept(t, operator, word.vm());
      case Request.HostChecked checked -> checked(t, operator, checked.host());
      case Request.PutHost put -> MembershipRules.put(t, operator, put.host());
      case Request.SetFence set -> MembershipRules.fence(t, operator, set);
      case Request.RemoveHost gone -> HostRemoval.remove(t, operator, gone.host());
      case Request.PutStore put -> MembershipRules.put(t, operator, put.store());
      case Request.PutPlace put -> MembershipRules.place(t, operator, put);
      case Request.Redefined next -> MembershipRules.redefined(t, operator, next);
      case Request.MoveHome to -> MembershipRules.home(t, operator, to.domain());
      case Request.RemoveStore gone -> MembershipRules.remove(t, operator, gone.domain());
      case Request.RemoveVm gone -> MembershipRules.remove(t, operator, gone.vm());
      case Request.RemoveRunningVm gone -> RunningVmRules.remove(t, operator, gone);
      case Request.RemodedRunning next -> RunningVmRules.remode(t, operator, next);
      case Request.RedefinedRunning next -> RunningVmRules.redefine(t, operator, next);
    }
  }

  static void refuse(Turn t, String subject, String what, String because) {
    t.log(Severity.WARNING, "operator.refused", subject, what + " refused", because);
  }

  private static boolean want(Turn t, String operator, VmId vm, Wanted.State state) {
    var entry = t.entry(vm);
    if (entry == null) {
      refuse(t, t.name(vm), "wanted " + state, "not a VM of this cluster");
      return false;
    }
    if (entry.wanted().state() == state) return true;
    return DocumentRules.write(
        t,
        t.document().with(t.epoch, entry.withWanted(new Wanted(state, operator, 0))),
        "vm.wanted",
        t.name(vm),
        "%s -> %s by %s".formatted(entry.wanted().state(), state, operator));
  }

  /// What is known of its live disks is no policy: it stays (S5), as does what is wanted, and the
  /// definition, which may have changed since the person looked.
  private static void policy(Turn t, String operator, VmEntry asked) {
    var wrong = VmTags.refusal(asked.tags());
    if (wrong != null) {
      refuse(t, "vm " + asked.name(), "policy", wrong);
      return;
    }
    var vm = t.vms.get(asked.id());
    var before = t.entry(asked.id());
    var next = before == null ? asked : before.withPolicyOf(asked);
    var live = vm == null || before == null ? null : DiskGates.lastLive(vm, before);
    boolean differs = live != null && !live.disks().equals(next.disks());
    var written = before == null ? null : before.live();
    DocumentRules.write(
        t,
        t.document().with(t.epoch, next.withLive(differs ? live : written)),
        "vm.policy",
        "vm " + next.name(),
        "by " + operator);
  }

  private static void start(Turn t, String operator, Request.StartVm start) {
    var vm = t.vms.get(start.vm());
    if (vm == null) {
      refuse(t, t.name(start.vm()), "start", "not a VM of this cluster");
      return;
    }
    if (vm.status() == VmStatus.UP || vm.start() != null) {
      refuse(t, t.name(vm.id()), "start", "it is " + vm.status().word());
      return;
    }
    if (!want(t, operator, vm.id(), Wanted.State.RUNNING)) return;
    var draft = vm.draft();
    draft.stopAskedNanos = -1;
    draft.restart = Restart.queued("asked by " + operator, true, t.now);
    draft.readySinceNanos = -1;
    if (start.host() != null) draft.plan = start.host();
    t.log(Severity.INFO, "vm.queued", t.name(vm.id()), "queued", "asked by " + operator);
    t.update(draft);
    QueueRules.consider(t, List.of(vm.id()));
  }

  private static void stop(Turn t, String operator, Request.StopVm stop) {
    var vm = t.vms.get(stop.vm());
    String not = t.pause == null ? t.mayNotAct() : t.claim.acts() ? null : t.mayNotAct();
    if (vm == null || not != null) {
      refuse(t, t.name(stop.vm()), "stop", not == null ? "not a VM of this cluster" : not);
      return;
    }
    if (!want(t, operator, vm.id(), Wanted.State.OFF)) return;
    var draft = vm.draft();
    draft.stopAskedNanos = t.now;
    draft.restart = null;
    draft.plan = null;
    var host = vm.host() == null ? null : t.hosts.get(vm.host());
    if (host != null && host.status().answers() && vm.copies().has(host.id())) {
      t.order(
          new Command.StopVm(
              t.header(host.id(), "asked by " + operator), vm.id(), host.id(), stop.graceful()),
          "vm.stop",
          t.name(vm.id()),
          "stop on " + t.name(host.id()));
    }
    t.explain(
        draft,
        vm.id(),
        "not wanted",
        "it is being shut down on purpose: wanted off by " + operator);
    t.update(draft);
  }

  private static void migrate(Turn t, String operator, Request.MigrateVm move) {
    var vm = t.vms.get(move.vm());
    String not =
        vm == null
            ? "not a VM of this cluster"
            : MigrationRules.start(t, vm, move.to(), "asked by " + operator);
    if (not != null) refuse(t, t.name(move.vm()), "migration", not);
  }

  private static void cancel(Turn t, String operator, VmId id) {
    var vm = t.vms.get(id);
    String not =
        vm == null
            ? "not a VM of this cluster"
            : MigrationRules.cancel(t, vm, "asked by " + operator);
    if (not != null) refuse(t, t.name(id), "cancelling the migration", not);
  }

  private static void maintenance(Turn t, String operator, Request.HostMaintenance drain) {
    var entry = t.entry(drain.host());
    if (entry == null) {
      refuse(t, t.name(drain.host()), "maintenance", "not a host of this cluster");
      return;
    }
    var next = entry.inMaintenance(drain.on());
    boolean written =
        DocumentRules.write(
            t,
            t.document().with(t.epoch, next),
            "host.maintenance." + (drain.on() ? "asked" : "ended"),
            t.name(drain.host()),
            "by " + operator);
    var host = t.hosts.get(drain.host());
    if (!written || host == null) return;
    var report = host.report();
    if (report != null && host.status().answers()) HostReportRules.status(t, host.id(), report);
    if (!drain.on()) QueueRules.wake(t, t.name(host.id()) + " is back from maintenance");
  }

  /// "It has been rebooted" makes the engine look sooner and changes nothing else for a VM with a
  /// lease; for one without it needs the host's name typed.
  private static void pause(Turn t, String operator, Request.PauseHa halt) {
    if (halt.minutes() < 1 || halt.minutes() > 7 * 24 * 60 || halt.reason().isBlank()) {
      refuse(t, "engine", "HA pause", "needs a reason and 1..10080 minutes");
      return;
    }
    long until = t.now + Duration.ofMinutes(halt.minutes()).toNanos();
    t.pause = new HaPause(halt.reason(), operator, until);
    t.log(
        Severity.WARNING,
        "engine.paused",
        "engine",
        "HA paused for " + halt.minutes() + " minutes",
        halt.reason() + ", by " + operator);
  }

  static void resume(Turn t, String because) {
    if (t.pause == null) return;
    t.pause = null;
    t.log(Severity.INFO, "engine.resumed", "engine", "HA pause ended", because);
    QueueRules.considerAll(t);
  }

  static void tick(Turn t) {
    var halt = t.pause;
    if (halt != null && t.now >= halt.untilNanos()) resume(t, "its time is over");
  }

  private static void settings(Turn t, String operator, Request.SetSettings set) {
    var wrong = SettingsCheck.findings(set.settings(), t.document().stores().values());
    if (!wrong.isEmpty()) {
      refuse(t, "engine", "settings", String.join("; ", wrong));
      return;
    }
    DocumentRules.write(
        t,
        t.document().with(t.epoch, set.settings()),
        "engine.settings",
        "engine",
        "by " + operator);
  }

  /// Both may hold it unfit: this engine, whose fencing of it lied, and its own agent, which could
  /// not prove a start (S3). The agent is told, and its next report says what came of it.
  private static void checked(Turn t, String operator, HostId id) {
    var host = t.hosts.get(id);
    if (host == null) {
      refuse(t, t.name(id), "checked", "not a host of this cluster");
      return;
    }
    var report = host.report();
    boolean here = host.unfit();
    boolean there = report != null && report.protection().proof() == Protection.Proof.UNFIT;
    String not = here || there ? t.mayNotAct() : "it is not unfit";
    if (not != null) {
      refuse(t, t.name(id), "checked", not);
      return;
    }
    if (there && !host.status().answers()) {
      refuse(t, t.name(id), "checked", "it does not answer");
      return;
    }
    if (here) {
      var draft = host.draft();
      draft.unfit = false;
      t.update(draft);
      t.log(Severity.INFO, "host.checked", t.name(id), "unfit -> fit", "by " + operator);
    }
    if (there) {
      t.order(
          new Command.HostFit(t.header(id, "checked by " + operator), id, operator),
          "host.checked",
          t.name(id),
          "its agent is told that it was checked");
    }
    QueueRules.wake(t, t.name(id) + " was checked");
  }
}
