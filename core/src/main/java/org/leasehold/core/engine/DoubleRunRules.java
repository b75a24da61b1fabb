package org.leasehold.core.engine;

import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;

/// A VM shows on a host it is not recorded on: adopted, left alone, or a true double run.
final class DoubleRunRules {
  private static final String ALARM = "double run";
  private static final String KEPT = "kept ";

  private DoubleRunRules() {}

  static void elsewhere(Turn t, HostReport report, VmRecord record, VmReport vm) {
    var migration = record.migration();
    if (migration != null && migration.to().equals(report.host())) {
      if (vm.run() == VmRun.RUNNING && holdsLease(t, vm)) adopt(t, report, record, vm);
      return;
    }
    if (vm.run() == VmRun.MIGRATING_IN) return;
    var recorded = record.host();
    var other = recorded == null ? null : record.copies().get(recorded);
    var host = recorded == null ? null : t.hosts.get(recorded);
    if (recorded != null && other != null && host != null && host.status().answers()) {
      // One end of a migration that another engine asked for.
      if (other.seen().run() == VmRun.MIGRATING_OUT) return;
      both(t, report, record, vm, recorded, other);
      return;
    }
    if (record.status() == VmStatus.UNKNOWN && !reallyRuns(vm)) return;
    if (!holdsLease(t, vm) && other != null) {
      // Another engine has it started: its agent tells of the lease once it is proven (S3).
      if (vm.run() == VmRun.STARTING) return;
      alarm(
          t,
          record,
          "runs on %s without its lease; %s, which was last seen to run it, does not answer"
              .formatted(t.name(report.host()), t.name(other.host())));
      return;
    }
    adopt(t, report, record, vm);
  }

  /// Only a VM that really runs moves the record away from a host that does not answer.
  private static boolean reallyRuns(VmReport vm) {
    return switch (vm.run()) {
      case RUNNING, REBOOTING, POWERING_DOWN, MIGRATING_OUT, UNKILLABLE -> true;
      case STARTING, PAUSED, SAVING, RESTORING, MIGRATING_IN, ENDED -> false;
    };
  }

  /// Two answering hosts show it: the copy without the lease ends, the holder stays (A9).
  private static void both(
      Turn t, HostReport report, VmRecord record, VmReport vm, HostId recorded, Copy other) {
    boolean here = holdsLease(t, vm);
    boolean there = holdsLease(t, other.seen());
    alarm(
        t,
        record,
        "runs on %s (%s) and on %s (%s)"
            .formatted(
                t.name(recorded),
                there ? "holds its lease" : "no lease",
                t.name(report.host()),
                here ? "holds its lease" : "no lease"));
    var entry = t.entry(record.id());
    if (entry == null || !entry.isProtected() || here == there) return;
    // One that is only coming is proven, or ended, by the agent that starts it (S3).
    if (!reallyRuns(here ? other.seen() : vm)) return;
    destroy(
        t, record, here ? recorded : report.host(), "a copy without the lease; the other holds it");
    if (here) adopt(t, report, record, vm);
  }

  static void destroy(Turn t, VmRecord record, HostId host, String why) {
    String not = t.mayNotAct();
    var owner = t.hosts.get(host);
    if (not == null && owner != null) not = t.mustLookAgain(owner);
    if (not != null) {
      kept(t, record, host, not);
      return;
    }
    var now = t.vms.get(record.id());
    String key = "destroy " + host;
    if (now == null || now.alerts().has(key)) return;
    var draft = now.draft();
    draft.alerts = draft.alerts.with(key, why);
    t.update(draft);
    t.order(
        new Command.DestroyCopy(t.header(host, why), record.id(), host),
        "vm.copy.end",
        t.name(record.id()),
        "end the copy on " + t.name(host));
  }

  /// Told once per reason, not with every report.
  private static void kept(Turn t, VmRecord record, HostId host, String not) {
    var now = t.vms.get(record.id());
    String key = KEPT + host;
    if (now == null || not.equals(now.alerts().get(key))) return;
    var draft = now.draft();
    draft.alerts = draft.alerts.with(key, not);
    t.update(draft);
    t.log(Severity.WARNING, "vm.copy.kept", t.name(record.id()), "copy not ended", not);
  }

  /// One copy less: with one left, what was told of two is over.
  static void copyGone(VmDraft draft, HostId host) {
    draft.alerts = draft.alerts.without(KEPT + host);
    if (draft.copies.size() < 2) draft.alerts = draft.alerts.without(ALARM);
  }

  private static void alarm(Turn t, VmRecord record, String text) {
    var now = t.vms.get(record.id());
    if (now == null || now.alerts().has(ALARM)) return;
    var draft = now.draft();
    draft.alerts = draft.alerts.with(ALARM, text);
    t.update(draft);
    t.log(Severity.CRITICAL, "vm.double-run", t.name(record.id()), "two copies", text);
  }

  private static boolean holdsLease(Turn t, VmReport vm) {
    var entry = t.entry(vm.vm());
    if (entry == null || !entry.isProtected()) return true;
    // What cannot be killed was told to end: whoever told it knows better than its last look.
    if (vm.run() == VmRun.UNKILLABLE) return false;
    var lease = vm.lease();
    return lease != null && lease.heldInDaemon() && lease.leaderIsOurs();
  }

  private static void adopt(Turn t, HostReport report, VmRecord record, VmReport vm) {
    var now = t.vms.get(vm.vm());
    if (now == null || !now.id().equals(record.id())) return;
    var draft = now.draft();
    draft.host = report.host();
    draft.boot = report.boot();
    draft.migration = null;
    draft.exit = ExitStatus.UNKNOWN;
    t.change(
        draft,
        VmReportRules.statusOf(t, vm),
        Severity.INFO,
        "vm.adopted",
        "reported by " + t.name(report.host()));
    var next = t.vms.get(vm.vm());
    if (next != null) VmReportRules.expected(t, report, next, vm, false);
  }
}
