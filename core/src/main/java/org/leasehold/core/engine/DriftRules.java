package org.leasehold.core.engine;

import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;

/// The live VM differs from its definition, does not hold its lease, or hangs.
final class DriftRules {
  private DriftRules() {}

  static void check(Turn t, HostId host, VmReport vm) {
    var entry = t.entry(vm.vm());
    if (entry == null || !vm.run().isLive()) return;
    if (vm.run() == VmRun.RUNNING) alerts(t, entry, vm);
    disks(t, entry, vm);
    if (vm.run() == VmRun.RUNNING) hung(t, host, entry, vm);
  }

  private static void alerts(Turn t, VmEntry entry, VmReport vm) {
    once(t, vm, "drift", vm.drift(), Severity.WARNING, "vm.drift", "differs from its definition");
    String cache = entry.isProtected() && !vm.disks().directOnly() ? "host page cache in use" : "";
    once(t, vm, "cache", cache, Severity.ERROR, "vm.disk.cache", "is not protected");
    once(
        t,
        vm,
        "lease",
        lease(entry, vm),
        Severity.CRITICAL,
        "vm.lease.lost",
        "runs without its lease");
  }

  private static String lease(VmEntry entry, VmReport vm) {
    var lease = vm.lease();
    if (!entry.isProtected()) return "";
    if (lease == null) return "its host does not know of a lease";
    if (!lease.heldInDaemon()) return "its host's sanlock does not list the lease";
    return lease.leaderIsOurs() ? "" : "the leader on disk names another holder or version";
  }

  /// A disk source that changed under a running, lease-holding VM (snapshot, block copy) becomes
  /// the definition at once (S5).
  private static void disks(Turn t, VmEntry entry, VmReport vm) {
    if (vm.disks().sources().equals(entry.disks().sources())) return;
    boolean acts = t.claim.acts() || !t.holds(Safeguard.CLAIM);
    if (!acts || !lease(entry, vm).isEmpty()) return;
    takeOver(t, entry, vm.disks(), "disks drifted while running");
  }

  static void takeOver(Turn t, VmEntry entry, DiskSet disks, String why) {
    var next =
        new VmEntry(
            entry.id(),
            entry.name(),
            entry.revision() + 1,
            entry.memoryMiB(),
            entry.mode(),
            entry.leaseDomain(),
            entry.priority(),
            entry.wanted(),
            entry.resume(),
            entry.allowedHosts(),
            entry.startAfter(),
            entry.apartFrom(),
            disks,
            entry.allowed());
    DocumentRules.write(
        t,
        t.document().with(t.epoch, next),
        "vm.disks.taken-over",
        t.name(entry.id()),
        "%s: %s -> %s".formatted(why, entry.disks().sources(), disks.sources()));
  }

  /// A QEMU that does not answer is ended and started again only where the admin allowed it (W15).
  private static void hung(Turn t, HostId host, VmEntry entry, VmReport vm) {
    boolean hung = VmReportRules.statusOf(t, vm) == VmStatus.NOT_RESPONDING;
    var record = t.vms.get(vm.vm());
    if (!hung || record == null || !entry.allowed().restartWhenHung()) return;
    DoubleRunRules.destroy(t, record, host, "QEMU does not answer; allowed for this VM");
  }

  /// Tells once when `text` appears or changes, and once when it goes.
  private static void once(
      Turn t,
      VmReport vm,
      String key,
      String text,
      Severity severity,
      String eventId,
      String what) {
    var record = t.vms.get(vm.vm());
    if (record == null) return;
    var told = record.alerts().get(key);
    if (text.isEmpty() ? told == null : text.equals(told)) return;
    var draft = record.draft();
    draft.alerts = text.isEmpty() ? draft.alerts.without(key) : draft.alerts.with(key, text);
    t.update(draft);
    if (text.isEmpty())
      t.log(
          Severity.INFO, eventId + ".over", t.name(vm.vm()), "no longer", told == null ? "" : told);
    else t.log(severity, eventId, t.name(vm.vm()), what, text);
  }
}
