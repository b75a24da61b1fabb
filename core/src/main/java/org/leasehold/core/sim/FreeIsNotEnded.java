package org.leasehold.core.sim;

import java.util.TreeMap;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;

/// S4: "While the silent owner's heartbeat is LIVE, a free VM lease means ended or paused there,
/// reason unknown: no automatic start, unless allowed per VM and free for three renewals; never for
/// a VM last seen paused by a person, saving or migrating."
///
/// Allowed per VM are `startWhenFree`, and `storageSideStop` for a lease that was freed because
/// that very version was asked for through the disk (design 6).
final class FreeIsNotEnded extends Invariant {
  private final TreeMap<String, Long> freeSinceNanos = new TreeMap<>();

  FreeIsNotEnded(World world) {
    super(world, "S4");
  }

  private static String key(SimStore store, int slot) {
    return store.name + "/" + slot;
  }

  @Override
  void leaderWritten(SimStore store, int slot) {
    if (store.area.leader(slot).isFree()) {
      freeSinceNanos.putIfAbsent(key(store, slot), world.queue.nowNanos());
    } else {
      freeSinceNanos.remove(key(store, slot));
    }
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
      if (!isPresentLife(target, other, vm, heard.report())) continue;
      if (!isAllowed(vm) || isHandsOff(seen)) {
        violated("%s: its lease is free, but %s's heartbeat lives".formatted(vm, other));
      }
    }
  }

  /// The life that reported the copy is LIVE to the target; a newer one is the business of S1.
  private static boolean isPresentLife(SimHost target, SimHost other, SimVm vm, HostReport report) {
    var lockspace = target.sanlock.lockspace(vm.store);
    if (lockspace.flagOf(other.id) != HostFlag.LIVE) return false;
    var seen = lockspace.seen().get(other.id);
    for (var joined : report.lockspaces()) {
      if (joined.lockspace().equals(vm.store.lockspace()) && seen != null) {
        return seen.generation() <= joined.life().generation().value();
      }
    }
    return true;
  }

  private static boolean isHandsOff(VmReport seen) {
    return seen.pause() == PauseReason.USER
        || seen.run() == VmRun.SAVING
        || seen.run() == VmRun.MIGRATING_OUT;
  }

  private boolean isAllowed(SimVm vm) {
    var since = freeSinceNanos.get(key(vm.store, vm.slot));
    if (since == null) return false;
    long free = world.queue.nowNanos() - since;
    boolean longEnough =
        free >= SimTime.seconds(3L * vm.store.io.renewalSeconds()) - SimTime.SECOND;
    var allowances = world.scenario.vms().get(vm.number).allowed();
    boolean stopped =
        allowances.storageSideStop()
            && vm.store.area.requestedVersion(vm.slot) == vm.leader().version() + 1;
    return longEnough && (allowances.startWhenFree() || stopped);
  }
}
