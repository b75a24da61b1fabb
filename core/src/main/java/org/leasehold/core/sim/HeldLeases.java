package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The leases held through one lockspace, by slot: asked for each VM each second.
final class HeldLeases {
  private SimLockspace.@Nullable Held[] bySlot = new SimLockspace.@Nullable Held[0];
  private int count;

  SimLockspace.@Nullable Held get(int slot) {
    return slot >= 0 && slot < bySlot.length ? bySlot[slot] : null;
  }

  void put(SimLockspace.Held held) {
    if (held.slot() >= bySlot.length) bySlot = Arrays.copyOf(bySlot, held.slot() + 16);
    if (bySlot[held.slot()] == null) count++;
    bySlot[held.slot()] = held;
  }

  void remove(int slot) {
    if (get(slot) == null) return;
    bySlot[slot] = null;
    count--;
  }

  void clear() {
    Arrays.fill(bySlot, null);
    count = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// In the order of slots; does not change afterwards.
  List<SimLockspace.Held> all() {
    if (count == 0) return List.of();
    var all = new ArrayList<SimLockspace.Held>(count);
    for (var held : bySlot) if (held != null) all.add(held);
    return all;
  }
}
