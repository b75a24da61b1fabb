package org.leasehold.core.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.Wanted;

/// A person releases a VM, runs it by libvirt alone for a while, and adopts it again: the same
/// steps in the same order as the operations `release` and `adopt` of the engine's edge. Whoever
/// was interrupted looks again and does what is missing, by whichever engine acts then.
///
/// @see "org.leasehold.core.monitor.VmOperations"
final class SimRelease {
  private static final long LOOKS_AGAIN_NANOS = SimTime.seconds(5);

  /// Then it is given up, as long as nothing was changed.
  private static final long PATIENCE_NANOS = SimTime.seconds(240);

  private final World world;
  private final SimPeople people;
  private final SimVm vm;
  private final SimHost host;
  private final long lastsNanos;
  private final @Nullable VmEntry first;
  private long sinceNanos;
  private boolean runsAlone;

  /// @param host where it runs by libvirt alone
  /// @param lastsNanos how long it does
  SimRelease(World world, SimPeople people, SimVm vm, SimHost host, long lastsNanos) {
    this.world = world;
    this.people = people;
    this.vm = vm;
    this.host = host;
    this.lastsNanos = lastsNanos;
    this.first = world.firstDocument.vms().get(vm.id());
  }

  boolean begin() {
    if (!vm.hasLease() || vm.isBeingReleased || first == null) return false;
    if (!people.ask(new Request.StopVm(vm.id(), true))) return false;
    vm.isBeingReleased = true;
    vm.wish++;
    sinceNanos = world.queue.nowNanos();
    world.queue.after(LOOKS_AGAIN_NANOS, this::release);
    return true;
  }

  private void again(Runnable step) {
    world.queue.after(LOOKS_AGAIN_NANOS, step);
  }

  private @Nullable SimEngine acting() {
    for (var engine : world.engines) {
      if (engine.isRunning() && engine.claim().acts()) return engine;
    }
    return null;
  }

  private boolean hasLease() {
    return vm.store.area.exists(vm.slot);
  }

  private void release() {
    var engine = acting();
    var entry = engine == null ? null : engine.document().vms().get(vm.id());
    if (engine != null && entry == null && !hasLease()) {
      released();
      return;
    }
    boolean tired = world.queue.nowNanos() - sinceNanos > PATIENCE_NANOS;
    if (tired && hasLease() && !runsAlone) {
      vm.isBeingReleased = false;
      people.start(vm, ++vm.wish);
      return;
    }
    again(this::release);
    if (engine == null || entry == null) return;
    if (entry.wanted().state() != Wanted.State.OFF) {
      engine.ask("admin", new Request.StopVm(vm.id(), true));
      return;
    }
    if (!isDown(engine) || !hasEveryHost(engine)) return;
    var record = engine.state().vms().get(vm.id());
    if (hasLease() && (record == null || record.mayStillLand(entry) != null)) return;
    if (hasLease()) edit(engine, true);
    else engine.ask("admin", new Request.RemoveVm(vm.id()));
  }

  private boolean isDown(SimEngine engine) {
    var record = engine.state().vms().get(vm.id());
    return record != null
        && record.status() == VmStatus.DOWN
        && record.copies().isEmpty()
        && record.start() == null;
  }

  /// S14: an engine that has not seen every host of its document neither removes nor creates. Each
  /// report follows the comparison of documents.
  private boolean hasEveryHost(SimEngine engine) {
    for (var link : engine.links()) {
      var host = engine.state().hosts().get(world.hostId(link.host.id));
      if (!link.isConnected() || host == null || host.report() == null) return false;
    }
    return true;
  }

  private void edit(SimEngine engine, boolean remove) {
    SimLink through = null;
    for (var link : engine.links()) {
      boolean able = link.isConnected() && link.host.sanlock.isRunning();
      if (able && link.host.sanlock.lockspace(vm.store).isJoined()) through = link;
    }
    if (through == null) return;
    var link = through;
    var epoch = engine.state().epoch();
    link.tell(
        () -> {
          var edit =
              new SimLeaseEdit(
                  link.host, engine, vm, done -> link.answer(() -> edited(engine, remove, done)));
          if (remove) edit.remove(epoch);
          else edit.create(epoch);
        });
  }

  private void edited(SimEngine engine, boolean removed, boolean done) {
    if (!done || !engine.claim().acts()) return;
    boolean known = engine.document().vms().containsKey(vm.id());
    if (removed && known) engine.ask("admin", new Request.RemoveVm(vm.id()));
    else if (!removed && !known) put(engine);
  }

  /// By libvirt alone: nothing of ours looks after it.
  private void released() {
    if (!runsAlone) {
      runsAlone = true;
      startAlone();
    }
    world.queue.after(lastsNanos, this::adopt);
  }

  private void startAlone() {
    boolean well =
        host.libvirt.isRunning()
            && host.paths.get(vm.store.index).state() == PathState.GOOD
            && host.seesEnrolledVolume(vm.store);
    var copy = well ? host.libvirt.createPaused(vm, false) : null;
    if (copy == null) return;
    copy.byHand = true;
    copy.isReleased = true;
    host.libvirt.startCpus(copy, "started by libvirt alone, it was released", _ -> {});
    world.queue.after(
        lastsNanos * 3 / 4,
        () -> {
          if (copy.exists()) copy.signal(true, copy.exitMark(), "ended by the person who runs it");
        });
  }

  private void adopt() {
    var engine = acting();
    var entry = engine == null ? null : engine.document().vms().get(vm.id());
    if (entry != null && !hasLease()) {
      release(); // an old document has it again: what it says cannot start, and is taken out again
      return;
    }
    if (entry != null) {
      vm.isBeingReleased = false;
      people.start(vm, ++vm.wish);
      return;
    }
    again(this::adopt);
    boolean seen = engine != null && isSeen(engine);
    if (engine == null || !seen || !vm.copies.isEmpty()) return;
    if (hasLease()) put(engine);
    else edit(engine, false);
  }

  private boolean isSeen(SimEngine engine) {
    return world.planted(PlantedBug.LEASE_MADE_UNSEEN) || hasEveryHost(engine);
  }

  private void put(SimEngine engine) {
    if (first == null) return;
    var names = vm.disks.stream().map(d -> d.name).toList();
    var entry =
        new VmEntry(
            vm.id(),
            vm.name,
            first.revision() + 1,
            first.memoryMiB(),
            first.mode(),
            first.leaseDomain(),
            first.priority(),
            new Wanted(Wanted.State.OFF, "adopted", 0),
            first.resume(),
            List.of(),
            List.of(),
            "",
            new DiskSet(names, true),
            first.allowed());
    vm.heldForAdmin = false;
    vm.cacheUnsafeOn = null;
    engine.ask("admin", new Request.SetPolicy(entry));
  }
}
