package org.leasehold.core.sim;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.SanlockHostState;

/// S2: the target's sight of the owner is not older than the owner's own last word, and "two
/// joined, reachable hosts must see each other LIVE with matching generations within three
/// renewals, else neither starts protected VMs".
final class SameVolume extends Invariant {
  private static final long REACHABLE_NANOS = SimTime.seconds(10);

  SameVolume(World world) {
    super(world, "S2");
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (!(command instanceof Command.StartVm start)) return;
    var vm = world.vm(start.vm());
    if (!vm.hasLease()) return;
    var ears = world.observers.ears(engine);
    var target = ears.latest(start.host());
    var mine = target == null ? null : EngineEars.space(target.report(), vm.store.lockspace());
    if (mine == null) return;
    notOlder(start, vm, ears);
    for (var peer : ears.all()) {
      boolean reachable =
          ears.answers(peer) && world.queue.nowNanos() - peer.atNanos() <= REACHABLE_NANOS;
      if (!reachable || peer.report().host().equals(start.host())) continue;
      var theirs = EngineEars.space(peer.report(), vm.store.lockspace());
      if (theirs == null || !isRenewing(theirs)) continue;
      boolean seen = sees(vm, mine, theirs) && sees(vm, theirs, mine);
      boolean welcomesNewcomer =
          (isNew(ears, theirs) || ears.livesSinceNanos(theirs) < 0) && !isNew(ears, mine);
      if (!seen && !welcomesNewcomer) {
        violated(
            "%s is to start on host %s, which does not see host %s live, or the other way"
                .formatted(vm, start.host(), peer.report().host()));
      }
    }
  }

  private static boolean isRenewing(LockspaceReport space) {
    return space.standing() == LockspaceReport.Standing.JOINED
        && space.renewalAgeMillis() < 1000L * space.ioTimeout().requestSeconds();
  }

  private boolean isNew(EngineEars ears, LockspaceReport space) {
    long renewals = SimTime.seconds(3L * space.ioTimeout().renewalSeconds());
    long since = ears.livesSinceNanos(space);
    return since >= 0 && world.queue.nowNanos() - since < renewals;
  }

  /// By its report, or by its daemon now, which a look may have told since.
  private boolean sees(SimVm vm, LockspaceReport watcher, LockspaceReport other) {
    int id = other.life().host().value();
    for (var sight : watcher.hosts()) {
      if (sight.host().equals(other.life().host())
          && sight.state() == SanlockHostState.LIVE
          && sight.generation().equals(other.life().generation())) return true;
    }
    var daemon = world.hosts.get(watcher.life().host().value() - 1).sanlock.lockspace(vm.store);
    var now = daemon.seen().get(id);
    return daemon.flagOf(id) == HostFlag.LIVE
        && now != null
        && now.generation() == other.life().generation().value();
  }

  private void notOlder(Command.StartVm start, SimVm vm, EngineEars ears) {
    var owner = ownerOf(start.evidence(), vm);
    var heard = owner == null ? null : ears.latest(owner.host());
    if (owner == null || heard == null || owner.host().equals(start.host())) return;
    var told = EngineEars.space(heard.report(), vm.store.lockspace());
    var target = world.hosts.get(start.host().value() - 1);
    var seen = target.sanlock.lockspace(vm.store).seen().get(owner.host().value());
    if (told == null || seen == null || seen.timestampSeconds() == 0) return;
    long generation = told.life().generation().value();
    // A living heartbeat is seen up to one renewal late, for ever where both renew in step.
    boolean lives =
        target.sanlock.lockspace(vm.store).flagOf(owner.host().value()) == HostFlag.LIVE;
    long late = lives ? vm.store.io.renewalSeconds() : 0;
    boolean older =
        generation > seen.generation()
            || (generation == seen.generation()
                && told.timestampSeconds() > seen.timestampSeconds() + late);
    if (older) {
      violated(
          "%s is to start on %s, which reads an older life of host %s than that host told"
              .formatted(vm, target, owner.host()));
    }
  }

  private @Nullable HostLife ownerOf(StartEvidence evidence, SimVm vm) {
    return switch (evidence) {
      case StartEvidence.OwnerDead e -> e.owner();
      case StartEvidence.OwnerFree e -> e.owner();
      case StartEvidence.NewerGeneration e -> e.owner();
      case StartEvidence.LeaseFree _ -> {
        var leader = vm.leader();
        yield leader.owner() == 0
            ? null
            : new HostLife(
                world.hostId(leader.owner()),
                new org.leasehold.core.model.Generation(leader.generation()));
      }
      case StartEvidence.ExitReported _, StartEvidence.OperatorConfirmed _ -> null;
    };
  }
}
