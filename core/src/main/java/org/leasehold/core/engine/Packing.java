package org.leasehold.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /// Room and number of a host in one sortable number: the number takes the lower bits.
  private static final int NUMBER_BITS = 16;

  /// Room in MiB, and above it the kind of host, in one number.
  private static final int ROOM_BITS = 40;

  /// Above it the sums would take megabytes.
  private static final int UNITS_MAX = 1 << 20;

  private static final int NUMBER_MASK = (1 << NUMBER_BITS) - 1;

  private static final Comparator<Piece> BIGGEST_AND_CHOOSIEST =
      Comparator.comparingLong(Piece::memoryMiB)
          .reversed()
          .thenComparingInt(piece -> piece.hosts.length)
          .thenComparing(Piece::vm);

  private final HostId[] hosts;
  private final long[] free;
  private final int[] alike;
  private final List<Piece> pieces;
  private int nodes;
  private boolean exact = true;

  /// What the remaining VMs could fill of a host at best, by how many are placed: bit `n` is set
  /// where some of them need `n` units together.
  private BitSet[] sums = new BitSet[0];

  /// In MiB: what every VM's memory is a multiple of.
  private long unitMiB = 1;

  /// Rooms, host by host, from which the rest is known not to fit.
  private TreeSet<long[]> failed = new TreeSet<>(Arrays::compare);

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

  /// An item with the numbers of its hosts, ascending.
  private static final class Piece {
    final int number;
    final VmId vm;
    final long memoryMiB;
    final int[] hosts;

    Piece(int number, Item item, int[] hosts) {
      this.number = number;
      this.vm = item.vm();
      this.memoryMiB = item.memoryMiB();
      this.hosts = hosts;
    }

    long memoryMiB() {
      return memoryMiB;
    }

    VmId vm() {
      return vm;
    }
  }

  private Packing(List<Item> items, SortedMap<HostId, Long> freeMiB) {
    var all = new TreeSet<>(freeMiB.keySet());
    for (var item : items) all.addAll(item.hosts());
    hosts = all.toArray(new HostId[0]);
    free = new long[hosts.length];
    for (int i = 0; i < hosts.length; i++) free[i] = freeMiB.getOrDefault(hosts[i], 0L);
    pieces = new ArrayList<>(items.size());
    for (var item : items) {
      int[] own = item.hosts().stream().mapToInt(this::number).sorted().toArray();
      pieces.add(new Piece(pieces.size(), item, own));
    }
    alike = alike();
  }

  private int number(HostId host) {
    return Arrays.binarySearch(hosts, host);
  }

  /// Hosts that every VM treats alike get the same number.
  private int[] alike() {
    int[] kind = new int[hosts.length];
    for (var piece : pieces) {
      var refined = new TreeMap<Integer, Integer>();
      int next = 0;
      for (int host = 0; host < kind.length; host++) {
        boolean isIn = Arrays.binarySearch(piece.hosts, host) >= 0;
        var known = refined.putIfAbsent(kind[host] * 2 + (isIn ? 1 : 0), next);
        kind[host] = known == null ? next++ : known;
      }
    }
    return kind;
  }

  static Result pack(List<Item> items, SortedMap<HostId, Long> freeMiB) {
    return new Packing(items, freeMiB).pack();
  }

  private Result pack() {
    var accepted = new ArrayList<Piece>();
    var left = new ArrayList<VmId>();
    int[] placed = new int[pieces.size()];
    long[] room = free.clone();
    for (var piece : pieces) {
      int host = roomiest(piece, room);
      if (host >= 0) {
        placed[piece.number] = host;
        room[host] -= piece.memoryMiB;
        accepted.add(piece);
        continue;
      }
      accepted.add(piece);
      if (!together(accepted, placed)) {
        accepted.removeLast();
        left.add(piece.vm);
        continue;
      }
      room = free.clone();
      for (var other : accepted) room[placed[other.number]] -= other.memoryMiB;
    }
    var where = new TreeMap<VmId, HostId>();
    for (var piece : accepted) where.put(piece.vm, hosts[placed[piece.number]]);
    return new Result(where, List.copyOf(left), exact);
  }

  /// The host with the most room for it beside those already placed; -1 for none.
  private static int roomiest(Piece piece, long[] room) {
    int best = -1;
    long bestFree = piece.memoryMiB - 1;
    for (int host : piece.hosts) {
      if (room[host] > bestFree) {
        best = host;
        bestFree = room[host];
      }
    }
    return best;
  }

  /// Biggest and choosiest first, then every host it may have, tightest first. Writes to `placed`
  /// only when all fit.
  private boolean together(List<Piece> wanted, int[] placed) {
    if (roomiest(wanted.getLast(), free) < 0) return false;
    var order = new ArrayList<>(wanted);
    order.sort(BIGGEST_AND_CHOOSIEST);
    long[] need = new long[order.size() + 1];
    for (int i = order.size() - 1; i >= 0; i--) need[i] = need[i + 1] + order.get(i).memoryMiB();
    nodes = 0;
    failed = new TreeSet<>(Arrays::compare);
    sums(order);
    int[] where = new int[order.size()];
    if (search(order, 0, need, free.clone(), where)) {
      for (int i = 0; i < where.length; i++) placed[order.get(i).number] = where[i];
      return true;
    }
    if (nodes >= NODES_MAX) exact = false;
    return false;
  }

  private boolean search(List<Piece> order, int at, long[] need, long[] room, int[] where) {
    if (at == order.size()) return true;
    if (++nodes >= NODES_MAX) return false;
    if (need[at] > usable(room, at)) return false;
    var piece = order.get(at);
    // Of two VMs that are alike the later goes to a host of the same or a higher number.
    int from = at > 0 && areAlike(order.get(at - 1), piece) ? where[at - 1] : 0;
    long[] state = state(at, from, room);
    if (failed.contains(state)) return false;
    long[] tightest = tightest(piece, room, from);
    for (int i = 0; i < tightest.length; i++) {
      if (from == 0 && isTried(tightest, i)) continue;
      int host = number(tightest[i]);
      room[host] -= piece.memoryMiB;
      where[at] = host;
      if (search(order, at + 1, need, room, where)) return true;
      room[host] += piece.memoryMiB;
      if (nodes >= NODES_MAX) return false;
    }
    failed.add(state);
    return false;
  }

  private static boolean areAlike(Piece one, Piece other) {
    return one.memoryMiB == other.memoryMiB && Arrays.equals(one.hosts, other.hosts);
  }

  /// How many are placed, from which host on the next may go, and the rooms. Where it may go
  /// anywhere, those of hosts that are alike in ascending order: what failed with one fails with
  /// the other.
  private long[] state(int at, int from, long[] room) {
    long[] state = new long[room.length + 1];
    for (int i = 0; i < room.length; i++) state[i] = (long) alike[i] << ROOM_BITS | room[i];
    if (from == 0) Arrays.sort(state, 0, room.length);
    state[room.length] = (long) from << NUMBER_BITS | at;
    return state;
  }

  /// Room that the remaining VMs can fill, each host by itself.
  private long usable(long[] room, int at) {
    long sum = 0;
    for (long has : room) {
      if (has <= 0) continue;
      int units = (int) Math.min(has / unitMiB, UNITS_MAX);
      sum += sums.length == 0 ? has : unitMiB * sums[at].previousSetBit(units);
    }
    return sum;
  }

  /// Left out where they would take too much memory: then any sum counts as possible.
  private void sums(List<Piece> order) {
    unitMiB = 0;
    long all = 0;
    for (var piece : order) {
      unitMiB = gcd(piece.memoryMiB, unitMiB);
      all += piece.memoryMiB;
    }
    unitMiB = Math.max(1, unitMiB);
    sums = all / unitMiB > UNITS_MAX ? new BitSet[0] : new BitSet[order.size() + 1];
    if (sums.length == 0) return;
    sums[order.size()] = new BitSet();
    sums[order.size()].set(0);
    for (int at = order.size() - 1; at >= 0; at--) {
      sums[at] = with(sums[at + 1], (int) (order.get(at).memoryMiB / unitMiB));
    }
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /// The same sums, and each of them with so many more units.
  private static BitSet with(BitSet sums, int more) {
    var next = (BitSet) sums.clone();
    int words = more / Long.SIZE;
    int bits = more % Long.SIZE;
    long[] from = sums.toLongArray();
    long[] moved = new long[from.length + words + 1];
    for (int i = 0; i < from.length; i++) {
      moved[i + words] |= from[i] << bits;
      if (bits > 0) moved[i + words + 1] |= from[i] >>> (Long.SIZE - bits);
    }
    next.or(BitSet.valueOf(moved));
    return next;
  }

  /// The hosts with room for it, tightest first.
  private static long[] tightest(Piece piece, long[] room, int from) {
    long[] fitting = new long[piece.hosts.length];
    int count = 0;
    for (int host : piece.hosts) {
      if (host >= from && room[host] >= piece.memoryMiB) {
        fitting[count++] = (room[host] << NUMBER_BITS) | host;
      }
    }
    long[] sorted = Arrays.copyOf(fitting, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private static int number(long roomAndNumber) {
    return (int) (roomAndNumber & NUMBER_MASK);
  }

  /// A host with the same room that every VM treats alike failed just before: so will this one.
  private boolean isTried(long[] tightest, int at) {
    for (int i = at - 1; i >= 0; i--) {
      if (tightest[i] >> NUMBER_BITS != tightest[at] >> NUMBER_BITS) return false;
      if (alike[number(tightest[i])] == alike[number(tightest[at])]) return true;
    }
    return false;
  }
}
