package org.leasehold.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;

/// How many hosts may die at once, and what would not run if one more did.
///
/// @param hostsMayDie with that many of any hosts gone, every VM to be kept running still fits
/// @param exact false when the search was cut short: then it is at least that many
/// @param shortages what would not fit with one more host gone, one entry per choice of hosts, the
///   first ten
public record Headroom(int hostsMayDie, boolean exact, List<Shortage> shortages) {
  /// Above this many hosts only single losses are tried.
  private static final int HOSTS_EXACT_MAX = 10;

  private static final int SHORTAGES_MAX = 10;

  /// One choice of hosts and what would not fit.
  ///
  /// @param dead the hosts taken away
  /// @param left the VMs that would not fit
  /// @param cheapestFix what would make them fit
  public record Shortage(List<HostId> dead, List<VmId> left, String cheapestFix) {}

  public Headroom {
    shortages = List.copyOf(shortages);
  }

  /// Tries every choice of one host, then of two, and so on.
  public static Headroom of(EngineState state) {
    var t = new Turn(new Engine(), state, state.nowNanos());
    if (!t.hasDocument()) return new Headroom(0, true, List.of());
    var up = new ArrayList<HostId>();
    for (var host : t.hosts.values()) if (host.status() == HostStatus.UP) up.add(host.id());
    int most = up.size() <= HOSTS_EXACT_MAX ? up.size() - 1 : Math.min(1, up.size() - 1);
    boolean exact = most == up.size() - 1;
    for (int count = 1; count <= most; count++) {
      var shortages = new ArrayList<Shortage>();
      exact &= tryAll(t, up, count, 0, new ArrayList<>(), shortages);
      if (!shortages.isEmpty()) return new Headroom(count - 1, exact, shortages);
    }
    return new Headroom(Math.max(0, most), exact, List.of());
  }

  /// What would not fit with just these hosts gone.
  ///
  /// @return null when everything fits, or none of them is up
  public static @Nullable Shortage without(EngineState state, List<HostId> dead) {
    var t = new Turn(new Engine(), state, state.nowNanos());
    if (!t.hasDocument()) return null;
    var up = new ArrayList<HostId>();
    for (var host : t.hosts.values()) if (host.status() == HostStatus.UP) up.add(host.id());
    var shortages = new ArrayList<Shortage>();
    tryOne(t, up, dead, shortages);
    return shortages.isEmpty() ? null : shortages.getFirst();
  }

  private static boolean tryAll(
      Turn t, List<HostId> up, int count, int from, List<HostId> dead, List<Shortage> shortages) {
    if (shortages.size() == SHORTAGES_MAX) return true;
    if (dead.size() == count) return tryOne(t, up, dead, shortages);
    boolean exact = true;
    for (int i = from; i < up.size(); i++) {
      dead.add(up.get(i));
      exact &= tryAll(t, up, count, i + 1, dead, shortages);
      dead.removeLast();
    }
    return exact;
  }

  private static boolean tryOne(
      Turn t, List<HostId> up, List<HostId> dead, List<Shortage> shortages) {
    var alive = new ArrayList<>(up);
    alive.removeAll(dead);
    var free = free(t, alive);
    var items = items(t, dead, alive);
    var result = Packing.pack(items, free);
    if (!result.left().isEmpty()) {
      shortages.add(
          new Shortage(List.copyOf(dead), result.left(), fix(t, items, free, result.left())));
    }
    return result.exact();
  }

  private static SortedMap<HostId, Long> free(Turn t, List<HostId> alive) {
    var free = new TreeMap<HostId, Long>();
    for (var id : alive) {
      var host = t.hosts.get(id);
      var report = host == null ? null : host.report();
      if (host != null && report != null) {
        free.put(id, report.capacity().memoryMiB() - host.usedMiB() - toCome(t, id));
      }
    }
    return free;
  }

  /// What waits for its start on a host will need its room.
  private static long toCome(Turn t, HostId id) {
    long needed = 0;
    for (var vm : planned(t, id)) needed += vm.memoryMiB();
    return needed;
  }

  private static List<VmEntry> planned(Turn t, HostId id) {
    var planned = new ArrayList<VmEntry>();
    for (var vm : t.queue.values()) {
      var entry = t.entry(vm.id());
      boolean comes = id.equals(vm.plan()) && !vm.copies().has(id);
      if (entry != null && comes) planned.add(entry);
    }
    return planned;
  }

  private static List<Packing.Item> items(Turn t, List<HostId> dead, List<HostId> alive) {
    var entries = new ArrayList<VmEntry>();
    for (var id : dead) {
      var host = t.hosts.get(id);
      if (host == null) continue;
      for (var vm : host.vms().keys()) {
        var entry = t.entry(vm);
        var record = t.vms.get(vm);
        boolean kept =
            entry != null && record != null && QueueRules.notKept(t, record.draft(), entry) == null;
        if (kept) entries.add(entry);
      }
      for (var entry : planned(t, id)) if (!entries.contains(entry)) entries.add(entry);
    }
    entries.sort(Comparator.comparingInt(VmEntry::priority).reversed().thenComparing(VmEntry::id));
    var items = new ArrayList<Packing.Item>();
    for (var entry : entries)
      items.add(new Packing.Item(entry.id(), entry.memoryMiB(), able(t, entry, alive)));
    return items;
  }

  static List<HostId> able(Turn t, VmEntry entry, List<HostId> among) {
    var able = new ArrayList<HostId>();
    for (var id : among) {
      var host = t.hosts.get(id);
      if (host != null && Placement.unsuitable(t, entry, host) == null) able.add(id);
    }
    return able;
  }

  /// The least memory that, added to one host, makes everything fit; else the VM nobody can run.
  private static String fix(
      Turn t, List<Packing.Item> items, SortedMap<HostId, Long> free, List<VmId> left) {
    for (var item : items) {
      if (left.contains(item.vm()) && item.hosts().isEmpty()) {
        return "no other host can run " + t.name(item.vm()) + ": make one able to";
      }
    }
    HostId best = null;
    long bestMiB = Long.MAX_VALUE;
    for (var host : free.keySet()) {
      long needed = needed(items, free, host);
      if (needed < bestMiB) {
        best = host;
        bestMiB = needed;
      }
    }
    return best == null
        ? "more than one host needs more memory"
        : "%d MiB more memory in %s".formatted(bestMiB, t.name(best));
  }

  /// Halves the interval; `Long.MAX_VALUE` when no amount helps.
  private static long needed(List<Packing.Item> items, SortedMap<HostId, Long> free, HostId host) {
    long high = 0;
    for (var item : items) high += item.memoryMiB();
    if (!fits(items, free, host, high)) return Long.MAX_VALUE;
    long low = 0;
    while (high - low > 1) {
      long middle = (low + high) / 2;
      if (fits(items, free, host, middle)) high = middle;
      else low = middle;
    }
    return high;
  }

  private static boolean fits(
      List<Packing.Item> items, SortedMap<HostId, Long> free, HostId host, long more) {
    var room = new TreeMap<>(free);
    room.merge(host, more, Long::sum);
    return Packing.pack(items, room).left().isEmpty();
  }
}
