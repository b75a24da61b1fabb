package org.leasehold.core.engine;

import java.util.Objects;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.LiveDisks;
import org.leasehold.core.model.VmEntry;

/// How long what is remembered of a VM's lease holds: as long as it is the same lease. Its version
/// says who is older (S2, S5), and a lease that was removed and made again begins at version 0
/// (sanlock: `paxos_lease_init`), so the old version would stand against every start for ever.
final class LeaseMemory {
  private LeaseMemory() {}

  /// Forgets the versions of leases that were made anew between two documents, or may have been.
  static void follow(Turn t, ClusterDocument before, ClusterDocument next) {
    boolean missed = next.revision() > before.revision() + 1;
    for (var entry : next.vms().values()) {
      var known = before.vms().get(entry.id());
      var vm = t.vms.get(entry.id());
      if (known == null || vm == null) continue;
      if (!isSameLease(known, entry)) {
        forget(t, vm, true);
      } else if (missed && vm.version() != null && vm.copies().isEmpty()) {
        // What was missed may be a release and an adoption, which begins with the same revision;
        // of a VM that some host shows, its agent tells the version.
        forget(t, vm, false);
      }
    }
  }

  private static void forget(Turn t, VmRecord vm, boolean disksToo) {
    var draft = vm.draft();
    draft.version = null;
    var disks = vm.disks();
    if (disksToo && disks != null) draft.disks = disks.withoutLease();
    t.update(draft);
  }

  /// To be made anew a lease must first go: two changes of the definition. An engine that saw
  /// neither knows by the distance; a VM that was released and adopted again begins with a lower
  /// revision.
  private static boolean isSameLease(VmEntry known, VmEntry entry) {
    long changes = entry.revision() - known.revision();
    return Objects.equals(known.leaseDomain(), entry.leaseDomain()) && changes >= 0 && changes < 2;
  }

  /// What a document keeps of the live disks once the lease is another one.
  static VmEntry withoutOldLease(VmEntry before, VmEntry next) {
    LiveDisks live = next.live();
    return live == null || isSameLease(before, next) ? next : next.withLive(live.withoutLease());
  }
}
