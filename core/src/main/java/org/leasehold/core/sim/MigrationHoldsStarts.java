package org.leasehold.core.sim;

import org.leasehold.core.engine.Command;
import org.leasehold.core.model.VmRun;

/// S18: nobody starts a migrating VM elsewhere until both ends have reported or both are dead.
final class MigrationHoldsStarts extends Invariant {
  MigrationHoldsStarts(World world) {
    super(world, "S18");
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (!(command instanceof Command.StartVm start)) return;
    var vm = world.vm(start.vm());
    var target = world.hosts.get(start.host().value() - 1);
    for (var heard : world.observers.ears(engine).all()) {
      var seen = EngineEars.of(heard.report(), start.vm());
      if (seen == null) continue;
      if (seen.run() != VmRun.MIGRATING_OUT && seen.run() != VmRun.MIGRATING_IN) continue;
      var flag = target.sanlock.lockspace(vm.store).flagOf(heard.report().host().value());
      if (flag == HostFlag.LIVE || flag == HostFlag.FAIL) {
        violated(
            "%s starts on %s while host %s was last seen %s"
                .formatted(vm, target, heard.report().host(), seen.run()));
      }
    }
  }
}
