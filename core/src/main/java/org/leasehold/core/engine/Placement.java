package org.leasehold.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;

/// Where a VM can start: what each agent answered, memory, allowed hosts, lockspace, spread.
final class Placement {
  private static final int REASONS_MAX = 10;

  private Placement() {}

  /// @param host the best host, null when none fits
  /// @param reasons why each other host does not, when none fits
  record Choice(@Nullable HostId host, List<String> reasons) {}

  /// The roomiest suitable host; of a spread group, the one with the fewest members first.
  static Choice choose(Turn t, VmEntry entry, List<HostId> without, Room room) {
    HostId best = null;
    int bestCrowd = Integer.MAX_VALUE;
    for (var slot : room.roomiestFirst()) {
      if (slot.freeMiB() < entry.memoryMiB() || bestCrowd == 0) break;
      var host = t.hosts.get(slot.host());
      if (host == null || without.contains(host.id()) || unsuitable(t, entry, host) != null) {
        continue;
      }
      int crowd = crowd(t, entry, host);
      if (crowd < bestCrowd) {
        best = host.id();
        bestCrowd = crowd;
      }
    }
    return new Choice(best, best == null ? reasons(t, entry, without, room) : List.of());
  }

  private static List<String> reasons(Turn t, VmEntry entry, List<HostId> without, Room room) {
    var free = new TreeMap<HostId, Long>();
    for (var slot : room.roomiestFirst()) free.put(slot.host(), slot.freeMiB());
    var reasons = new ArrayList<String>();
    for (var host : t.hosts.values()) {
      if (reasons.size() == REASONS_MAX) break;
      String reason = without.contains(host.id()) ? "tried already" : unsuitable(t, entry, host);
      if (reason == null) {
        reason =
            "needs %d MiB, %d free".formatted(entry.memoryMiB(), free.getOrDefault(host.id(), 0L));
      }
      reasons.add(t.name(host.id()) + ": " + reason);
    }
    return reasons;
  }

  /// Why a host cannot take a VM, memory left aside; null when it can.
  static @Nullable String unsuitable(Turn t, VmEntry entry, HostRecord host) {
    var report = host.report();
    if (report != null && report.shuttingDown()) return "is shutting down";
    if (host.status() != HostStatus.UP || report == null) return host.status().word();
    if (!entry.allowedHosts().isEmpty() && !entry.allowedHosts().contains(host.id())) {
      return "not among its allowed hosts";
    }
    var answer = host.answers().get(entry.id());
    if (answer == null) return "has not answered for revision " + entry.revision();
    if (answer.revision() != entry.revision()) {
      return "keeps revision %d of its definition, %d is needed"
          .formatted(answer.revision(), entry.revision());
    }
    if (!answer.yes()) return String.join(", ", answer.reasons());
    return entry.isProtected() ? cannotProtect(t, entry, host) : null;
  }

  private static @Nullable String cannotProtect(Turn t, VmEntry entry, HostRecord host) {
    var lockspace = entry.leaseDomain();
    var report = host.report();
    if (lockspace == null || report == null) return "has not reported";
    var space = Sights.lockspace(host, lockspace);
    if (t.holds(Safeguard.LOCKSPACE_JOINED) && (space == null || !space.isRenewing())) {
      boolean joined = space != null && space.standing() == LockspaceReport.Standing.JOINED;
      return "lockspace " + lockspace + (joined ? " not renewed" : " not joined");
    }
    if (t.holds(Safeguard.GRADE) && report.protection().grade() == Grade.NOT_PROTECTED) {
      return "cannot protect: " + String.join(", ", report.protection().reasons());
    }
    boolean unfit = host.unfit() || report.protection().proof() == Protection.Proof.UNFIT;
    return t.holds(Safeguard.UNFIT_HOST) && unfit ? "unfit until checked" : null;
  }

  /// How many members of the VM's spread group a host already has or is to get.
  private static int crowd(Turn t, VmEntry entry, HostRecord host) {
    if (entry.apartFrom().isEmpty()) return 0;
    int crowd = 0;
    for (var vm : host.vms().keys()) {
      if (!vm.equals(entry.id()) && isMember(t, vm, entry.apartFrom())) crowd++;
    }
    for (var queued : t.queue.values()) {
      if (host.id().equals(queued.plan())
          && !queued.id().equals(entry.id())
          && isMember(t, queued.id(), entry.apartFrom())) {
        crowd++;
      }
    }
    return crowd;
  }

  private static boolean isMember(Turn t, VmId vm, String group) {
    var entry = t.entry(vm);
    return entry != null && entry.apartFrom().equals(group);
  }
}
