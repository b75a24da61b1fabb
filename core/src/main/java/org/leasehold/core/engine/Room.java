package org.leasehold.core.engine;

import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.leasehold.core.model.HostId;
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
      if (plan != null && vm.restart() != null) room.take(plan, memoryMiB(t, vm.id()));
    }
    for (var pending : t.pending.values()) {
      if (pending.command() instanceof Command.MigrateVm move) {
        room.take(move.to(), memoryMiB(t, move.vm()));
      }
    }
    return room;
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
