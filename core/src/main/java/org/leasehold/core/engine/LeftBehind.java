package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.VmEntry;

/// A lease that its owner still holds on disk although no process of the VM is left there: its
/// release met an I/O error, and sanlock does not try again (it does after a time-out only).
///
/// Nobody else can take such a lease while the owner lives. The owner itself can: it may start the
/// VM.
///
/// @see "sanlock src/resource.c, _release_token"
final class LeftBehind {
  static final String CONDITION = "lease left behind";

  /// So long after an end the release may still be on its way.
  private static final long RELEASING_NANOS = 5 * Turn.SECOND;

  /// So long it is watched before the owner's silence about the VM counts as its end.
  private static final long WATCHED_NANOS = 10 * Turn.SECOND;

  private LeftBehind() {}

  /// @param target the host whose look at the lease is asked
  /// @return the owner, null when the lease is free, or its owner is gone, silent or runs the VM
  static @Nullable HostRecord owner(Turn t, VmRecord vm, VmEntry entry, HostRecord target) {
    var lockspace = entry.leaseDomain();
    if (lockspace == null) return null;
    var lease = Sights.lease(target, lockspace, vm.id().lease());
    var life = lease == null || !lease.sight().held() ? null : lease.sight().owner();
    var owner = life == null ? null : t.hosts.get(life.host());
    var report = owner == null ? null : owner.report();
    if (lease == null || owner == null || report == null) return null;
    var exit = vm.exitReport();
    if (exit != null && lease.atNanos() - exit.atNanos() < RELEASING_NANOS) return null;
    boolean speaks =
        owner.status().answers() && !report.recovering() && t.mustLookAgain(owner) == null;
    var space = Sights.lockspace(owner, lockspace);
    boolean holds = space != null && space.life().equals(life) && space.isRenewing();
    return speaks && holds && !vm.copies().has(owner.id()) ? owner : null;
  }

  /// Whether the owner may start it now: the end was reported, or it has long shown no process.
  static boolean isSure(Turn t, VmDraft vm, HostRecord owner) {
    var exit = vm.exitReport;
    if (exit != null && exit.host().equals(owner.id())) return true;
    var told = vm.explanation;
    return told != null
        && told.condition().equals(CONDITION)
        && t.now - told.sinceNanos() >= WATCHED_NANOS;
  }
}
