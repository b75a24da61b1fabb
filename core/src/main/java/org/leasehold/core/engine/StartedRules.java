package org.leasehold.core.engine;

import org.leasehold.core.model.VmId;

/// The engine begins: everything it remembers is hearsay until agents report.
final class StartedRules {
  private StartedRules() {}

  static void started(Turn t, Event.Started event) {
    t.startedNanos = t.now;
    t.lookedSinceNanos = t.now;
    t.lastTickNanos = t.now;
    t.claim = Claim.WATCHING;
    t.claimSinceNanos = t.now;
    t.ownHost = event.ownHost();
    t.restored = event.memory().restored();
    t.hosts = Table.empty();
    t.vms = Table.empty();
    t.stores = Table.empty();
    t.queue = Table.empty();
    t.pending = Table.empty();
    t.pause = null;
    var epoch = event.memory().epoch();
    t.epoch = epoch.compareTo(event.document().epoch()) > 0 ? epoch : event.document().epoch();
    DocumentRules.take(t, event.document());
    for (var host : event.memory().hosts()) host(t, host);
    for (var vm : event.memory().vms()) vm(t, vm);
    for (var vm : t.vms.values()) if (!isRemembered(vm)) neverHeardOf(t, vm.id());
    t.log(
        Severity.INFO,
        "engine.started",
        "engine",
        "started",
        "%d hosts, %d VMs; no host is fenced for %d s"
            .formatted(
                t.hosts.size(),
                t.vms.size(),
                t.settings().treatment().quietAfterStart().toSeconds()));
  }

  private static boolean isRemembered(VmRecord vm) {
    return vm.status() != VmStatus.UNASSIGNED;
  }

  private static void host(Turn t, Memory.OfHost of) {
    var record = t.hosts.get(of.host());
    if (record == null) return;
    var draft = record.draft();
    draft.boot = of.boot();
    draft.unfit = of.unfit();
    for (var life : of.lives()) {
      draft.lives =
          draft.lives.with(
              life.lockspace(),
              new HostRecord.KnownLife(life.life(), life.timestampSeconds(), t.now, t.now));
    }
    t.update(draft);
    if (of.beingFenced()) {
      t.log(
          Severity.WARNING,
          "treatment.interrupted",
          t.name(of.host()),
          "was being fenced when the engine ended",
          "its case opens again if it does not answer");
    }
  }

  /// What ran is unknown until its host speaks; what had ended in error is queued again (B8).
  private static void vm(Turn t, Memory.OfVm of) {
    var record = t.vms.get(of.vm());
    if (record == null) return;
    var draft = record.draft();
    draft.host = of.host();
    draft.boot = of.boot();
    draft.version = of.version();
    draft.exit = of.exit();
    draft.handsOff = of.handsOff();
    boolean down = of.status() == VmStatus.DOWN;
    var entry = t.entry(of.vm());
    if (t.restored && entry != null && !entry.isProtected()) {
      draft.exit = ExitStatus.UNKNOWN;
      down = true;
    }
    draft.disks = of.disks();
    boolean none = of.status() == VmStatus.UNASSIGNED && of.host() == null && !of.asked();
    if (none) return;
    draft.exitText = down ? "remembered as down" : "";
    t.change(
        draft,
        down ? VmStatus.DOWN : VmStatus.UNKNOWN,
        Severity.INFO,
        "vm.remembered",
        "was " + of.status().word() + " when the engine ended");
    String cause = of.asked() ? "asked for before the engine started" : "the engine has started";
    QueueRules.enqueue(t, draft, of.vm(), cause, of.asked());
    explain(t, draft, of.vm());
    t.update(draft);
  }

  /// A VM nobody remembers: its lease says whether it runs somewhere.
  private static void neverHeardOf(Turn t, VmId vm) {
    var record = t.vms.get(vm);
    if (record == null) return;
    var draft = record.draft();
    QueueRules.enqueue(t, draft, vm, "wanted running, never heard of", false);
    explain(t, draft, vm);
    t.update(draft);
  }

  private static void explain(Turn t, VmDraft draft, VmId vm) {
    var entry = t.entry(vm);
    if (entry == null || draft.restart != null) return;
    String notKept = QueueRules.notKept(t, draft, entry);
    if (notKept != null) t.explain(draft, vm, "not wanted", notKept);
  }
}
