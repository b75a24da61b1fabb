package org.leasehold.core.engine;

import java.time.Duration;
import org.leasehold.core.model.HostId;

/// When a host that does not answer counts as lost: both enough failures and enough time.
final class SilenceRules {
  private SilenceRules() {}

  static void contactFailed(Turn t, HostId id, String reason) {
    var host = t.hosts.get(id);
    if (host == null || isLeftAlone(host)) return;
    var draft = host.draft();
    draft.failures++;
    t.update(draft);
    judge(t, id, reason);
  }

  /// Once a second for hosts within their grace: time passes without new failures too.
  static void tick(Turn t) {
    for (var host : t.hosts.values()) {
      if (host.status() == HostStatus.CONNECTING) judge(t, host.id(), "no answer");
      if (host.status() == HostStatus.UP) stalled(t, host);
    }
  }

  /// Not asked, or expected to be silent: its failures say nothing.
  private static boolean isLeftAlone(HostRecord host) {
    return switch (host.status()) {
      case DOWN, MAINTENANCE, REBOOT -> true;
      case UNASSIGNED,
          UP,
          CONNECTING,
          NON_RESPONSIVE,
          INITIALIZING,
          NON_OPERATIONAL,
          PREPARING_MAINTENANCE ->
          false;
    };
  }

  /// `graceBase + gracePerVm * VMs`, counted from the last report.
  static Duration grace(Turn t, HostRecord host) {
    var settings = t.settings().detection();
    return settings.graceBase().plus(settings.gracePerVm().multipliedBy(host.vms().size()));
  }

  static boolean isInGrace(Turn t, HostRecord host) {
    return host.failures() <= t.settings().detection().failuresTolerated()
        || t.now - silentSinceNanos(t, host) <= grace(t, host).toNanos();
  }

  /// A jump of time begins the silence anew: nobody was listening (S20).
  private static long silentSinceNanos(Turn t, HostRecord host) {
    return Math.max(host.reportNanos(), t.lookedSinceNanos);
  }

  /// A person says it has been rebooted: within its grace that is enough to stop waiting.
  static void confirmed(Turn t, HostId id, String because) {
    var host = t.hosts.get(id);
    if (host != null && host.status() == HostStatus.CONNECTING) lost(t, host, because);
  }

  private static void judge(Turn t, HostId id, String reason) {
    var host = t.hosts.get(id);
    if (host == null || host.status() == HostStatus.NON_RESPONSIVE) return;
    boolean stays =
        host.status() == HostStatus.CONNECTING || host.status() == HostStatus.PREPARING_MAINTENANCE;
    if (!isInGrace(t, host)) {
      lost(t, host, arithmetic(t, host, reason));
    } else if (!stays) {
      t.change(
          host.draft(),
          HostStatus.CONNECTING,
          Severity.WARNING,
          "host.connecting",
          arithmetic(t, host, reason));
      PowerRules.anotherWentSilent(t, host);
    }
  }

  private static String arithmetic(Turn t, HostRecord host, String reason) {
    return "silent %s, grace %s (%d VMs), failures %d, tolerated %d: %s"
        .formatted(
            Turn.seconds(t.now - silentSinceNanos(t, host)),
            Turn.seconds(grace(t, host).toNanos()),
            host.vms().size(),
            host.failures(),
            t.settings().detection().failuresTolerated(),
            reason);
  }

  private static void lost(Turn t, HostRecord host, String because) {
    var draft = host.draft();
    draft.treatment = Treatment.opened(t.now);
    t.change(draft, HostStatus.NON_RESPONSIVE, Severity.ERROR, "host.non-responsive", because);
    vmsUnknown(t, host.id());
  }

  /// Nothing can be concluded about the VMs of a silent host; those to be kept running queue up.
  static void vmsUnknown(Turn t, HostId id) {
    var host = t.hosts.get(id);
    if (host == null) return;
    for (var vm : host.vms().keys()) {
      var record = t.vms.get(vm);
      if (record == null || record.status() == VmStatus.DOWN) continue;
      var draft = record.draft();
      var restart = draft.restart;
      var migration = draft.migration;
      if (migration != null) draft.migration = migration.open(t.now);
      if (draft.start == null && restart != null) draft.restart = restart.at(Restart.Phase.DOWN);
      t.change(
          draft, VmStatus.UNKNOWN, Severity.WARNING, "vm.unknown", t.name(id) + " does not answer");
      QueueRules.enqueue(t, draft, vm, t.name(id) + " does not answer", false);
      var entry = t.entry(vm);
      if (draft.restart == null && entry != null) {
        String notKept = QueueRules.notKept(t, draft, entry);
        t.explain(draft, vm, "not wanted", notKept == null ? "no entry" : notKept);
      }
      t.update(draft);
    }
  }

  /// The edge polls every few seconds and tells of failures; neither for long means it stalled.
  private static void stalled(Turn t, HostRecord host) {
    if (host.failures() != 0) return;
    long age = t.now - host.reportNanos();
    long limit = 4 * t.settings().watching().reportEvery().toNanos();
    if (age >= limit && age - Turn.SECOND < limit) {
      t.log(
          Severity.WARNING,
          "host.poll.stalled",
          t.name(host.id()),
          "neither report nor failure",
          Turn.seconds(age) + ", limit " + Turn.seconds(limit));
    }
  }
}
