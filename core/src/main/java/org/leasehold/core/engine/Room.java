package org.leasehold.core.engine;

import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.VmId;

/// Free memory per host with everything promised already taken off; lives inside one step.
final class Room {
  private static final Comparator<Slot> ROOMIEST =
      Comparator.comparingLong(Slot::freeMiB).reversed().thenComparing(Slot::host);

  private final SortedMap<HostId, Long> freeMiB = new TreeMap<>();
  private final SortedSet<Slot> roomiest = new TreeSet<>(ROOMIEST);

  /// One host's free memory in MiB.
  record Slot(HostId host, long freeMiB) {}

  static Room of(Turn t) {
    var room = new Room();
    for (var host : t.hosts.values()) {
      var report = host.report();
      long capacity = report == null ? 0 : report.capacity().memoryMiB();
      room.put(host.id(), capacity - host.usedMiB());
    }
    for (var vm : t.queue.values()) {
      var plan = vm.plan();
      if (plan != null && reserves(t, vm)) room.take(plan, memoryMiB(t, vm.id()));
    }
    for (var pending : t.pending.values()) {
      if (pending.command() instanceof Command.MigrateVm move) {
        room.take(move.to(), memoryMiB(t, move.vm()));
      }
    }
    return room;
  }

  /// Whether its plan keeps others out. A start under way does; so does one that is to come, as
  /// long as the end of a dead owner takes at most. Who waits longer waits for a person, or for a
  /// host that lives: that must not keep out what can run now.
  static boolean reserves(Turn t, VmRecord vm) {
    var restart = vm.restart();
    if (restart == null) return false;
    if (restart.phase() == Restart.Phase.STARTING) return true;
    var entry = t.entry(vm.id());
    var lockspace = entry == null ? null : entry.leaseDomain();
    var store = lockspace == null ? null : t.document().stores().get(lockspace);
    var io = store == null ? IoTimeout.DEFAULT : store.ioTimeout();
    int limit = io.renewalSeconds() + io.hostDeadSeconds() + io.acquireDeadSeconds();
    return t.now - restart.sinceNanos() < limit * Turn.SECOND;
  }

  long freeMiB(HostId host) {
    return freeMiB.getOrDefault(host, 0L);
  }

  /// Hosts, the one with the most free memory first.
  Iterable<Slot> roomiestFirst() {
    return roomiest;
  }

  void take(HostId host, long memoryMiB) {
    var free = freeMiB.get(host);
    if (free == null) return;
    roomiest.remove(new Slot(host, free));
    put(host, free - memoryMiB);
  }

  private void put(HostId host, long free) {
    freeMiB.put(host, free);
    roomiest.add(new Slot(host, free));
  }

  private static long memoryMiB(Turn t, VmId vm) {
    var entry = t.entry(vm);
    return entry == null ? 0 : entry.memoryMiB();
  }
}
