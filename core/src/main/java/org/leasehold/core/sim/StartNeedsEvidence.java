package org.leasehold.core.sim;

import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.HostId;

/// No start without evidence that holds: judged by what the target's own sanlock says, or said no
/// longer ago than evidence may be old, at the moment the command is issued (S1, S2, S4, S15,
/// design 6).
final class StartNeedsEvidence extends Invariant {
  StartNeedsEvidence(World world) {
    super(world, "S1 S2 S4");
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (!(command instanceof Command.StartVm start)) return;
    var vm = world.vm(start.vm());
    var target = world.hosts.get(start.host().value() - 1);
    switch (start.evidence()) {
      case StartEvidence.OwnerDead dead ->
          owner(
              start,
              target,
              vm,
              dead.owner().host(),
              dead.owner().generation().value(),
              HostFlag.DEAD);
      case StartEvidence.OwnerFree free ->
          owner(
              start,
              target,
              vm,
              free.owner().host(),
              free.owner().generation().value(),
              HostFlag.FREE);
      case StartEvidence.NewerGeneration newer -> newer(start, target, vm, newer);
      case StartEvidence.LeaseFree _ -> free(target, vm);
      case StartEvidence.ExitReported exit -> exit(engine, start, exit);
      case StartEvidence.OperatorConfirmed _ -> {
        if (vm.hasLease()) {
          violated("%s has a lease, and a confirmation is its evidence".formatted(vm));
        }
      }
    }
  }

  private void owner(
      Command.StartVm start,
      SimHost target,
      SimVm vm,
      HostId owner,
      long generation,
      HostFlag claimed) {
    var lockspace = target.sanlock.lockspace(vm.store);
    var flag = lockspace.flagOf(owner.value());
    var seen = lockspace.seen().get(owner.value());
    boolean holds = flag == claimed || isCalledGone(target, vm.store, owner.value());
    boolean newer = seen != null && seen.generation() > generation;
    if (lockspace.isJoined() && !holds && !newer) {
      violated(
          "%s: evidence calls host %s %s, but %s's sanlock says %s"
              .formatted(start.vm(), owner, claimed, target, flag));
    }
  }

  /// A newer generation alone: the processes of the old life must be known gone, or its time over
  /// (S1). One that began in the newer life is not of the old: between it and this start the lease
  /// decides.
  private void newer(
      Command.StartVm start, SimHost target, SimVm vm, StartEvidence.NewerGeneration newer) {
    var owner = world.hosts.get(newer.owner().host().value() - 1);
    for (var copy : vm.copies) {
      if (copy.host != owner || copy.host == target || !copy.leaseInXml) continue;
      if (isOfPresentLife(copy)) continue;
      long renewed = world.renewals.lastOf(vm.store, owner, newer.owner().generation().value());
      long since = world.queue.nowNanos() - renewed;
      if (since < SimTime.seconds(vm.store.io.hostDeadSeconds()) - SimTime.SECOND) {
        violated(
            "%s: a newer generation of %s is the evidence, its process lives, %s s since the old one's last renewal"
                .formatted(start.vm(), owner, SimTime.text(since)));
      }
    }
  }

  private static boolean isOfPresentLife(SimCopy copy) {
    var lockspace = copy.lockspace();
    // One that has not run yet needs no lease, and sanlock need not know it.
    return lockspace.isJoined()
        && (copy.host.sanlock.knowsPid(copy) || copy.state() == SimCopy.State.PREPARED)
        && copy.begunNanos > lockspace.joinedAtNanos();
  }

  private void free(SimHost target, SimVm vm) {
    var leader = vm.leader();
    if (!leader.isFree() && leader.owner() != target.id) {
      var flag = target.sanlock.lockspace(vm.store).flagOf(leader.owner());
      if (flag == HostFlag.LIVE && vm.changedNanos < world.queue.nowNanos() - SimTime.seconds(8)) {
        violated(
            "%s: evidence says the lease is free, the disk says %s"
                .formatted(vm, AgentRules.text(leader)));
      }
    }
  }

  private void exit(SimEngine engine, Command.StartVm start, StartEvidence.ExitReported exit) {
    var heard = world.observers.ears(engine).latest(exit.host());
    if (heard == null) return;
    var seen = EngineEars.of(heard.report(), start.vm());
    if (seen != null && seen.run().hasProcess() && !exit.host().equals(start.host())) {
      violated(
          "%s: its end is the evidence, the latest report of host %s shows it"
              .formatted(start.vm(), exit.host()));
    }
  }
}
