package org.leasehold.core.engine;

import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LiveDisks;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;

/// The live VM differs from its definition, does not hold its lease, or hangs.
final class DriftRules {
  private static final String NOT_LOOKED_YET = "lease not looked at";

  private DriftRules() {}

  static void check(Turn t, HostReport report, VmReport vm) {
    var entry = t.entry(vm.vm());
    if (entry == null || !vm.run().isLive()) return;
    if (vm.run() == VmRun.RUNNING) alerts(t, entry, vm);
    disks(t, entry, report, vm);
    if (vm.run() == VmRun.RUNNING) hung(t, report.host(), entry, vm);
  }

  private static void alerts(Turn t, VmEntry entry, VmReport vm) {
    once(t, vm, "drift", vm.drift(), Severity.WARNING, "vm.drift", "differs from its definition");
    String cache = entry.isProtected() && !vm.disks().directOnly() ? "host page cache in use" : "";
    once(t, vm, "cache", cache, Severity.ERROR, "vm.disk.cache", "is not protected");
    once(
        t,
        vm,
        "lease",
        leaseToTell(t, entry, vm),
        Severity.CRITICAL,
        "vm.lease.lost",
        "runs without its lease");
  }

  /// A host may show a VM running a moment before it has looked at its lease (a migration that has
  /// just arrived): no word about the lease is told from the second report on.
  private static String leaseToTell(Turn t, VmEntry entry, VmReport vm) {
    String text = lease(entry, vm);
    var record = t.vms.get(vm.vm());
    if (record == null || record.alerts().has("lease")) return text;
    boolean unknown = entry.isProtected() && vm.lease() == null;
    boolean again = record.alerts().has(NOT_LOOKED_YET);
    if (unknown == again) return text;
    var draft = record.draft();
    draft.alerts =
        unknown ? draft.alerts.with(NOT_LOOKED_YET, "") : draft.alerts.without(NOT_LOOKED_YET);
    t.update(draft);
    return unknown ? "" : text;
  }

  private static String lease(VmEntry entry, VmReport vm) {
    var lease = vm.lease();
    if (!entry.isProtected()) return "";
    if (lease == null) return "its host does not know of a lease";
    if (!lease.heldInDaemon()) return "its host's sanlock does not list the lease";
    return lease.leaderIsOurs() ? "" : "the leader on disk names another holder or version";
  }

  /// What this report says of its live disks. Without a word about the lease, the highest version
  /// known counts: what is seen now is no older than that.
  static LiveDisks live(VmRecord record, HostReport report, VmReport vm) {
    var lease = vm.lease();
    var known = record.version() == null ? LeaseVersion.NEVER : record.version();
    return new LiveDisks(
        vm.disks(),
        lease == null ? known : lease.version(),
        report.host(),
        report.agent(),
        report.number());
  }

  /// A disk source that changed under a running, lease-holding VM (snapshot, block copy) becomes
  /// the definition at once (S5). Whatever else differs from what the document tells of the live
  /// disks is written there too, so that every engine to come knows of it.
  private static void disks(Turn t, VmEntry entry, HostReport report, VmReport vm) {
    boolean acts = t.claim.acts() || !t.holds(Safeguard.CLAIM);
    var record = t.vms.get(entry.id());
    if (!acts || record == null || !record.isOn(report.host())) return;
    if (vm.disks().sources().isEmpty()) return; // not known yet
    var known = entry.live() == null ? entry.disks() : entry.live().disks();
    boolean moved = !vm.disks().sources().equals(entry.disks().sources());
    boolean holds = lease(entry, vm).isEmpty();
    if (moved && holds) {
      takeOver(t, entry, live(record, report, vm), "disks drifted while running");
    } else if (!vm.disks().equals(known)) {
      DocumentRules.write(
          t,
          t.document().with(t.epoch, entry.withLive(live(record, report, vm))),
          "vm.disks.noted",
          t.name(entry.id()),
          "live disks: %s -> %s".formatted(text(known), text(vm.disks())));
    }
  }

  /// What it ended with counts as what it last ran with: a change that nobody heard of before (S5).
  static void ended(Turn t, VmRecord record, HostReport report, VmReport vm) {
    var draft = record.draft();
    draft.disks = live(record, report, vm);
    t.update(draft);
    var entry = t.entry(vm.vm());
    if (entry != null) disks(t, entry, report, vm);
  }

  static String text(DiskSet disks) {
    return disks.sources() + (disks.directOnly() ? "" : " with the host's page cache");
  }

  /// The live sources become the definition; its cache mode stays, for that is no drift of a
  /// source.
  static void takeOver(Turn t, VmEntry entry, LiveDisks live, String why) {
    var sources = new DiskSet(live.disks().sources(), entry.disks().directOnly());
    DocumentRules.write(
        t,
        t.document().with(t.epoch, entry.withDisks(sources).withLive(live)),
        "vm.disks.taken-over",
        t.name(entry.id()),
        "%s: %s -> %s".formatted(why, entry.disks().sources(), sources.sources()));
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
