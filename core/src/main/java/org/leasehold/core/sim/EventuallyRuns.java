package org.leasehold.core.sim;

import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.Wanted;

/// After the faults are over, every protected VM that is wanted and fits runs, exactly once.
final class EventuallyRuns extends Invariant {
  EventuallyRuns(World world) {
    super(world, "design 9");
  }

  @Override
  void end() {
    for (var vm : world.vms) {
      if (!vm.isProtected || !wanted(vm) || vm.byHandStarted || vm.heldForAdmin) continue;
      if (isRunning(vm) || !fits(vm)) continue;
      violated("%s does not run at the end: %s".formatted(vm, explanation(vm)));
    }
  }

  private boolean wanted(SimVm vm) {
    if (vm.downByGuest) return false;
    var engine = acting();
    if (engine == null) return false;
    var entry = engine.document().vms().get(vm.id());
    return entry != null
        && entry.mode() == HaMode.PROTECTED
        && entry.wanted().state() == Wanted.State.RUNNING;
  }

  private @org.jspecify.annotations.Nullable SimEngine acting() {
    for (var engine : world.engines) if (engine.isRunning() && engine.claim().acts()) return engine;
    return null;
  }

  private String explanation(SimVm vm) {
    var engine = acting();
    return engine == null ? "no engine acts" : engine.state().explain(vm.id());
  }

  private static boolean isRunning(SimVm vm) {
    for (var copy : vm.copies) {
      if (copy.state() == SimCopy.State.RUNNING || copy.state() == SimCopy.State.PREPARED)
        return true;
    }
    return false;
  }

  private boolean inMaintenance(SimHost host) {
    var engine = acting();
    if (engine == null) return true;
    var entry = engine.document().hosts().get(world.hostId(host.id));
    return host.inMaintenance || entry == null || entry.maintenance();
  }

  /// Some host that is well has room for it; with several waiting, each alone must fit.
  private boolean fits(SimVm vm) {
    for (var host : world.hosts) {
      boolean well =
          host.isRunning()
              && host.agent.isRunning()
              && host.guard.isRunning()
              && host.libvirt.isRunning()
              && host.libvirt.lockManagerSet
              && !host.agent.notes.unfit
              && !inMaintenance(host)
              && host.sanlock.isRunning()
              && host.sanlock.lockspace(vm.store).isJoined()
              && !world.network.isCut(host);
      if (well && host.memoryUsedMib() + vm.memoryMib <= host.memoryMib) return true;
    }
    return false;
  }
}
