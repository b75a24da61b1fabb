package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.LiveDisks;
import org.leasehold.core.model.VmEntry;

/// Are its disks safe to open (S5, S6)?
final class DiskGates {
  private DiskGates() {}

  /// A dead host's page cache must not land on a disk that runs elsewhere.
  static @Nullable String direct(StartCase start) {
    if (!start.entry().isProtected()) return null;
    if (!start.entry().disks().directOnly()) {
      return "its definition names a cache other than none or directsync for a writable disk";
    }
    var live = lastLive(start.vm(), start.entry());
    return live == null || live.disks().directOnly()
        ? null
        : "a writable disk was last seen live with a cache other than none or directsync: waits for"
            + " the admin";
  }

  /// The last live set that anybody told: this engine's own sight, or the document's where that is
  /// not older. Null when neither knows of any: then it ran as defined, or never.
  static @Nullable LiveDisks lastLive(VmRecord vm, VmEntry entry) {
    var seen = vm.disks();
    var written = entry.live();
    return written == null || (seen != null && seen.isNewerThan(written)) ? seen : written;
  }

  /// What the last live disks were stands in the newest document. Every engine writes it to at
  /// least half of the hosts, else it gives its claim up (S16); so an engine that has met half of
  /// them in this run has it, and one that has not cannot know. A person who asks for the start
  /// decides.
  static @Nullable String newestDocument(StartCase start) {
    var restart = start.vm().restart();
    if (!start.entry().isProtected() || (restart != null && restart.asked())) return null;
    int all = 0;
    int met = 0;
    for (var host : start.t().hosts.values()) {
      all++;
      if (host.report() != null) met++;
    }
    return met * 2 >= all
        ? null
        : "%d of %d hosts have shown their document since this engine began, half are needed to know"
                .formatted(met, all)
            + " its last live disks; starts when a person asks for it";
  }

  static @Nullable String sameDisks(StartCase start) {
    var seen = lastLive(start.vm(), start.entry());
    var live = seen == null ? null : seen.disks();
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
