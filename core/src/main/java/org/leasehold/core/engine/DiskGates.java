package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Finding;

/// Are its disks safe to open (S5, S6)?
final class DiskGates {
  private DiskGates() {}

  /// A dead host's page cache must not land on a disk that runs elsewhere.
  static @Nullable String direct(StartCase start) {
    if (!start.entry().isProtected()) return null;
    var live = start.vm().disks();
    boolean direct = start.entry().disks().directOnly() && (live == null || live.directOnly());
    return direct ? null : "a writable disk has a cache other than none or directsync";
  }

  static @Nullable String sameDisks(StartCase start) {
    var live = start.vm().disks();
    if (live == null || live.sources().equals(start.entry().disks().sources())) return null;
    return "last live disks %s, defined %s: waits for the admin"
        .formatted(live.sources(), start.entry().disks().sources());
  }

  static @Nullable String otherDefinition(StartCase start) {
    for (var host : start.t().hosts.values()) {
      var report = host.report();
      if (report == null) continue;
      for (var finding : report.findings()) {
        boolean other =
            switch (finding.kind()) {
              case OTHER_DEFINITION, PACEMAKER_RESOURCE -> true;
              case LEASE_LOST, UNCOVERED, SETTING_DIFFERS -> false;
            };
        if (other && start.vm().id().equals(finding.vm())) return text(start, host, finding);
      }
    }
    return null;
  }

  private static String text(StartCase start, HostRecord host, Finding finding) {
    return "its disks are also used by " + finding.text() + " on " + start.t().name(host.id());
  }
}
