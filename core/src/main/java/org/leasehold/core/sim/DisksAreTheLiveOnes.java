package org.leasehold.core.sim;

import java.util.List;
import java.util.TreeMap;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;

/// S5: a VM starts only with the disks its last copy had, and never with the host's page cache;
/// unless a person let its definition stand, which holds for the disks that were the live ones
/// then.
final class DisksAreTheLiveOnes extends Invariant {
  /// By the VM's subject in the log: its live disks when a person let its definition stand.
  private final TreeMap<String, List<SimDisk>> accepted = new TreeMap<>();

  DisksAreTheLiveOnes(World world) {
    super(world, "S5");
  }

  @Override
  void engineStepped(SimEngine engine, EngineState before, Event event, Step step) {
    for (var line : step.lines()) {
      if (!line.eventId().equals("vm.disks.accepted")) continue;
      for (var vm : world.vms) {
        if (line.subject().equals("vm " + vm.name)) accepted.put(vm.name, List.copyOf(vm.disks));
      }
    }
  }

  @Override
  void startProven(SimCopy copy) {
    accepted.remove(copy.vm.name);
  }

  @Override
  void startRuns(SimHost host, Command.StartVm command, long ageNanos) {
    var vm = world.vm(command.vm());
    if (!vm.isProtected) return;
    var disks = world.disks(host.agent.notes.document, vm);
    boolean mayDiffer = vm.disks.equals(accepted.get(vm.name));
    if (!mayDiffer && !disks.equals(vm.disks) && vm.driftWasReported) {
      violated(
          "%s starts on %s with %s, its last live disks are %s"
              .formatted(vm, host, names(disks), names(vm.disks)));
    }
    if (!vm.safeCache && vm.driftWasReported) {
      violated("%s starts on %s though its disks use the host's page cache".formatted(vm, host));
    }
  }

  private static String names(List<SimDisk> disks) {
    return disks.stream().map(d -> d.name).toList().toString();
  }
}
