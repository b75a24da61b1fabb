package org.leasehold.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;

/// What a host's report says about VMs, present and absent.
///
/// @see "spec ovirt-ha 2.4"
final class VmReportRules {
  private VmReportRules() {}

  static void reported(Turn t, HostReport report, boolean rebooted, boolean wasSilent) {
    var seen = Table.<VmId, VmId>empty();
    for (var vm : report.vms()) {
      seen = seen.with(vm.vm(), vm.vm());
      present(t, report, vm, wasSilent);
    }
    var host = t.hosts.get(report.host());
    if (host == null) return;
    if (rebooted || !report.recovering()) {
      for (var vm : host.copies().keys()) if (!seen.has(vm)) forgetCopy(t, vm, report.host());
    }
    if (report.recovering() && !rebooted) return;
    for (var vm : host.vms().keys()) if (!seen.has(vm)) absent(t, report, vm, rebooted);
  }

  private static void present(Turn t, HostReport report, VmReport vm, boolean wasSilent) {
    if (t.entry(vm.vm()) == null) return;
    sighted(t, report, vm);
    var record = t.vms.get(vm.vm());
    if (record == null) return;
    if (vm.run() == VmRun.ENDED) {
      ended(t, report, record, vm);
    } else if (record.isOn(report.host())) {
      expected(t, report, record, vm, wasSilent);
    } else {
      DoubleRunRules.elsewhere(t, report, record, vm);
    }
  }

  /// Keeps the copies by host: what S1 asks.
  private static void sighted(Turn t, HostReport report, VmReport vm) {
    var record = t.vms.get(vm.vm());
    var draft = (record == null ? VmRecord.unheardOf(vm.vm(), t.now) : record).draft();
    var lease = vm.lease();
    if (lease != null) draft.version = newest(draft.version, lease.version());
    draft.copies =
        vm.run().hasProcess()
            ? draft.copies.with(report.host(), new Copy(report.host(), report.boot(), t.now, vm))
            : draft.copies.without(report.host());
    if (!vm.run().hasProcess()) DoubleRunRules.copyGone(draft, report.host());
    t.update(draft);
    shown(t, report.host(), vm.vm(), vm.run().hasProcess());
  }

  private static void shown(Turn t, HostId id, VmId vm, boolean there) {
    var host = t.hosts.get(id);
    if (host == null || host.copies().has(vm) == there) return;
    var draft = host.draft();
    draft.copies = there ? draft.copies.with(vm, vm) : draft.copies.without(vm);
    t.update(draft);
  }

  private static LeaseVersion newest(@Nullable LeaseVersion known, LeaseVersion seen) {
    return known != null && known.compareTo(seen) > 0 ? known : seen;
  }

  private static void forgetCopy(Turn t, VmId vm, HostId host) {
    shown(t, host, vm, false);
    var record = t.vms.get(vm);
    if (record == null || !record.copies().has(host)) return;
    var draft = record.draft();
    draft.copies = draft.copies.without(host);
    DoubleRunRules.copyGone(draft, host);
    t.update(draft);
  }

  /// Its recorded host shows it.
  static void expected(Turn t, HostReport report, VmRecord record, VmReport vm, boolean wasSilent) {
    var status = statusOf(t, vm);
    var draft = record.draft();
    draft.boot = report.boot();
    draft.handsOff = isHandsOff(vm);
    boolean known = vm.run().isLive() && !vm.disks().sources().isEmpty();
    if (known) draft.disks = DriftRules.live(record, report, vm);
    if (isSettled(status) && !isAskedAgain(draft, status)) settle(t, draft, report);
    String why = why(t, vm);
    if (wasSilent && record.status() == VmStatus.UNKNOWN) {
      t.change(
          draft, status, Severity.INFO, "vm.restored", t.name(report.host()) + " answers again");
    } else {
      t.change(draft, status, severityOf(status, vm), eventOf(status), why);
    }
    DriftRules.check(t, report, vm);
  }

  /// It runs: nothing is queued, planned or explained any more.
  private static void settle(Turn t, VmDraft draft, HostReport report) {
    var migration = draft.migration;
    if (migration != null && migration.to().equals(report.host())) draft.migration = null;
    if (draft.start != null && isStartOn(t, draft.start, report.host())) {
      return; // the outcome of the start is still to come; it settles the rest
    }
    if (draft.start == null) draft.restart = null;
    draft.plan = null;
    draft.prediction = null;
    draft.explanation = null;
    draft.exitReport = null;
  }

  /// A person wants it running again while it is still going down.
  private static boolean isAskedAgain(VmDraft draft, VmStatus status) {
    var restart = draft.restart;
    return status == VmStatus.POWERING_DOWN && restart != null && restart.asked();
  }

  private static boolean isStartOn(Turn t, CommandId id, HostId host) {
    var pending = t.pending.get(id);
    return pending != null
        && pending.command() instanceof Command.StartVm start
        && start.host().equals(host);
  }

  private static boolean isSettled(VmStatus status) {
    return status != VmStatus.STARTING;
  }

  static VmStatus statusOf(Turn t, VmReport vm) {
    boolean hung = vm.statisticsAgeMillis() > t.settings().detection().hungAfter().toMillis();
    return switch (vm.run()) {
      case STARTING, RESTORING -> VmStatus.STARTING;
      case RUNNING -> hung ? VmStatus.NOT_RESPONDING : VmStatus.UP;
      case REBOOTING -> VmStatus.REBOOTING;
      case POWERING_DOWN -> VmStatus.POWERING_DOWN;
      case PAUSED -> vm.pause() == PauseReason.STARTING_UP ? VmStatus.STARTING : VmStatus.PAUSED;
      case SAVING -> VmStatus.SAVING;
      case MIGRATING_OUT, MIGRATING_IN -> VmStatus.MIGRATING;
      case UNKILLABLE -> VmStatus.NOT_RESPONDING;
      case ENDED -> VmStatus.DOWN;
    };
  }

  static boolean isHandsOff(VmReport vm) {
    return switch (vm.run()) {
      case SAVING, RESTORING, MIGRATING_OUT, MIGRATING_IN -> true;
      case PAUSED -> vm.pause() == PauseReason.USER;
      case STARTING, RUNNING, REBOOTING, POWERING_DOWN, UNKILLABLE, ENDED -> false;
    };
  }

  private static String why(Turn t, VmReport vm) {
    if (vm.run() == VmRun.PAUSED) {
      return vm.pause() + " for " + vm.pauseAgeMillis() / 1000 + " s";
    }
    if (statusOf(t, vm) == VmStatus.NOT_RESPONDING) {
      return vm.run() == VmRun.UNKILLABLE
          ? "survived SIGKILL"
          : "QEMU silent %d s, limit %d s"
              .formatted(
                  vm.statisticsAgeMillis() / 1000,
                  t.settings().detection().hungAfter().toSeconds());
    }
    return "";
  }

  private static Severity severityOf(VmStatus status, VmReport vm) {
    boolean storage =
        status == VmStatus.PAUSED
            && vm.pause() != PauseReason.USER
            && vm.pause() != PauseReason.POST_COPY;
    if (storage) return Severity.ERROR;
    return status == VmStatus.NOT_RESPONDING ? Severity.WARNING : Severity.INFO;
  }

  private static String eventOf(VmStatus status) {
    return "vm." + status.word().replace(' ', '-');
  }

  /// A host reports its end.
  private static void ended(Turn t, HostReport report, VmRecord record, VmReport vm) {
    var exit = vm.exit();
    if (exit == null) return;
    boolean pending = record.start() != null && isStartOn(t, record.start(), report.host());
    if (pending) return; // the outcome of the start says more
    if (record.isOn(report.host())) {
      if (record.status() != VmStatus.DOWN) over(t, report, record, vm, exit);
    } else {
      elsewhere(t, report, vm, exit);
    }
    // Only the acting engine, after it has seen it: else the other would take it for vanished.
    if (!t.claim.acts()) return;
    t.tell(
        new Command.ForgetExit(
            t.header(report.host(), "its end is noted"), vm.vm(), report.host()));
  }

  private static void elsewhere(Turn t, HostReport report, VmReport vm, ExitEvidence exit) {
    var record = t.vms.get(vm.vm());
    String key = "ended " + report.host();
    String text = ExitRules.classify(exit).text();
    if (record == null || text.equals(record.alerts().get(key))) return;
    var draft = record.draft();
    draft.alerts = draft.alerts.with(key, text);
    t.update(draft);
    t.log(
        Severity.INFO,
        "vm.ended.elsewhere",
        t.name(vm.vm()),
        "ended on " + t.name(report.host()),
        text);
  }

  /// It has ended on its recorded host.
  private static void over(
      Turn t, HostReport report, VmRecord record, VmReport vm, ExitEvidence exit) {
    var verdict = ExitRules.classify(exit);
    var migration = record.migration();
    if (verdict.reason() == ExitRules.MIGRATED) {
      if (migration != null) handOver(t, record, migration, verdict.text());
      else movedAway(t, report, record, verdict.text());
      return;
    }
    if (!vm.disks().sources().isEmpty()) DriftRules.ended(t, record, report, vm);
    var last = t.vms.get(record.id());
    down(t, report, last == null ? record : last, exit, verdict);
    if (migration != null) MigrationRules.aborted(t, record.id(), migration, verdict.text());
  }

  /// It left in a migration that this engine did not ask for: it has not ended, and where it is, is
  /// for the other end to report, or for its lease to say.
  private static void movedAway(Turn t, HostReport report, VmRecord record, String because) {
    for (var copy : record.copies().values()) {
      if (copy.host().equals(report.host())) continue;
      var migration = new VmRecord.Migration(report.host(), copy.host(), null, t.now);
      handOver(t, record, migration, because);
      return;
    }
    var draft = record.draft();
    draft.host = null;
    draft.boot = null;
    t.change(draft, VmStatus.UNKNOWN, Severity.WARNING, "vm.moved-away", because);
    QueueRules.enqueue(t, draft, record.id(), because, false);
    if (draft.restart == null) explainStay(t, draft, record.id());
    t.update(draft);
  }

  static void handOver(Turn t, VmRecord record, VmRecord.Migration migration, String because) {
    var draft = record.draft();
    draft.host = migration.to();
    var to = t.hosts.get(migration.to());
    draft.boot = to == null ? null : to.boot();
    draft.migration = null;
    boolean silent = to == null || !to.status().answers();
    draft.trustOnlyAfter(to == null ? null : to.report());
    t.change(
        draft,
        silent ? VmStatus.UNKNOWN : VmStatus.MIGRATING,
        silent ? Severity.WARNING : Severity.INFO,
        "vm.handed-over",
        because);
    if (silent) SilenceRules.vmsUnknown(t, migration.to());
  }

  private static void down(
      Turn t, HostReport report, VmRecord record, ExitEvidence exit, ExitRules.Verdict verdict) {
    var draft = record.draft();
    draft.exit = verdict.status();
    draft.exitText = verdict.text();
    draft.exitReport =
        new StartEvidence.ExitReported(report.host(), report.boot(), report.number(), exit, t.now);
    var migration = draft.migration;
    if (migration != null) draft.migration = migration.open(t.now);
    var restart = draft.restart;
    boolean error = verdict.status() == ExitStatus.ERROR;
    t.change(
        draft,
        VmStatus.DOWN,
        error ? Severity.ERROR : Severity.INFO,
        error ? "vm.down.error" : "vm.down",
        verdict.text());
    if (restart != null && draft.start == null) {
      draft.restart = restart.at(Restart.Phase.DOWN);
      if (error && restart.phase() == Restart.Phase.STARTING)
        QueueRules.failed(t, draft, record.id(), null, "died while starting: " + verdict.text());
    }
    boolean coldReboot = verdict.reason() == ExitRules.COLD_REBOOT;
    QueueRules.enqueue(t, draft, record.id(), verdict.text(), coldReboot);
    if (draft.restart == null) explainStay(t, draft, record.id());
    t.update(draft);
    QueueRules.consider(t, List.of(record.id()));
  }

  private static void explainStay(Turn t, VmDraft draft, VmId vm) {
    var entry = t.entry(vm);
    if (entry == null) return;
    String notKept = QueueRules.notKept(t, draft, entry);
    if (notKept != null) t.explain(draft, vm, "not wanted", notKept);
  }

  /// Its recorded host answers and does not show it.
  private static void absent(Turn t, HostReport report, VmId vm, boolean rebooted) {
    var record = t.vms.get(vm);
    if (record == null || record.status() == VmStatus.DOWN) return;
    boolean old =
        report.number() <= record.trustReport()
            && (record.trustAgent() == null || report.agent().equals(record.trustAgent()));
    if (!rebooted && t.holds(Safeguard.STALE_REPORT) && old) {
      return;
    }
    if (record.start() != null && isStartOn(t, record.start(), report.host())) return;
    var migration = record.migration();
    if (migration != null && migration.from().equals(report.host()) && !rebooted) {
      handOver(t, record, migration, "no longer reported by its source");
      return;
    }
    var verdict = vanished(t, record, rebooted);
    var marks = rebooted ? List.of(ExitMark.HOST_REBOOTED) : List.<ExitMark>of();
    down(t, report, record, new ExitEvidence(marks, 0, verdict.text()), verdict);
    if (migration != null) MigrationRules.aborted(t, vm, migration, verdict.text());
  }

  private static ExitRules.Verdict vanished(Turn t, VmRecord record, boolean rebooted) {
    var window = t.settings().detection().powerOffWindow();
    long asked = record.stopAskedNanos();
    if (asked >= 0 && t.now - asked <= window.toNanos()) {
      return new ExitRules.Verdict(
          ExitStatus.NORMAL,
          6,
          "vanished %s after a stop was asked, window %d s"
              .formatted(Turn.seconds(t.now - asked), window.toSeconds()));
    }
    if (rebooted) return new ExitRules.Verdict(ExitStatus.ERROR, 1, "its host has rebooted");
    return switch (record.status()) {
      case POWERING_DOWN, REBOOTING ->
          new ExitRules.Verdict(ExitStatus.NORMAL, 6, "vanished while " + record.status().word());
      case UNASSIGNED, DOWN, STARTING, UP, PAUSED, SAVING, MIGRATING, NOT_RESPONDING, UNKNOWN ->
          new ExitRules.Verdict(
              ExitStatus.ERROR, 1, "no longer reported by its host, was " + record.status().word());
    };
  }
}
