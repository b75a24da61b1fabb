package org.leasehold.core.sim;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.Wanted;

/// After the faults are over, every protected VM that is wanted and fits runs, exactly once.
///
/// What the world itself rules out is computed here, never read off an engine: no engine runs at
/// all, nobody wants it, no host that an engine reaches has room, or its lease is still held on
/// disk by a living host that cannot run it ([org.leasehold.core.engine], lease left behind). Held
/// for a person counts where a safety rule says so and no person of the model can decide it: disks
/// that differ, or used the host's page cache, while no engine acts or that host is away (S5);
/// fewer than half of the hosts have shown their document to this engine (S5); the last word of a
/// silent host is that something else uses its disks (S6).
final class EventuallyRuns extends Invariant {
  EventuallyRuns(World world) {
    super(world, "design 9");
  }

  @Override
  void end() {
    var engine = engine();
    if (engine == null) return;
    for (var vm : world.vms) {
      if (!isWanted(vm, engine.document()) || isRunning(vm) || isReleased(vm)) continue;
      if (waitsForPeople(vm, engine)) continue;
      if (fits(vm, engine)) {
        violated("%s does not run at the end: %s".formatted(vm, engine.state().explain(vm.id())));
      }
    }
  }

  /// A safety rule gives it into a person's hands, and nobody there can decide it.
  private boolean waitsForPeople(SimVm vm, SimEngine engine) {
    var ears = world.observers.ears(engine);
    int met = 0;
    for (var host : world.hosts) {
      var heard = ears.latest(world.hostId(host.id));
      if (heard == null) continue;
      met++;
      if (isSilentUser(heard, ears, vm)) return true;
    }
    if (met * 2 < world.hosts.size()) return true;
    boolean decided = world.peopleLookAround && engine.claim().acts();
    if (decided && !isAway(vm.cacheUnsafeOn, engine)) return false;
    return vm.heldForAdmin || !world.disks(engine.document(), vm).equals(vm.disks);
  }

  /// S6: the last word of a host that no longer answers is that something else uses its disks.
  private static boolean isSilentUser(EngineEars.Heard heard, EngineEars ears, SimVm vm) {
    if (ears.answers(heard)) return false;
    for (var finding : heard.report().findings()) {
      if (finding.kind() == Finding.Kind.OTHER_DEFINITION && vm.id().equals(finding.vm())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAway(@Nullable SimHost host, SimEngine engine) {
    return host != null && !engine.links().get(host.id - 1).isConnected();
  }

  /// The one that acts, else one that may still do lease-protected starts (S16).
  private @Nullable SimEngine engine() {
    SimEngine best = null;
    for (var engine : world.engines) {
      if (engine.isRunning() && (best == null || engine.claim().acts())) best = engine;
    }
    return best;
  }

  private static boolean isWanted(SimVm vm, ClusterDocument document) {
    var entry = document.vms().get(vm.id());
    return !vm.downByGuest
        && entry != null
        && entry.mode() == HaMode.PROTECTED
        && entry.wanted().state() == Wanted.State.RUNNING;
  }

  /// Its lease is taken out: a release that is half done, or an old document that has it still.
  /// Nothing may start it, and a person takes it up again (S14).
  private static boolean isReleased(SimVm vm) {
    return vm.hasLease() && !vm.store.area.exists(vm.slot);
  }

  private static boolean isRunning(SimVm vm) {
    for (var copy : vm.copies) {
      if (copy.state() == SimCopy.State.RUNNING || copy.state() == SimCopy.State.PREPARED)
        return true;
    }
    return false;
  }

  /// Some host that is well has room for it; with several waiting, each alone must fit.
  private boolean fits(SimVm vm, SimEngine engine) {
    var owner = livingOwner(vm);
    for (var host : world.hosts) {
      if (owner != null && owner != host) continue;
      if (isWell(host, vm, engine) && host.memoryUsedMib() + vm.memoryMib <= host.memoryMib) {
        return true;
      }
    }
    return false;
  }

  /// Whose present life holds the lease on disk: nobody else can take it.
  private @Nullable SimHost livingOwner(SimVm vm) {
    var leader = vm.leader();
    if (leader.isFree()) return null;
    var host = world.hosts.get(leader.owner() - 1);
    var lockspace = host.sanlock.lockspace(vm.store);
    boolean lives = lockspace.isJoined() && lockspace.generation() == leader.generation();
    return lives ? host : null;
  }

  private boolean isWell(SimHost host, SimVm vm, SimEngine engine) {
    var entry = engine.document().hosts().get(world.hostId(host.id));
    boolean reached = engine.links().get(host.id - 1).isConnected();
    return reached
        && host.agent.isRunning()
        && host.guard.isRunning()
        && host.libvirt.isRunning()
        && host.libvirt.lockManagerSet
        && !host.agent.notes.unfit
        && entry != null
        && !entry.maintenance()
        && host.sanlock.isRunning()
        && host.sanlock.lockspace(vm.store).isJoined();
  }
}
