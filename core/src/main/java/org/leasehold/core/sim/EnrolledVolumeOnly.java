package org.leasehold.core.sim;

import java.util.TreeSet;
import org.leasehold.core.engine.Command;

/// S2: no lockspace is joined on, and no protected VM is started from, a volume that is not the
/// enrolled one.
final class EnrolledVolumeOnly extends Invariant {
  private final TreeSet<String> told = new TreeSet<>();

  EnrolledVolumeOnly(World world) {
    super(world, "S2");
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    for (var host : world.hosts) {
      if (host.wrongVolumes.isEmpty() || !host.isAlive()) continue;
      for (var store : world.stores) {
        var lockspace = host.sanlock.lockspace(store);
        boolean wrong = !host.seesEnrolledVolume(store) && lockspace.isJoined();
        if (wrong && told.add(host.name + "/" + lockspace.generation())) {
          violated("%s has joined %s on another volume".formatted(host, store));
        }
      }
    }
  }

  @Override
  void startRuns(SimHost host, Command.StartVm command, long ageNanos) {
    var vm = world.vm(command.vm());
    if (vm.hasLease() && !host.seesEnrolledVolume(vm.store)) {
      violated("%s starts on %s, which sees another volume".formatted(vm, host));
    }
  }
}
