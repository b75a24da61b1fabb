package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.Wanted;

/// Changes of the cluster document: written only under the claim; the highest wins (S15, S16).
final class DocumentRules {
  private DocumentRules() {}

  /// Writes the next document, or says why not.
  ///
  /// @return whether it was written
  static boolean write(
      Turn t, ClusterDocument next, String eventId, String subject, String because) {
    String not = t.mayNotAct();
    if (t.pause != null && t.claim.acts()) not = null; // a pause stops acts on VMs, not the pen
    // Before the first domain there is no lease to claim, and nothing that could run twice.
    if (t.document().home() == null) not = null;
    if (not != null) {
      t.log(Severity.WARNING, "document.kept", subject, "document not written", not);
      return false;
    }
    var before = t.document();
    t.replaceDocument(next);
    records(t, next);
    LeaseMemory.follow(t, before, next);
    t.order(
        new Command.WriteDocument(t.header(null, because), next),
        eventId,
        subject,
        "document (%s, %d)".formatted(next.epoch(), next.revision()));
    return true;
  }

  static void changed(Turn t, ClusterDocument next) {
    if (t.hasDocument() && !next.isNewerThan(t.document())) {
      t.log(
          Severity.WARNING,
          "document.older",
          "engine",
          "document ignored",
          "(%s, %d) is not newer than (%s, %d)"
              .formatted(
                  next.epoch(), next.revision(), t.document().epoch(), t.document().revision()));
      return;
    }
    // One that does not act carries the highest epoch seen, or no agent takes its starts (S15,
    // S16).
    if (!t.claim.acts() && next.epoch().compareTo(t.epoch) > 0) t.epoch = next.epoch();
    take(t, next);
  }

  /// Hosts and VMs that are new get a record; those that are gone lose theirs.
  static void take(Turn t, ClusterDocument next) {
    var before = t.hasDocument() ? t.document() : next;
    t.replaceDocument(next);
    records(t, next);
    LeaseMemory.follow(t, before, next);
    for (var entry : next.vms().values()) {
      var known = before.vms().get(entry.id());
      if (!entry.equals(known)) reconsider(t, entry, known);
    }
  }

  private static void records(Turn t, ClusterDocument next) {
    for (var id : next.hosts().keySet()) {
      if (t.hosts.has(id)) continue;
      var draft = new HostDraft(id);
      draft.changedNanos = t.now;
      draft.reportNanos = t.now;
      t.update(draft);
    }
    for (var id : next.vms().keySet()) {
      if (!t.vms.has(id)) t.update(VmRecord.unheardOf(id, t.now).draft());
    }
    for (var id : t.hosts.keys()) {
      if (next.hosts().containsKey(id)) continue;
      HostRemoval.left(t, id);
      t.hosts = t.hosts.without(id);
    }
    for (var id : t.vms.keys()) {
      if (next.vms().containsKey(id)) continue;
      t.vms = t.vms.without(id);
      t.queue = t.queue.without(id);
      for (var host : t.hosts.values()) forget(t, host, id);
    }
  }

  /// Else a VM that is adopted again would be missed where it ran before its release.
  private static void forget(Turn t, HostRecord host, VmId vm) {
    if (!host.vms().has(vm) && !host.copies().has(vm)) return;
    var draft = host.draft();
    draft.vms = draft.vms.without(vm);
    draft.copies = draft.copies.without(vm);
    t.update(draft);
  }

  /// Its policy changed: what was left alone may have to run now.
  private static void reconsider(Turn t, VmEntry entry, @Nullable VmEntry before) {
    var id = entry.id();
    var vm = t.vms.get(id);
    if (vm == null || vm.restart() != null) return;
    boolean mayRun =
        switch (vm.status()) {
          case UNASSIGNED, DOWN, UNKNOWN -> false;
          case STARTING, UP, REBOOTING, POWERING_DOWN, PAUSED, SAVING, MIGRATING, NOT_RESPONDING ->
              true;
        };
    if (mayRun) return;
    var draft = vm.draft();
    boolean again =
        before != null
            && before.wanted().state() == Wanted.State.OFF
            && entry.wanted().state() == Wanted.State.RUNNING;
    if (again) draft.exit = ExitStatus.UNKNOWN; // it ended because it was not wanted then
    String cause = again ? "wanted running again by " + entry.wanted().by() : "its policy changed";
    QueueRules.enqueue(t, draft, id, cause, false);
    String notKept = QueueRules.notKept(t, draft, entry);
    if (draft.restart == null && notKept != null) t.explain(draft, id, "not wanted", notKept);
    t.update(draft);
  }
}
