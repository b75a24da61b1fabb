package org.leasehold.core.engine;

import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.VmRun;

/// What a host's report says about the host itself.
final class HostReportRules {
  private HostReportRules() {}

  static void reported(Turn t, HostReport report) {
    var host = t.hosts.get(report.host());
    if (host == null) return;
    if (t.holds(Safeguard.STALE_REPORT) && isOld(host, report)) {
      t.log(
          Severity.WARNING,
          "host.report.stale",
          t.name(host.id()),
          "report ignored",
          "agent %s number %d after agent %s number %d"
              .formatted(report.agent(), report.number(), agentOf(host), numberOf(host)));
      return;
    }
    boolean rebooted = host.boot() != null && !report.boot().equals(host.boot());
    boolean wasSilent = !host.status().answers();
    long usedBefore = host.usedMiB();
    var before = host.report();
    take(t, host, report, rebooted);
    for (var space : report.lockspaces()) NewestLives.seen(t, space.lockspace(), space.hosts());
    if (rebooted) {
      t.log(
          Severity.WARNING,
          "host.rebooted",
          t.name(host.id()),
          "new boot",
          host.boot() + " -> " + report.boot());
    }
    status(t, host.id(), report);
    FindingRules.reported(t, before, report);
    VmReportRules.reported(t, report, rebooted, wasSilent);
    if (rebooted) PowerRules.rebooted(t, host.id());
    else PowerRules.answered(t, report);
    TreatmentRules.answered(t, host.id(), rebooted);
    var after = t.hosts.get(host.id());
    if (after == null) return;
    wake(t, after, wasSilent, usedBefore);
    StoreRules.reported(t, report, before);
  }

  private static void wake(Turn t, HostRecord host, boolean wasSilent, long usedBefore) {
    if (wasSilent && host.status() == HostStatus.UP) {
      QueueRules.wake(t, t.name(host.id()) + " is up");
    } else if (host.usedMiB() < usedBefore) {
      QueueRules.wake(t, "memory freed on " + t.name(host.id()));
    }
  }

  /// Agent runs and report numbers only grow, over reboots too (A7, S15).
  private static boolean isOld(HostRecord host, HostReport report) {
    var last = host.report();
    if (last == null) return false;
    int byAgent = report.agent().compareTo(last.agent());
    return byAgent < 0 || (byAgent == 0 && report.number() <= last.number());
  }

  private static String agentOf(HostRecord host) {
    var last = host.report();
    return last == null ? "none" : last.agent().toString();
  }

  private static long numberOf(HostRecord host) {
    var last = host.report();
    return last == null ? 0 : last.number();
  }

  private static void take(Turn t, HostRecord host, HostReport report, boolean rebooted) {
    var draft = host.draft();
    draft.boot = report.boot();
    draft.report = report;
    draft.reportNanos = t.now;
    draft.failures = 0;
    draft.confirmation = null;
    if (rebooted) {
      draft.answers = Collections.emptySortedMap();
      draft.looks = Table.empty();
      draft.watches = Table.empty();
    }
    for (var space : report.lockspaces()) {
      var known = draft.lives.get(space.lockspace());
      draft.lives = draft.lives.with(space.lockspace(), life(t, known, space));
    }
    draft.usedMiB = usedMiB(t, report);
    if (!report.recovering()) draft.recoveringSinceNanos = -1;
    else if (draft.recoveringSinceNanos < 0) draft.recoveringSinceNanos = t.now;
    t.update(draft);
  }

  /// A host's own word only grows within one life; another life begins anew.
  private static HostRecord.KnownLife life(
      Turn t, HostRecord.@Nullable KnownLife known, LockspaceReport space) {
    long renewed = t.now - space.renewalAgeMillis() * 1_000_000L;
    if (known == null || !known.life().equals(space.life())) {
      return new HostRecord.KnownLife(space.life(), space.timestampSeconds(), renewed, t.now);
    }
    long timestamp = Math.max(known.timestampSeconds(), space.timestampSeconds());
    return new HostRecord.KnownLife(space.life(), timestamp, renewed, known.sinceNanos());
  }

  private static long usedMiB(Turn t, HostReport report) {
    long used = 0;
    for (var vm : report.vms()) {
      var entry = t.entry(vm.vm());
      if (entry != null && vm.run() != VmRun.ENDED) used += entry.memoryMiB();
    }
    return used;
  }

  /// Which status an answering host has.
  static void status(Turn t, HostId id, HostReport report) {
    var host = t.hosts.get(id);
    var entry = t.entry(id);
    if (host == null || entry == null) return;
    var draft = host.draft();
    if (report.recovering()) {
      recovering(t, draft);
    } else if (entry.maintenance()) {
      MaintenanceRules.status(t, draft, report);
    } else if (report.shuttingDown()) {
      t.change(
          draft,
          HostStatus.NON_OPERATIONAL,
          Severity.WARNING,
          "host.shutting-down",
          "its operating system is going down");
    } else if (!draft.lacking.isEmpty()) {
      t.change(
          draft, HostStatus.NON_OPERATIONAL, Severity.ERROR, "host.non-operational", draft.lacking);
    } else {
      t.change(draft, HostStatus.UP, Severity.INFO, "host.up", "report " + report.number());
    }
  }

  /// "I am recovering" for too long; its VMs are left where they are.
  private static void recovering(Turn t, HostDraft draft) {
    var limit = t.settings().detection().recoveryLimit();
    long since = draft.recoveringSinceNanos;
    if (t.hasPassed(since, limit)) {
      t.change(
          draft,
          HostStatus.NON_OPERATIONAL,
          Severity.ERROR,
          "host.recovery.timeout",
          "recovering for %s, limit %d s"
              .formatted(Turn.seconds(t.now - since), limit.toSeconds()));
    } else {
      t.change(draft, HostStatus.INITIALIZING, Severity.INFO, "host.initializing", "recovering");
    }
  }
}
