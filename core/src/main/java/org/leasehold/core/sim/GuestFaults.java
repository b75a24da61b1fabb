package org.leasehold.core.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ExitMark;

/// Faults of QEMU processes, guests and their disks, and people who go around the engine.
final class GuestFaults {
  /// Then a person ends it and asks for a start: libvirt cannot resume what kept its lease in a
  /// pause that libvirt did not see.
  private static final int RESUMES_TRIED = 6;

  private final World world;
  private final SimPeople people;

  GuestFaults(World world, SimPeople people) {
    this.world = world;
    this.people = people;
  }

  private static @Nullable SimCopy running(SimVm vm) {
    for (var copy : vm.copies) {
      if (copy.state() == SimCopy.State.RUNNING && copy.isRunning() && !copy.byHand) return copy;
    }
    return null;
  }

  boolean crash(SimVm vm) {
    var copy = running(vm);
    if (copy == null) return false;
    copy.ended(ExitMark.QEMU_LOST, "QEMU crashed");
    return true;
  }

  boolean unkillable(SimHost host, long lasts) {
    if (host.copies.isEmpty()) return false;
    host.queue().changed();
    for (var copy : host.copies) {
      copy.unkillable = true;
      copy.unkillableWas = true;
    }
    var stuck = List.copyOf(host.copies);
    world.queue.after(
        lasts,
        () -> {
          host.queue().changed();
          for (var copy : stuck) {
            copy.unkillable = false;
            if (copy.exists()) copy.pathChanged(copy.vm.store);
          }
        });
    return true;
  }

  /// The guest shuts itself down; a person starts it again later.
  boolean shutdown(SimVm vm, long lasts) {
    var copy = running(vm);
    if (copy == null) return false;
    vm.downByGuest = true;
    copy.goingDown = true;
    copy.later(
        SimTime.seconds(4),
        () -> {
          if (copy.state() == SimCopy.State.RUNNING)
            copy.ended(ExitMark.GUEST_SHUTDOWN, "guest shut itself down");
        });
    int wish = ++vm.wish;
    world.queue.after(
        lasts,
        () -> {
          vm.downByGuest = false;
          people.start(vm, wish);
        });
    return true;
  }

  boolean reboot(SimVm vm) {
    var copy = running(vm);
    if (copy == null) return false;
    copy.rebooting = true;
    copy.guestBoots();
    world.copyChanged(copy);
    copy.later(
        SimTime.seconds(5),
        () -> {
          copy.rebooting = false;
          world.copyChanged(copy);
        });
    return true;
  }

  boolean slowBoot(SimVm vm, long nanos, long lasts) {
    long before = vm.bootNanos;
    vm.bootNanos = nanos;
    world.queue.after(lasts, () -> vm.bootNanos = before);
    return true;
  }

  boolean noSpace(SimVm vm, long lasts) {
    var copy = running(vm);
    if (copy == null) return false;
    copy.paused(SimCopy.Pause.NO_SPACE, "no space on " + vm.store.name);
    world.queue.after(lasts, () -> resumeByHand(copy));
    return true;
  }

  boolean suspend(SimVm vm, long lasts) {
    var copy = running(vm);
    if (copy == null || copy.outgoing || !copy.host.libvirt.isRunning()) return false;
    copy.host.libvirt.suspendByPerson(copy);
    world.queue.after(lasts, () -> resumeByHand(copy));
    return true;
  }

  /// `virsh resume`: around the agent, caught after the fact (S10).
  private void resumeByHand(SimCopy copy) {
    if (copy.state() != SimCopy.State.PAUSED) return;
    if (!copy.isRunning() || !copy.host.libvirt.isRunning()) {
      resumeLater(copy);
      return;
    }
    world.log.line(world.queue.nowNanos(), "admin", "virsh resume " + copy);
    if (++copy.resumesByHand > RESUMES_TRIED) {
      world.log.line(world.queue.nowNanos(), "admin", "virsh destroy " + copy);
      copy.host.libvirt.destroy(copy, ExitMark.REQUESTED_STOP, "ended by hand, it does not resume");
      int wish = ++copy.vm.wish;
      world.queue.after(SimTime.seconds(10), () -> people.start(copy.vm, wish));
      return;
    }
    copy.resumeByHandUnderWay = true;
    copy.host.libvirt.startCpus(
        copy,
        "resumed by hand",
        _ -> {
          copy.resumeByHandUnderWay = false;
          resumeLater(copy);
        });
  }

  /// A person looks whether it went on, and tries again.
  private void resumeLater(SimCopy copy) {
    world.queue.after(SimTime.seconds(10), () -> resumeByHand(copy));
  }

  /// A copy without a lease, by a person: refused where libvirt's hook is in place (S6).
  boolean startByHand(SimVm vm, SimHost host, long lasts) {
    if (!vm.isProtected || !host.libvirt.isRunning()) return false;
    if (!host.paths.get(vm.store.index).state().carriesWrites()) return false;
    if (host.hookInstalled) {
      world.log.line(
          world.queue.nowNanos(),
          "host " + host.name,
          "hook refuses " + vm.name + " without its lease");
      return true;
    }
    var copy = host.libvirt.createPaused(vm, false);
    if (copy == null) return false;
    copy.byHand = true;
    host.libvirt.startCpus(copy, "started by hand", _ -> {});
    world.queue.after(
        lasts,
        () -> {
          if (copy.exists())
            copy.signal(true, ExitMark.REQUESTED_STOP, "stopped by the person who started it");
        });
    return true;
  }

  /// A snapshot puts the VM on a new disk; its definition still names the old one (S5).
  ///
  /// libvirt refuses it while a migration is under way: one job at a time.
  boolean diskChanges(SimVm vm) {
    var copy = running(vm);
    if (copy == null || copy.outgoing) return false;
    vm.disksRevision++;
    var disk = world.addDisk(vm.store, vm.name + "-disk" + vm.disksRevision);
    vm.disks.clear();
    vm.disks.add(disk);
    vm.driftWasReported = false;
    copy.disks = List.copyOf(vm.disks);
    copy.drift = "disk is " + disk.name;
    copy.writingMayHaveChanged();
    world.copyChanged(copy);
    return true;
  }

  boolean cacheChanges(SimVm vm) {
    var copy = running(vm);
    if (copy == null || copy.outgoing || !vm.isProtected) return false;
    vm.heldForAdmin = true;
    vm.cacheUnsafeOn = copy.host;
    copy.cacheBecomesUnsafe();
    copy.drift = "cache is writeback";
    world.copyChanged(copy);
    return true;
  }
}
