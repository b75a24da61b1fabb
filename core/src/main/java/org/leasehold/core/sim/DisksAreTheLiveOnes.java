package org.leasehold.core.sim;

import org.leasehold.core.engine.Command;

/// S5: a VM starts only with the disks its last copy had, and never with the host's page cache.
final class DisksAreTheLiveOnes extends Invariant {
  DisksAreTheLiveOnes(World world) {
    super(world, "S5");
  }

  @Override
  void startRuns(SimHost host, Command.StartVm command, long ageNanos) {
    var vm = world.vm(command.vm());
    if (!vm.isProtected) return;
    var disks = world.disks(host.agent.notes.document, vm);
    if (!disks.equals(vm.disks) && vm.driftWasReported) {
      violated(
          "%s starts on %s with %s, its last live disks are %s"
              .formatted(vm, host, names(disks), names(vm.disks)));
    }
    if (!vm.safeCache && vm.driftWasReported) {
      violated("%s starts on %s though its disks use the host's page cache".formatted(vm, host));
    }
  }

  private static String names(java.util.List<SimDisk> disks) {
    return disks.stream().map(d -> d.name).toList().toString();
  }
}
