package org.leasehold.core.sim;

import java.util.List;
import org.leasehold.core.model.ExitMark;

/// Faults of hosts, daemons, networks, storage paths and power devices.
final class MachineFaults {
  private final World world;

  MachineFaults(World world) {
    this.world = world;
  }

  private void mend(long lasts, String what, Runnable action) {
    world.queue.after(
        lasts,
        () -> {
          world.log.line(world.queue.nowNanos(), "mended", what);
          action.run();
        });
  }

  boolean powerLoss(SimHost host, long lasts) {
    if (!host.isAlive()) return false;
    host.powerOff("power loss");
    if (lasts >= 0) world.queue.after(lasts, () -> host.powerOn("power is back"));
    return true;
  }

  boolean clusterPowerLoss(long lasts) {
    for (var host : world.hosts)
      powerLoss(host, lasts + world.chance.between(0, SimTime.seconds(20)));
    return true;
  }

  /// An orderly shutdown: guests first, lockspaces left, power off.
  boolean shutdown(SimHost host, long lasts) {
    if (!host.isRunning() || host.shuttingDown) return false;
    host.shuttingDown = true;
    host.agent.changed();
    host.later(SimTime.seconds(1), () -> endGuests(host));
    host.later(SimTime.seconds(12), () -> leave(host));
    host.later(SimTime.seconds(15), () -> powerLoss(host, lasts));
    return true;
  }

  private void endGuests(SimHost host) {
    for (var copy : List.copyOf(host.copies)) {
      copy.later(
          world.chance.between(SimTime.SECOND, SimTime.seconds(9)),
          () -> copy.signal(true, ExitMark.HOST_SHUTDOWN, "host shuts down"));
    }
  }

  private void leave(SimHost host) {
    host.agent.dropClaim("host shuts down");
    host.agent.end();
    host.later(
        SimTime.SECOND,
        () -> {
          for (var store : world.stores) host.sanlock.lockspace(store).leave();
        });
  }

  boolean freeze(SimHost host, boolean suspend, long lasts) {
    if (!host.isRunning()) return false;
    host.freeze(suspend, suspend ? "suspend" : "stall");
    long life = host.life();
    world.queue.after(
        lasts,
        () -> {
          if (host.life() == life) host.thaw();
        });
    return true;
  }

  boolean drift(SimHost host, long ppm) {
    if (!host.isAlive()) return false;
    host.changeDrift(ppm);
    return true;
  }

  boolean sanlockCrash(SimHost host, long lasts) {
    if (!host.sanlock.isAlive()) return false;
    host.sanlock.crash();
    host.agent.changed();
    host.later(lasts, () -> host.sanlock.start(false));
    return true;
  }

  /// Somebody restarts the daemon with its old name and joins at once: the generation is raised
  /// while the old copies run.
  boolean sanlockRejoin(SimHost host, long lasts) {
    if (!host.sanlock.isAlive()) return false;
    host.sanlock.crash();
    host.later(
        Math.min(lasts, SimTime.seconds(5)),
        () -> {
          host.sanlock.start(true);
          for (var store : world.stores) {
            if (host.seesEnrolledVolume(store)) host.sanlock.lockspace(store).join();
          }
        });
    return true;
  }

  boolean hang(Actor daemon, SimHost host, String name, long lasts) {
    if (!daemon.isRunning()) return false;
    daemon.freeze();
    long life = daemon.life();
    world.queue.after(
        lasts,
        () -> {
          if (daemon.life() != life || !daemon.isAlive()) return;
          world.log.line(world.queue.nowNanos(), "mended", name + " on " + host.name + " goes on");
          daemon.thaw();
        });
    return true;
  }

  boolean libvirtRestart(SimHost host, long lasts) {
    if (!host.libvirt.isRunning()) return false;
    host.libvirt.end();
    host.later(lasts, host.libvirt::begin);
    return true;
  }

  boolean lockManagerUnset(SimHost host, long lasts) {
    if (!host.libvirt.lockManagerSet) return false;
    host.libvirt.lockManagerSet = false;
    mend(lasts, "lock_manager on " + host.name, () -> host.libvirt.lockManagerSet = true);
    return true;
  }

  boolean agentDown(SimHost host, long lasts) {
    if (!host.agent.isAlive()) return false;
    host.agent.end();
    host.later(lasts, host.agent::start);
    return true;
  }

  boolean guardDown(SimHost host, long lasts) {
    if (!host.guard.isAlive()) return false;
    host.guard.end();
    host.agent.changed();
    host.later(
        lasts,
        () -> {
          if (!host.guard.isAlive()) host.guard.start();
        });
    return true;
  }

  boolean cut(SimHost host, long lasts) {
    if (world.network.isCut(host)) return false;
    world.network.cut(host, true);
    mend(lasts, "management network of " + host.name, () -> world.network.cut(host, false));
    return true;
  }

  boolean slowNetwork(SimHost host, long nanos, long lasts) {
    world.network.slow(host, nanos);
    world.queue.after(lasts, () -> world.network.slow(host, 0));
    return true;
  }

  boolean path(SimHost host, SimStore store, PathState to, long slowNanos, long lasts) {
    if (host.paths.get(store.index).state() != PathState.GOOD) return false;
    host.changePath(store, to, slowNanos);
    mend(
        lasts,
        "path " + host.name + " " + store.name,
        () -> host.changePath(store, PathState.GOOD, 0));
    return true;
  }

  boolean store(SimStore store, PathState to, long lasts) {
    boolean changed = false;
    for (var host : world.hosts) changed |= path(host, store, to, 0, lasts);
    return changed;
  }

  /// The host comes back from a reboot with another volume mounted in this place (S2).
  boolean otherVolume(SimHost host, SimStore store, long lasts) {
    if (!host.isAlive() || !host.seesEnrolledVolume(store)) return false;
    host.powerOff("reboot");
    host.wrongVolumes.put(store.index, "fs-other");
    world.queue.after(
        SimTime.seconds(30),
        () -> host.powerOn("booted, another volume in place of " + store.name));
    mend(
        lasts + SimTime.seconds(30),
        "volume " + store.name + " on " + host.name,
        () -> host.wrongVolumes.remove(store.index));
    return true;
  }

  boolean powerDevice(SimHost host, SimBmc.Temper temper, long lasts) {
    host.bmc.temper = temper;
    world.queue.after(lasts, () -> host.bmc.temper = SimBmc.Temper.HONEST);
    return true;
  }

  /// The agent's copy of the document was restored from a backup.
  boolean agentOldDocument(SimHost host) {
    var now = host.agent.notes.document;
    if (now == null || !now.isNewerThan(world.firstDocument)) return false;
    host.agent.notes.document = world.firstDocument;
    return true;
  }
}
