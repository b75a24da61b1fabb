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
  /// When a lease was last free, and at which version.
  private record Free(long sinceNanos, long untilNanos, long version) {}

  private final TreeMap<String, Free> free = new TreeMap<>();

  FreeIsNotEnded(World world) {
    super(world, "S4");
  }

  private static String key(SimStore store, int slot) {
    return store.name + "/" + slot;
  }

  @Override
  void leaderWritten(SimStore store, int slot) {
    long now = world.queue.nowNanos();
    var leader = store.area.leader(slot);
    var before = free.get(key(store, slot));
    boolean wasFree = before != null && before.untilNanos() == Long.MAX_VALUE;
    if (leader.isFree() && !wasFree) {
      free.put(key(store, slot), new Free(now, Long.MAX_VALUE, leader.version()));
    } else if (!leader.isFree() && before != null && wasFree) {
      free.put(key(store, slot), new Free(before.sinceNanos(), now, before.version()));
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
      if (heard == null || heard.isFromBeforeRelease(vm)) continue;
      var seen = EngineEars.of(heard.report(), start.vm());
      if (seen == null || !seen.run().hasProcess()) continue;
      if (!isPresentLife(target, other, vm, heard.report())) continue;
      if (!isAllowed(vm, target) || isHandsOff(seen)) {
        violated("%s: its lease is free, but %s's heartbeat lives".formatted(vm, other));
      }
    }
  }

  /// The life that reported the copy is LIVE to the target; a newer one is the business of S1.
  private boolean isPresentLife(SimHost target, SimHost other, SimVm vm, HostReport report) {
    var lockspace = target.sanlock.lockspace(vm.store);
    if (lockspace.flagOf(other.id) != HostFlag.LIVE) return false;
    if (isCalledGone(target, vm.store, other.id)) return false;
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

  /// Judged by the lease as it was when the evidence may have been read: somebody may have taken it
  /// since, and then it is refused.
  private boolean isAllowed(SimVm vm, SimHost target) {
    var last = free.get(key(vm.store, vm.slot));
    if (last == null) return false;
    long until = Math.min(world.queue.nowNanos(), last.untilNanos());
    if (world.queue.nowNanos() - until > evidenceAgeNanos(target)) return false;
    long free = until - last.sinceNanos();
    boolean longEnough =
        free >= SimTime.seconds(3L * vm.store.io.renewalSeconds()) - SimTime.SECOND;
    var allowances = world.scenario.vms().get(vm.number).allowed();
    boolean stopped =
        allowances.storageSideStop()
            && vm.store.area.requestedVersion(vm.slot) == last.version() + 1;
    return longEnough && (allowances.startWhenFree() || stopped);
  }
}
