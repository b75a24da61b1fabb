package org.leasehold.core.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// Which VMs fit where, by memory and by the hosts that can take each.
///
/// VMs come in the order of their importance: one is left out only if it does not fit beside those
/// before it. Exact while the search stays within its bound, which 10 hosts and 60 VMs do in
/// practice; beyond it a VM may be left out though a cleverer packing exists, and [Result#exact]
/// says so.
final class Packing {
  /// Search nodes for one question "do these fit together?".
  private static final int NODES_MAX = 20_000;

  private final SortedMap<HostId, Long> free;
  private int nodes;
  private boolean exact = true;

  private Packing(SortedMap<HostId, Long> freeMiB) {
    free = freeMiB;
  }

  /// A VM to place.
  ///
  /// @param hosts the hosts that can take it, memory left aside
  record Item(VmId vm, long memoryMiB, List<HostId> hosts) {}

  /// What fits.
  ///
  /// @param placed where each VM that fits goes
  /// @param left those that do not fit
  /// @param exact whether no better packing exists
  record Result(SortedMap<VmId, HostId> placed, List<VmId> left, boolean exact) {}

  static Result pack(List<Item> items, SortedMap<HostId, Long> freeMiB) {
    return new Packing(freeMiB).pack(items);
  }

  private Result pack(List<Item> items) {
    var accepted = new ArrayList<Item>();
    var left = new ArrayList<VmId>();
    SortedMap<VmId, HostId> placed = new TreeMap<>();
    for (var item : items) {
      var next = added(item, placed, accepted);
      if (next == null) {
        left.add(item.vm());
      } else {
        accepted.add(item);
        placed = next;
      }
    }
    return new Result(placed, List.copyOf(left), exact);
  }

  /// A packing of the accepted ones and this one: beside the last if it fits so, else anew.
  private @Nullable SortedMap<VmId, HostId> added(
      Item item, SortedMap<VmId, HostId> placed, List<Item> accepted) {
    var room = new TreeMap<>(free);
    for (var other : accepted) {
      var host = placed.get(other.vm());
      if (host != null) room.merge(host, -other.memoryMiB(), Long::sum);
    }
    var host = roomiest(item, room);
    if (host != null) {
      var next = new TreeMap<>(placed);
      next.put(item.vm(), host);
      return next;
    }
    var all = new ArrayList<>(accepted);
    all.add(item);
    return together(all);
  }

  private static @Nullable HostId roomiest(Item item, SortedMap<HostId, Long> room) {
    HostId best = null;
    long bestFree = item.memoryMiB() - 1;
    for (var host : item.hosts()) {
      long has = room.getOrDefault(host, 0L);
      if (has > bestFree) {
        best = host;
        bestFree = has;
      }
    }
    return best;
  }

  /// Biggest and choosiest first, then every host it may have, tightest first.
  private @Nullable SortedMap<VmId, HostId> together(List<Item> items) {
    var order = new ArrayList<>(items);
    order.sort(
        Comparator.comparingLong(Item::memoryMiB)
            .reversed()
            .thenComparingInt(item -> item.hosts().size())
            .thenComparing(Item::vm));
    nodes = 0;
    var room = new TreeMap<>(free);
    long need = 0;
    long has = 0;
    for (var item : order) need += item.memoryMiB();
    for (var host : room.values()) has += Math.max(0, host);
    if (need > has) return null;
    var placed = new TreeMap<VmId, HostId>();
    if (search(order, 0, room, placed)) return Collections.unmodifiableSortedMap(placed);
    if (nodes >= NODES_MAX) exact = false;
    return null;
  }

  private boolean search(
      List<Item> order, int at, SortedMap<HostId, Long> room, SortedMap<VmId, HostId> placed) {
    if (at == order.size()) return true;
    if (++nodes >= NODES_MAX) return false;
    var item = order.get(at);
    var hosts = new ArrayList<HostId>();
    for (var host : item.hosts()) {
      if (room.getOrDefault(host, 0L) >= item.memoryMiB()) hosts.add(host);
    }
    hosts.sort(
        Comparator.comparingLong((HostId host) -> room.getOrDefault(host, 0L))
            .thenComparing(Comparator.naturalOrder()));
    for (var host : hosts) {
      room.merge(host, -item.memoryMiB(), Long::sum);
      placed.put(item.vm(), host);
      if (search(order, at + 1, room, placed)) return true;
      placed.remove(item.vm());
      room.merge(host, item.memoryMiB(), Long::sum);
      if (nodes >= NODES_MAX) return false;
    }
    return false;
  }
}
