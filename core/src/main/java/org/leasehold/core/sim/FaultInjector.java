package org.leasehold.core.sim;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.core.engine.Request;

/// Makes faults happen, and mends them. Counts those that changed anything.
final class FaultInjector {
  private final World world;
  private final MachineFaults machine;
  private final GuestFaults guests;
  private final SimPeople people;
  private final TreeMap<FaultKind, Integer> injected = new TreeMap<>();

  FaultInjector(World world) {
    this.world = world;
    this.machine = new MachineFaults(world);
    this.people = new SimPeople(world);
    this.guests = new GuestFaults(world, people);
  }

  void plan(List<Fault> faults) {
    people.lookAround();
    for (var fault : faults) world.queue.at(fault.atNanos(), () -> inject(fault));
  }

  SortedMap<FaultKind, Integer> injected() {
    return injected;
  }

  void inject(Fault fault) {
    int line = world.log.mark();
    world.log.line(world.queue.nowNanos(), "fault", fault.kind().word() + " " + where(fault));
    trouble(fault);
    if (apply(fault)) {
      injected.merge(fault.kind(), 1, Integer::sum);
    } else {
      world.log.dropFrom(line);
    }
  }

  /// The same, where a script has told it already.
  void injectQuietly(Fault fault) {
    trouble(fault);
    if (apply(fault)) injected.merge(fault.kind(), 1, Integer::sum);
    else world.log.line(world.queue.nowNanos(), "script", "had no effect");
  }

  private String where(Fault fault) {
    return switch (fault.kind().touches()) {
      case HOST -> world.hosts.get(fault.host()).name;
      case CLUSTER -> "all hosts";
      case PATH -> world.hosts.get(fault.host()).name + " " + world.stores.get(fault.store());
      case STORE -> world.stores.get(fault.store()).name;
      case VM -> world.vms.get(fault.vm()).name;
      case ENGINE -> world.engines.get(fault.engine()).name;
    };
  }

  /// What may end VMs marks what it touched, so that every other end is a violation.
  private void trouble(Fault fault) {
    if (!fault.kind().mayEndVms()) return;
    switch (fault.kind().touches()) {
      case HOST, PATH -> world.hosts.get(fault.host()).troubled = true;
      case CLUSTER, STORE -> {
        for (var host : world.hosts) host.troubled = true;
      }
      case VM -> world.vms.get(fault.vm()).troubled = true;
      case ENGINE -> {}
    }
  }

  private boolean apply(Fault fault) {
    var host = world.hosts.get(fault.host());
    var store = world.stores.get(fault.store());
    var vm = world.vms.get(fault.vm());
    long lasts = fault.lastsNanos();
    return switch (fault.kind()) {
      case HOST_POWER_LOSS -> machine.powerLoss(host, lasts);
      case HOST_GONE_FOR_GOOD -> machine.powerLoss(host, -1);
      case CLUSTER_POWER_LOSS -> machine.clusterPowerLoss(lasts);
      case HOST_SHUTDOWN -> machine.shutdown(host, lasts);
      case HOST_STALL -> machine.freeze(host, false, lasts);
      case HOST_SUSPEND -> machine.freeze(host, true, lasts);
      case CLOCK_DRIFT -> machine.drift(host, fault.amount());
      case SANLOCK_CRASH -> machine.sanlockCrash(host, lasts);
      case SANLOCK_HANG -> machine.hang(host.sanlock, host, "sanlock", lasts);
      case SANLOCK_REJOIN -> machine.sanlockRejoin(host, lasts);
      case LIBVIRT_RESTART -> machine.libvirtRestart(host, lasts);
      case LOCK_MANAGER_UNSET -> machine.lockManagerUnset(host, lasts);
      case AGENT_CRASH, AGENT_DEAD -> machine.agentDown(host, lasts);
      case GUARD_DEAD -> machine.guardDown(host, lasts);
      case QEMU_CRASH -> guests.crash(vm);
      case QEMU_UNKILLABLE -> guests.unkillable(host, lasts);
      case GUEST_SHUTDOWN -> guests.shutdown(vm, lasts);
      case GUEST_REBOOT -> guests.reboot(vm);
      case SLOW_BOOT -> guests.slowBoot(vm, fault.amount(), lasts);
      case NO_SPACE -> guests.noSpace(vm, lasts);
      case DISK_CHANGES -> guests.diskChanges(vm);
      case CACHE_CHANGES -> guests.cacheChanges(vm);
      case MANAGEMENT_CUT -> machine.cut(host, lasts);
      case MANAGEMENT_SLOW -> machine.slowNetwork(host, fault.amount(), lasts);
      case PATH_SLOW -> machine.path(host, store, PathState.SLOW, fault.amount(), lasts);
      case PATH_LOST -> machine.path(host, store, PathState.LOST, 0, lasts);
      case PATH_HUNG -> machine.path(host, store, PathState.HUNG, 0, lasts);
      case STORE_LOST -> machine.store(store, PathState.LOST, lasts);
      case STORE_HUNG -> machine.store(store, PathState.HUNG, lasts);
      case OTHER_VOLUME -> machine.otherVolume(host, store, lasts);
      case POWER_DEVICE_LIES -> machine.powerDevice(host, SimBmc.Temper.LIES, lasts);
      case POWER_DEVICE_FAILS -> machine.powerDevice(host, SimBmc.Temper.FAILS, lasts);
      case ADMIN_CONFIRMS ->
          people.ask(new Request.ConfirmRebooted(world.hostId(host.id), host.name));
      case ADMIN_STARTS_BY_HAND -> guests.startByHand(vm, host, lasts);
      case ADMIN_SUSPENDS -> guests.suspend(vm, lasts);
      case ADMIN_STOPS -> stop(vm, lasts);
      case ADMIN_MIGRATES -> people.ask(new Request.MigrateVm(vm.id(), world.hostId(host.id)));
      case ADMIN_MAINTENANCE -> maintenance(host, lasts);
      case ENGINE_CRASH -> engineCrash(world.engines.get(fault.engine()), lasts, false);
      case ENGINE_OLD_DOCUMENT -> engineCrash(world.engines.get(fault.engine()), lasts, true);
      case ENGINE_SLEEP -> engineSleep(world.engines.get(fault.engine()), lasts);
      case ENGINE_ISOLATED -> engineIsolated(world.engines.get(fault.engine()), lasts);
      case AGENT_OLD_DOCUMENT -> machine.agentOldDocument(host);
      case ADMIN_RELEASES -> new SimRelease(world, people, vm, host, lasts).begin();
    };
  }

  private boolean stop(SimVm vm, long lasts) {
    if (!people.ask(new Request.StopVm(vm.id(), true))) return false;
    int wish = ++vm.wish;
    world.queue.after(lasts, () -> people.start(vm, wish));
    return true;
  }

  private boolean maintenance(SimHost host, long lasts) {
    if (host.inMaintenance
        || !people.ask(new Request.HostMaintenance(world.hostId(host.id), true))) {
      return false;
    }
    host.inMaintenance = true;
    world.queue.after(
        lasts,
        () -> {
          host.inMaintenance = false;
          people.endMaintenance(host);
        });
    return true;
  }

  private boolean engineCrash(SimEngine engine, long lasts, boolean oldDocument) {
    if (!engine.isAlive()) return false;
    engine.end();
    world.queue.after(
        lasts,
        () -> {
          if (oldDocument) engine.startWith(world.firstDocument);
          else engine.start();
        });
    return true;
  }

  private boolean engineSleep(SimEngine engine, long lasts) {
    if (!engine.isRunning()) return false;
    engine.freeze();
    long life = engine.life();
    world.queue.after(
        lasts,
        () -> {
          if (engine.life() != life) return;
          world.log.line(world.queue.nowNanos(), "engine " + engine.name, "wakes");
          engine.thaw();
        });
    return true;
  }

  private boolean engineIsolated(SimEngine engine, long lasts) {
    world.network.isolate(engine, true);
    world.queue.after(lasts, () -> world.network.isolate(engine, false));
    return true;
  }
}
