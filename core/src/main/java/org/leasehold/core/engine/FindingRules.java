package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.HostReport;

/// What agents find beside their VMs: told when it appears and when it goes, also while all is well
/// (S6).
final class FindingRules {
  private FindingRules() {}

  static void reported(Turn t, @Nullable HostReport before, HostReport report) {
    for (var finding : report.findings()) {
      if (before == null || !before.findings().contains(finding)) appeared(t, report, finding);
    }
    if (before == null) return;
    for (var finding : before.findings()) {
      if (report.findings().contains(finding)) continue;
      t.log(
          Severity.INFO, "finding.over", subject(t, report, finding), "no longer", finding.text());
    }
  }

  private static void appeared(Turn t, HostReport report, Finding finding) {
    Severity severity =
        switch (finding.kind()) {
          case OTHER_DEFINITION, PACEMAKER_RESOURCE, LEASE_LOST, UNCOVERED -> Severity.CRITICAL;
          case SETTING_DIFFERS -> Severity.WARNING;
        };
    String what =
        switch (finding.kind()) {
          case OTHER_DEFINITION -> "another definition uses its disks";
          case PACEMAKER_RESOURCE -> "Pacemaker manages it too";
          case LEASE_LOST -> "runs without its lease";
          case UNCOVERED -> "uncovered: nothing enforces its end";
          case SETTING_DIFFERS -> "a setting differs";
        };
    t.log(
        severity,
        "finding",
        subject(t, report, finding),
        what,
        finding.text() + ", on " + t.name(report.host()));
  }

  private static String subject(Turn t, HostReport report, Finding finding) {
    var vm = finding.vm();
    return vm == null ? t.name(report.host()) : t.name(vm);
  }
}
