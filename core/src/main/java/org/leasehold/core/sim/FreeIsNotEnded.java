package org.leasehold.core.sim;

import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.VmRun;

/// S4: a free lease while the silent owner's heartbeat lives starts nothing, unless allowed for the
/// VM; and never for one that a person paused, or that was saving or migrating.
final class FreeIsNotEnded extends Invariant {
  FreeIsNotEnded(World world) {
    super(world, "S4");
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (!(command instanceof Command.StartVm start)) return;
    if (!(start.evidence() instanceof StartEvidence.LeaseFree)) return;
    var vm = world.vm(start.vm());
    var target = world.hosts.get(start.host().value() - 1);
    for (var other : world.hosts) {
      if (other == target) continue;
      var heard = world.observers.ears(engine).latest(world.hostId(other.id));
      if (heard == null) continue;
      var seen = EngineEars.of(heard.report(), start.vm());
      if (seen == null || !seen.run().hasProcess()) continue;
      var flag = target.sanlock.lockspace(vm.store).flagOf(other.id);
      if (flag != HostFlag.LIVE) continue;
      boolean handsOff =
          seen.pause() == PauseReason.USER
              || seen.run() == VmRun.SAVING
              || seen.run() == VmRun.MIGRATING_OUT;
      // A storage-side stop frees it on purpose, and the admin allowed that.
      var allowances = world.scenario.vms().get(vm.number).allowed();
      boolean allowed = allowances.startWhenFree() || allowances.storageSideStop();
      if (!allowed || handsOff) {
        violated("%s: its lease is free, but %s's heartbeat lives".formatted(vm, other));
      }
    }
  }
}
