package org.leasehold.core.sim;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Wanted;

/// The people: they ask, look whether it was done, and ask again, as people do who were told
/// "refused" or "nobody acts".
final class SimPeople {
  private static final long LOOKS_AGAIN_NANOS = SimTime.seconds(10);
  private static final long LOOKS_AROUND_NANOS = SimTime.seconds(60);

  private final World world;

  SimPeople(World world) {
    this.world = world;
  }

  /// Once, of the engine that acts, else of any that runs.
  ///
  /// @return false when there is none to ask
  boolean ask(Request request) {
    var asked = engine();
    if (asked == null) return false;
    asked.ask("admin", request);
    return true;
  }

  private @Nullable SimEngine engine() {
    SimEngine asked = null;
    for (var engine : world.engines) {
      if (engine.isRunning() && (asked == null || engine.claim().acts())) asked = engine;
    }
    return asked;
  }

  /// Start it again, until the engine has taken that to heart; from then on it is the engine's.
  /// Only while nobody wished something else of this VM. Where too few hosts are left for any
  /// engine to act, the start of a VM with a lease is asked of one that watches (S16).
  void start(SimVm vm, int wish) {
    if (vm.wish != wish) return;
    vm.startWished = true;
    insist(
        new Request.StartVm(vm.id(), null),
        true,
        engine -> vm.wish != wish || isTakenToHeart(engine, vm));
  }

  private static boolean isTakenToHeart(SimEngine engine, SimVm vm) {
    var entry = engine.document().vms().get(vm.id());
    var record = engine.state().vms().get(vm.id());
    if (entry == null || record == null) return true;
    var restart = record.restart();
    boolean underWay = (restart != null && restart.asked()) || record.start() != null;
    return entry.wanted().state() == Wanted.State.RUNNING && (underWay || isSeen(vm));
  }

  /// A copy on a host that stands still is nothing that anybody sees running; one started by hand
  /// is not what was asked for.
  private static boolean isSeen(SimVm vm) {
    for (var copy : vm.copies) if (copy.host.isRunning() && !copy.byHand) return true;
    return false;
  }

  void endMaintenance(SimHost host) {
    var id = world.hostId(host.id);
    insist(
        new Request.HostMaintenance(id, false),
        false,
        engine -> {
          var entry = engine.document().hosts().get(id);
          return entry == null || !entry.maintenance() || host.inMaintenance;
        });
  }

  /// Once a minute somebody looks at what waits for people: hosts to be checked after a start could
  /// not be proven (S3), disks that changed under a VM that is down now (S5).
  void lookAround() {
    world.peopleLookAround = true;
    var engine = engine();
    if (engine != null && engine.claim().acts()) {
      for (var host : world.hosts) {
        if (!host.agent.notes.unfit || !isWell(host)) continue;
        engine.ask("admin", new Request.HostChecked(world.hostId(host.id)));
      }
      for (var vm : world.vms) {
        var why = engine.state().explain(vm.id());
        if (why.startsWith("not wanted: it ended normally") && vm.startWished && !vm.downByGuest) {
          engine.ask("admin", new Request.StartVm(vm.id(), null)); // asked of another engine
        } else if (why.startsWith("S5 disks differ")) {
          defineAsItRan(engine, vm);
        } else if (why.startsWith("S5 host page cache")) {
          engine.ask("admin", new Request.AcceptDisks(vm.id()));
        }
      }
    }
    world.queue.after(LOOKS_AROUND_NANOS, this::lookAround);
  }

  /// `vm edit` of a VM that is down: its definition names the disks it last ran with.
  private static void defineAsItRan(SimEngine engine, SimVm vm) {
    var entry = engine.document().vms().get(vm.id());
    var record = engine.state().vms().get(vm.id());
    var seen = record == null ? null : record.disks();
    var written = entry == null ? null : entry.live();
    var live = written == null || (seen != null && seen.isNewerThan(written)) ? seen : written;
    if (entry == null || live == null) return;
    engine.ask(
        "admin",
        new Request.Redefined(
            vm.id(),
            entry.revision() + 1,
            entry.memoryMiB(),
            new DiskSet(live.disks().sources(), entry.disks().directOnly()),
            entry.mode(),
            entry.leaseDomain()));
  }

  private static boolean isWell(SimHost host) {
    for (var path : host.paths) if (path.state() != PathState.GOOD) return false;
    return host.isRunning() && host.sanlock.isRunning() && host.libvirt.lockManagerSet;
  }

  private void insist(Request request, boolean ofWatchers, Predicate<SimEngine> stands) {
    var engine = engine();
    if (engine != null && (ofWatchers || engine.claim().acts())) {
      if (stands.test(engine)) return;
      engine.ask("admin", request);
    }
    world.queue.after(LOOKS_AGAIN_NANOS, () -> insist(request, ofWatchers, stands));
  }
}
