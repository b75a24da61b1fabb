package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;

/// What fits where, and how many hosts may die (N+1).
class PackingTest {
  private static Packing.Item item(String vm, long memory, int... hosts) {
    var ids = new ArrayList<HostId>();
    for (int host : hosts) ids.add(new HostId(host));
    return new Packing.Item(new VmId(vm), memory, ids);
  }

  private static SortedMap<HostId, Long> free(long... free) {
    var map = new TreeMap<HostId, Long>();
    for (int i = 0; i < free.length; i++) map.put(new HostId(i + 1), free[i]);
    return map;
  }

  @Test
  void findsThePackingAGreedyOneMisses() {
    var items =
        List.of(item("a", 3, 1, 2), item("b", 3, 1, 2), item("c", 2, 1, 2), item("d", 4, 1, 2));
    var result = Packing.pack(items, free(6, 6));
    assertEquals(List.of(), result.left());
    assertTrue(result.exact());
  }

  @Test
  void theLeastImportantIsLeftOut() {
    var items = List.of(item("a", 4, 1), item("b", 4, 1, 2), item("c", 4, 1, 2));
    var result = Packing.pack(items, free(4, 4));
    assertEquals(List.of(new VmId("c")), result.left());
    assertEquals(new HostId(1), result.placed().get(new VmId("a")));
    assertEquals(new HostId(2), result.placed().get(new VmId("b")));
  }

  /// Against all assignments, on many small cases: a VM is left out only if it truly does not fit.
  @Test
  void agreesWithTryingEverything() {
    long number = 42;
    for (int round = 0; round < 300; round++) {
      var items = new ArrayList<Packing.Item>();
      for (int i = 0; i < 6; i++) {
        number = number * 6_364_136_223_846_793_005L + 1;
        long memory = 1 + ((number >>> 33) % 5);
        items.add(
            (number >>> 40) % 3 == 0 ? item("v" + i, memory, 2) : item("v" + i, memory, 1, 2, 3));
      }
      var room = free(5, 4, 3);
      var result = Packing.pack(items, room);
      var accepted = new ArrayList<Packing.Item>();
      var left = new ArrayList<VmId>();
      for (var item : items) {
        accepted.add(item);
        if (!fits(accepted, 0, new TreeMap<>(room))) {
          accepted.removeLast();
          left.add(item.vm());
        }
      }
      assertEquals(left, result.left(), "round " + round);
      assertTrue(result.exact());
    }
  }

  /// A question that was cut short before what failed once was remembered: VMs alike that cannot
  /// fill hosts alike.
  @Test
  void vmsThatAreAlikeAreNotTriedInEveryOrder() {
    var items = new ArrayList<Packing.Item>();
    for (int i = 0; i < 41; i++)
      items.add(item("v" + i, 4096 + 512, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    var room = free(20000, 20000, 20000, 20000, 20000, 20000, 20000, 20000, 20000, 20000);
    var result = Packing.pack(items, room);
    assertEquals(List.of(new VmId("v40")), result.left());
    assertTrue(result.exact());
  }

  private static boolean fits(List<Packing.Item> items, int at, SortedMap<HostId, Long> room) {
    if (at == items.size()) return true;
    var item = items.get(at);
    for (var host : item.hosts()) {
      long has = room.getOrDefault(host, 0L);
      if (has < item.memoryMiB()) continue;
      room.put(host, has - item.memoryMiB());
      if (fits(items, at + 1, room)) return true;
      room.put(host, has);
    }
    return false;
  }

  private static Rig cluster(long memoryMiB) {
    var vms = new ArrayList<VmEntry>();
    for (int i = 0; i < 6; i++) vms.add(Rig.vm("v" + i, HaMode.PROTECTED, 90 - i));
    var rig = new Rig(new Engine(), 3, vms);
    for (int i = 0; i < 6; i++) rig.running("v" + i, i % 3 + 1);
    for (int i = 1; i <= 3; i++) rig.host(i).memoryMiB = memoryMiB;
    return rig.started().run(6);
  }

  @Test
  void saysHowManyHostsMayDieWhichVmWouldNotFitAndTheCheapestFix() {
    assertEquals(new Headroom(2, true, List.of()), Headroom.of(cluster(6 * 1024).state));
    var one = Headroom.of(cluster(3 * 1024).state);
    assertEquals(1, one.hostsMayDie());
    var none = Headroom.of(cluster(2 * 1024 + 100).state);
    assertEquals(0, none.hostsMayDie());
    assertEquals(
        new Headroom.Shortage(
            List.of(new HostId(1)),
            List.of(new VmId("v0"), new VmId("v3")),
            "1948 MiB more memory in host kvm2"),
        none.shortages().getFirst());
  }

  @Test
  void aVmThatFitsOnlyIfOthersMoveGetsItsPlace() {
    var big =
        new VmEntry(
            Rig.id("z"),
            "z",
            1,
            3072,
            HaMode.PROTECTED,
            Rig.STORE,
            10,
            Rig.vm("z").wanted(),
            Rig.vm("z").resume(),
            List.of(new HostId(2), new HostId(1)),
            List.of(),
            "",
            Rig.DISKS,
            VmEntry.Allowances.NONE);
    var rig = Rig.of(3, Rig.vm("a"), Rig.vm("b"), big);
    rig.running("a", 1).running("b", 1).running("z", 1);
    rig.host(2).memoryMiB = 3072;
    rig.host(3).memoryMiB = 2048;
    rig.started().run(20);
    rig.dies(1);
    rig.run(160);
    assertEquals(3, rig.starts().size());
    assertEquals(List.of("up@3", "up@3", "up@2"), List.of(rig.at("a"), rig.at("b"), rig.at("z")));
  }

  @Test
  void saysWhatNoMemoryMends() {
    var alone = Rig.of(2, Rig.vm("a")).running("a", 1);
    alone.host(2).cannot.put(Rig.id("a"), List.of("no network lan"));
    var unable = Headroom.without(alone.started().run(6).state, List.of(new HostId(1)));
    assertEquals(
        "no other host can run vm a: make one able to", unable == null ? "" : unable.cheapestFix());
    var apart = new Rig(new Engine(), 4, List.of(Rig.vm("a"), Rig.vm("b")));
    apart.running("a", 1).running("b", 2);
    apart.host(3).cannot.put(Rig.id("a"), List.of("no network lan"));
    apart.host(4).cannot.put(Rig.id("b"), List.of("no network lan"));
    apart.host(3).memoryMiB = 100;
    apart.host(4).memoryMiB = 100;
    var two = List.of(new HostId(1), new HostId(2));
    var both = Headroom.without(apart.started().run(6).state, two);
    assertEquals("more than one host needs more memory", both == null ? "" : both.cheapestFix());
  }
}
