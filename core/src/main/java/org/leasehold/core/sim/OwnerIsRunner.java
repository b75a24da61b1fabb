package org.leasehold.core.sim;

import java.util.TreeSet;

/// A copy that holds its lease in a living daemon owns the leader on disk, and no other copy does.
final class OwnerIsRunner extends Invariant {
  private final TreeSet<String> told = new TreeSet<>();

  OwnerIsRunner(World world) {
    super(world, "owner = runner");
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    for (var vm : world.vms) {
      if (!vm.hasLease() || vm.copies.isEmpty()) continue;
      SimCopy owner = null;
      for (var copy : vm.copies) {
        if (!copy.holdsLease() || !isOwner(copy)) continue;
        if (owner != null && told.add(owner.pid + "/" + copy.pid))
          violated("%s is owned by %s and %s".formatted(vm, owner.host, copy.host));
        owner = copy;
      }
    }
  }

  private static boolean isOwner(SimCopy copy) {
    var lockspace = copy.lockspace();
    return copy.vm
        .leader()
        .isHeldBy(copy.host.id, lockspace.generation(), lockspace.heldVersion(copy.vm.slot));
  }
}
