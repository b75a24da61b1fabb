package org.leasehold.agent.hook;

import java.util.Optional;
import org.leasehold.core.volume.Leader;

/// Whether libvirt may go on (S6, S10). Pure, but for the two questions it asks of the world.
final class HookRules {
  /// What only the host can answer.
  interface World {
    /// Whether two names stand for one disk: the same file, or the same device.
    boolean isSameDisk(String one, String other);

    /// The leader of a VM's lease as it is on disk now; empty if it cannot be read in time.
    Optional<Leader> leader(ProtectedDisks.Vm vm);
  }

  /// The operations at which a domain can still be refused.
  ///
  /// @see "libvirt docs/hooks.rst: /etc/libvirt/hooks/qemu"
  enum Operation {
    PREPARE,
    MIGRATE,
    RESTORE
  }

  private HookRules() {}

  /// @return why not; empty if nothing speaks against it
  static Optional<String> refusal(
      Operation operation, HookDomain domain, ProtectedDisks disks, World world) {
    for (var vm : disks.vms()) {
      var used = usedDisk(domain, vm, world);
      boolean isVm = domain.uuid().equals(vm.uuid());
      if (used.isEmpty() && !isVm) continue;
      if (used.isPresent() && !hasLease(domain, vm)) {
        return Optional.of(
            ("disk %s belongs to protected VM %s, and %s has not its lease (%s in lockspace %s at"
                    + " %s:%d); start it with Leasehold, or release it first")
                .formatted(
                    used.get(),
                    vm.name(),
                    domain.name(),
                    vm.lease(),
                    vm.lockspace(),
                    vm.volume(),
                    vm.offsetBytes()));
      }
      if (operation != Operation.RESTORE) continue;
      var stale = staleImage(domain, vm, world);
      if (stale.isPresent()) return stale;
    }
    return Optional.empty();
  }

  private static Optional<String> usedDisk(HookDomain domain, ProtectedDisks.Vm vm, World world) {
    return domain.writableDisks().stream()
        .filter(disk -> vm.disks().stream().anyMatch(other -> world.isSameDisk(disk, other)))
        .findFirst();
  }

  private static boolean hasLease(HookDomain domain, ProtectedDisks.Vm vm) {
    return domain.leases().stream()
        .anyMatch(
            lease ->
                lease.lockspace().equals(vm.lockspace())
                    && lease.key().equals(vm.lease())
                    && lease.offsetBytes() == vm.offsetBytes()
                    && isVolumeOf(vm, lease.volume()));
  }

  /// Two volumes with leases of one name are two locks.
  private static boolean isVolumeOf(ProtectedDisks.Vm vm, String volume) {
    return volume.equals(vm.volume().toString());
  }

  /// An image is the memory of one moment; once the VM has run elsewhere, its disks have moved on.
  private static Optional<String> staleImage(HookDomain domain, ProtectedDisks.Vm vm, World world) {
    var image = "the saved image of protected VM " + domain.name();
    if (domain.savedVersion().isEmpty()) {
      return Optional.of(
          image + " does not say at which version of its lease it was saved; it is not restored");
    }
    var leader = world.leader(vm);
    if (leader.isEmpty()) {
      return Optional.of(
          image + " is not restored: its lease at " + vm.volume() + " cannot be read");
    }
    long saved = domain.savedVersion().getAsLong();
    var now = leader.get();
    boolean untouched =
        now.magic() == Leader.PAXOS_MAGIC
            && now.checksumHolds()
            && now.timestamp() == 0
            && now.ownerId() == vm.hostId()
            && now.leaseVersion() == saved;
    return untouched
        ? Optional.empty()
        : Optional.of(
            ("%s is of lease version %d, and the lease is at version %d of host %d%s: the VM has"
                    + " run since; it is not restored")
                .formatted(
                    image,
                    saved,
                    now.leaseVersion(),
                    now.ownerId(),
                    now.timestamp() == 0 ? "" : ", held"));
  }
}
