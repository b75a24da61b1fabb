package org.leasehold.core.engine;

import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// Free memory per host with everything promised already taken off; lives inside one step.
final class Room {
  private final SortedMap<HostId, Long> freeMiB = new TreeMap<>();

  static Room of(Turn t) {
    var room = new Room();
    for (var host : t.hosts.values()) {
      var report = host.report();
      long capacity = report == null ? 0 : report.capacity().memoryMiB();
      room.freeMiB.put(host.id(), capacity - host.usedMiB());
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

  long freeMiB(HostId host) {
    return freeMiB.getOrDefault(host, 0L);
  }

  void take(HostId host, long memoryMiB) {
    freeMiB.merge(host, -memoryMiB, Long::sum);
  }

  private static long memoryMiB(Turn t, VmId vm) {
    var entry = t.entry(vm);
    return entry == null ? 0 : entry.memoryMiB();
  }
}
