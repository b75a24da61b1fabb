package org.leasehold.core.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;

/// Plans all waiting VMs together, so that one that fits only if others go elsewhere gets its
/// place.
final class PlanRules {
  /// Up to here the plan is exact; above, each VM takes the roomiest host in turn.
  private static final int HOSTS_MAX = 10;

  private static final int VMS_MAX = 60;

  private PlanRules() {}

  /// Gives every waiting VM its host, and says where `wanted` goes.
  ///
  /// @return the plan; empty when there are too many to plan exactly, or `wanted` fits nowhere
  static SortedMap<VmId, HostId> repack(Turn t, VmEntry wanted) {
    var up = new ArrayList<HostId>();
    for (var host : t.hosts.values()) if (host.status() == HostStatus.UP) up.add(host.id());
    var waiting = waiting(t);
    if (up.size() > HOSTS_MAX || waiting.size() > VMS_MAX) return Collections.emptySortedMap();
    var items = new ArrayList<Packing.Item>();
    for (var entry : waiting) items.add(item(t, entry, up));
    var plan = Packing.pack(items, free(t, up, waiting)).placed();
    if (!plan.containsKey(wanted.id())) return Collections.emptySortedMap();
    for (var entry : plan.entrySet()) {
      var vm = t.vms.get(entry.getKey());
      if (vm == null || entry.getKey().equals(wanted.id())) continue;
      var draft = vm.draft();
      draft.plan = entry.getValue();
      t.update(draft);
    }
    return plan;
  }

  private static List<VmEntry> waiting(Turn t) {
    var waiting = new ArrayList<VmEntry>();
    for (var vm : t.queue.values()) {
      var restart = vm.restart();
      var entry = t.entry(vm.id());
      boolean isWaiting =
          restart != null && restart.phase() == Restart.Phase.DOWN && vm.start() == null;
      if (isWaiting && entry != null) waiting.add(entry);
    }
    waiting.sort(Comparator.comparingInt(VmEntry::priority).reversed().thenComparing(VmEntry::id));
    return waiting;
  }

  private static Packing.Item item(Turn t, VmEntry entry, List<HostId> up) {
    var hosts = new ArrayList<>(Headroom.able(t, entry, up));
    var vm = t.vms.get(entry.id());
    var restart = vm == null ? null : vm.restart();
    if (restart != null) hosts.removeAll(restart.refusedBy());
    return new Packing.Item(entry.id(), entry.memoryMiB(), hosts);
  }

  /// Room without the plans of those that are being planned.
  private static SortedMap<HostId, Long> free(Turn t, List<HostId> up, List<VmEntry> waiting) {
    var room = Room.of(t);
    for (var entry : waiting) {
      var vm = t.vms.get(entry.id());
      var plan = vm == null ? null : vm.plan();
      if (vm != null && plan != null && Room.reserves(t, vm)) {
        room.take(plan, -entry.memoryMiB());
      }
    }
    var free = new TreeMap<HostId, Long>();
    for (var slot : room.roomiestFirst()) {
      if (up.contains(slot.host())) free.put(slot.host(), slot.freeMiB());
    }
    return free;
  }
}
