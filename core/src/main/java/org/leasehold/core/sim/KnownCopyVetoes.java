package org.leasehold.core.sim;

import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.StartEvidence;

/// S1: no start while the latest report of another host that is not proven gone shows a process of
/// the VM.
final class KnownCopyVetoes extends Invariant {
  KnownCopyVetoes(World world) {
    super(world, "S1");
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (!(command instanceof Command.StartVm start)) return;
    var vm = world.vm(start.vm());
    var target = world.hosts.get(start.host().value() - 1);
    for (var heard : world.observers.ears(engine).all()) {
      var report = heard.report();
      var seen = EngineEars.of(report, start.vm());
      if (seen == null || !seen.run().hasProcess()) continue;
      if (report.host().equals(start.host())) {
        violated("%s is to start on %s, whose latest report shows it".formatted(vm, target));
        continue;
      }
      if (start.evidence() instanceof StartEvidence.OperatorConfirmed) continue;
      var other = world.hosts.get(report.host().value() - 1);
      if (start.evidence() instanceof StartEvidence.LeaseFree && isOfTheFreeLease(vm, other)) {
        continue;
      }
      if (!vm.hasLease() || !isGone(target, other, vm, report)) {
        violated(
            "%s is to start on %s, the latest report of %s shows it %s"
                .formatted(vm, target, other, seen.run()));
      }
    }
  }

  /// A free lease of the host that last owned it: what its copy means is for S4 to say, and
  /// [FreeIsNotEnded] judges that.
  private static boolean isOfTheFreeLease(SimVm vm, SimHost host) {
    var leader = vm.leader();
    return leader.isFree() && leader.owner() == host.id;
  }

  private static boolean isGone(
      SimHost target, SimHost other, SimVm vm, org.leasehold.core.model.HostReport report) {
    var lockspace = target.sanlock.lockspace(vm.store);
    var flag = lockspace.flagOf(other.id);
    if (flag == HostFlag.DEAD || flag == HostFlag.FREE) return true;
    var seen = lockspace.seen().get(other.id);
    for (var joined : report.lockspaces()) {
      if (joined.lockspace().equals(vm.store.lockspace()) && seen != null) {
        return seen.generation() > joined.life().generation().value();
      }
    }
    return seen == null;
  }
}
