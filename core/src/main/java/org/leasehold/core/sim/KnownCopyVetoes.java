package org.leasehold.core.sim;

import java.util.TreeMap;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.StartEvidence;

/// S1: no start while the latest report of another host that is not proven gone shows a process of
/// the VM. "Any agent's latest report" is the latest one this engine was told: an engine that is
/// cut off cannot know another (`decisions/0022-known-copies-of-a-cut-off-engine.md`).
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
      if (seen == null || !seen.run().hasProcess() || heard.isFromBeforeRelease(vm)) continue;
      if (report.host().equals(start.host())) {
        violated("%s is to start on %s, whose latest report shows it".formatted(vm, target));
        continue;
      }
      if (start.evidence() instanceof StartEvidence.OperatorConfirmed) continue;
      var other = world.hosts.get(report.host().value() - 1);
      if (start.evidence() instanceof StartEvidence.LeaseFree
          && isOfTheFreeLease(vm, target, other)) {
        continue;
      }
      if (!vm.hasLease() || !isGone(engine, target, other, vm)) {
        violated(
            "%s is to start on %s, the latest report of %s shows it %s"
                .formatted(vm, target, other, seen.run()));
      }
    }
  }

  /// Whose lease was last free, and until when.
  private record Free(int owner, long untilNanos) {}

  private final TreeMap<String, Free> free = new TreeMap<>();

  @Override
  void leaderWritten(SimStore store, int slot) {
    var key = store.name + "/" + slot;
    var leader = store.area.leader(slot);
    var before = free.get(key);
    if (leader.isFree()) {
      free.put(key, new Free(leader.owner(), Long.MAX_VALUE));
    } else if (before != null && before.untilNanos() == Long.MAX_VALUE) {
      free.put(key, new Free(before.owner(), world.queue.nowNanos()));
    }
  }

  /// A free lease, or one that was free when the evidence was read, of the host that last owned it:
  /// what its copy means is for S4 to say, and [FreeIsNotEnded] judges that.
  private boolean isOfTheFreeLease(SimVm vm, SimHost target, SimHost host) {
    var last = free.get(vm.store.name + "/" + vm.slot);
    return last != null
        && last.owner() == host.id
        && (last.untilNanos() == Long.MAX_VALUE
            || world.queue.nowNanos() - last.untilNanos() <= evidenceAgeNanos(target));
  }

  /// The target's sanlock calls it dead or free, or shows a newer life than the last it told of:
  /// then [StartNeedsEvidence] judges whether 8N + 60 are over.
  private boolean isGone(SimEngine engine, SimHost target, SimHost other, SimVm vm) {
    if (isCalledGone(target, vm.store, other.id)) return true;
    var seen = target.sanlock.lockspace(vm.store).seen().get(other.id);
    if (seen == null) return true;
    var told = world.observers.ears(engine).lastLife(world.hostId(other.id), vm.store.lockspace());
    return told != null && seen.generation() > told.generation().value();
  }
}
