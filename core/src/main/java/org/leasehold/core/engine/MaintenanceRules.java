package org.leasehold.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.TreatmentSettings.StoreLoss;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmRun;

/// Drains hosts: for maintenance, and when they lost a store that others reach.
final class MaintenanceRules {
  private static final int MIGRATIONS_PER_HOST_MAX = 2;

  private MaintenanceRules() {}

  /// A host in maintenance is *preparing* until nothing runs on it.
  static void status(Turn t, HostDraft draft, HostReport report) {
    long running = report.vms().stream().filter(vm -> vm.run() != VmRun.ENDED).count();
    if (running == 0) {
      t.change(
          draft, HostStatus.MAINTENANCE, Severity.INFO, "host.maintenance", "nothing runs on it");
    } else {
      t.change(
          draft,
          HostStatus.PREPARING_MAINTENANCE,
          Severity.INFO,
          "host.maintenance.preparing",
          running + " VMs to migrate");
    }
  }

  static void tick(Turn t) {
    if (t.mayNotAct() != null) return;
    for (var host : t.hosts.values()) {
      if (host.status() == HostStatus.PREPARING_MAINTENANCE) {
        drain(t, host.id(), StoreLoss.MIGRATE_ALL, "maintenance of " + t.name(host.id()));
      } else if (host.status() == HostStatus.NON_OPERATIONAL
          && host.lacking().startsWith(StoreRules.UNREACHABLE)) {
        drain(t, host.id(), t.settings().treatment().onStoreLoss(), host.lacking());
      }
    }
  }

  /// Highest priority first, a few at a time. A VM paused by a storage error cannot be migrated.
  private static void drain(Turn t, HostId id, StoreLoss whom, String why) {
    var host = t.hosts.get(id);
    if (host == null || whom == StoreLoss.MIGRATE_NONE) return;
    var waiting = new ArrayList<VmEntry>();
    int under = 0;
    for (var vm : host.vms().keys()) {
      var record = t.vms.get(vm);
      var entry = t.entry(vm);
      if (record == null || entry == null) continue;
      if (record.migration() != null) under++;
      else if (record.status() == VmStatus.UP
          && record.migrateAfterNanos() <= t.now
          && (whom == StoreLoss.MIGRATE_ALL || entry.isProtected())) waiting.add(entry);
    }
    waiting.sort(Comparator.comparingInt(VmEntry::priority).reversed().thenComparing(VmEntry::id));
    for (var entry : waiting) {
      if (under >= MIGRATIONS_PER_HOST_MAX) return;
      if (evacuate(t, entry, id, why)) under++;
    }
  }

  private static boolean evacuate(Turn t, VmEntry entry, HostId from, String why) {
    var record = t.vms.get(entry.id());
    if (record == null) return false;
    var choice = Placement.choose(t, entry, List.of(from), Room.of(t));
    String not =
        choice.host() == null
            ? "no host can take it: " + String.join("; ", choice.reasons())
            : MigrationRules.start(t, record, choice.host(), why);
    if (not == null) return true;
    var draft = record.draft();
    draft.migrateAfterNanos = t.now + t.settings().restart().retryShort().toNanos();
    t.explain(draft, entry.id(), "evacuation", not);
    t.update(draft);
    return false;
  }
}
