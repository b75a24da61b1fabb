package org.leasehold.core.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmRun;

/// A VM that runs is released, or kept alive in another way, after the agent of its host took its
/// lease from the process, or gave it one; or what it runs with becomes its definition. What that
/// host reports decides, not what was asked of it: one copy, running, on a host that answers.
final class RunningVmRules {
  private RunningVmRules() {}

  static void remove(Turn t, String operator, Request.RemoveRunningVm gone) {
    String not = not(t, gone.vm(), gone.host(), null);
    if (not != null) {
      OperatorRules.refuse(t, t.name(gone.vm()), "release", not);
      return;
    }
    DocumentRules.write(
        t,
        t.document().without(t.epoch, gone.vm()),
        "vm.released",
        t.name(gone.vm()),
        "by " + operator + ", while it runs");
  }

  static void remode(Turn t, String operator, Request.RemodedRunning next) {
    var before = t.entry(next.vm());
    String not = not(t, next.vm(), next.host(), next.leaseDomain());
    if (not == null && before != null && next.revision() <= before.revision()) {
      not = "revision %d is not newer than %d".formatted(next.revision(), before.revision());
    }
    if (before == null || not != null) {
      OperatorRules.refuse(
          t, t.name(next.vm()), "mode", not == null ? "not a VM of this cluster" : not);
      return;
    }
    var entry =
        before.redefined(
            next.revision(), before.memoryMiB(), before.disks(), next.mode(), next.leaseDomain());
    DocumentRules.write(
        t,
        t.document().with(t.epoch, LeaseMemory.withoutOldLease(before, entry)),
        "vm.policy",
        t.name(next.vm()),
        "%s -> %s, revision %d, by %s, while it runs"
            .formatted(before.mode(), next.mode(), next.revision(), operator));
  }

  /// What it runs with counts: the disks its host reports are the ones its definition says now, so
  /// a start from it opens no others (S5).
  static void redefine(Turn t, String operator, Request.RedefinedRunning next) {
    var before = t.entry(next.vm());
    String not =
        before == null
            ? "not a VM of this cluster"
            : not(t, next.vm(), next.host(), before.leaseDomain());
    if (not == null && before != null) not = notRedefined(t, before, next);
    if (before == null || not != null) {
      OperatorRules.refuse(t, t.name(next.vm()), "taking over", not == null ? "" : not);
      return;
    }
    var entry =
        before.redefined(
            next.revision(), next.memoryMiB(), next.disks(), before.mode(), before.leaseDomain());
    DocumentRules.write(
        t,
        t.document().with(t.epoch, LeaseMemory.withoutOldLease(before, entry)),
        "vm.drift.taken-over",
        t.name(next.vm()),
        "what runs on %s is its definition, revision %d, by %s"
            .formatted(t.name(next.host()), next.revision(), operator));
  }

  private static @Nullable String notRedefined(
      Turn t, VmEntry before, Request.RedefinedRunning next) {
    if (next.revision() <= before.revision()) {
      return "revision %d is not newer than %d".formatted(next.revision(), before.revision());
    }
    var vm = t.vms.get(next.vm());
    var copy = vm == null ? null : vm.copies().get(next.host());
    if (copy == null || !copy.seen().disks().equals(next.disks())) {
      return "%s reports other disks".formatted(t.name(next.host()));
    }
    return before.isProtected() && !next.disks().directOnly()
        ? "a writable disk goes through the host's page cache: set cache='none' or 'directsync'"
        : null;
  }

  /// @param domain of the lease that it must hold; null: it must have none
  /// @return null where it is so
  private static @Nullable String not(
      Turn t, VmId id, HostId host, @Nullable LockspaceName domain) {
    var vm = t.vms.get(id);
    if (vm == null || t.entry(id) == null) return "not a VM of this cluster";
    var copy = vm.copies().get(host);
    var there = t.hosts.get(host);
    if (copy == null || vm.copies().size() != 1) {
      return "it does not run on %s alone".formatted(t.name(host));
    }
    if (there == null || there.status() != HostStatus.UP || copy.seen().run() != VmRun.RUNNING) {
      return "%s does not report it running".formatted(t.name(host));
    }
    if (vm.start() != null || vm.migration() != null) return "it is being started or moved";
    return lease(copy.seen().lease(), domain);
  }

  private static @Nullable String lease(@Nullable HeldLease lease, @Nullable LockspaceName domain) {
    if (domain == null) return lease == null ? null : "its process has a lease";
    boolean holds =
        lease != null
            && lease.heldInDaemon()
            && lease.leaderIsOurs()
            && Objects.equals(lease.lockspace(), domain);
    return holds ? null : "its process does not hold its lease";
  }
}
