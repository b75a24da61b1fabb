package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.VmEntry;

/// Makes the plan of a seed. All chance of a plan is spent here, so that a plan with fewer faults
/// is otherwise the same run.
final class PlanMaker {
  private static final int FAULTS_SECONDS = 480;
  private static final int LASTS_SECONDS_MAX = 240;
  private static final int SECONDS_MIN = 900;

  /// Of [Shape.Spread#MANY_SMALL]: runs of any size, and how many draws the others have.
  private static final int EVEN_PER_MILLE = 40;

  private static final int DRAWS_SMALL = 4;

  private static final List<FaultKind> CHANGE_THE_DOCUMENT =
      List.of(FaultKind.ADMIN_STOPS, FaultKind.ADMIN_MAINTENANCE);

  private final SeededRandom chance;
  private final Shape shape;
  private final long seed;

  private PlanMaker(long seed, Shape shape) {
    this.seed = seed;
    this.shape = shape;
    this.chance = SeededRandom.stream(seed, 1);
  }

  static Plan make(long seed, Shape shape) {
    return new PlanMaker(seed, shape).make();
  }

  private Plan make() {
    boolean small = shape.spread() == Shape.Spread.MANY_SMALL && !chance.chance(EVEN_PER_MILLE);
    int hosts = size(small, shape.hostsMin(), shape.hostsMax());
    int most = Math.min(shape.vmsMax(), Math.max(shape.vmsMin(), hosts * 6));
    int vms = size(small, shape.vmsMin(), most);
    int stores = chance.chance(300) ? 2 : 1;
    var storeList = new ArrayList<Scenario.Store>();
    int n = ioTimeout();
    for (int i = 0; i < stores; i++) {
      storeList.add(new Scenario.Store("store" + (i + 1), new IoTimeout(n)));
    }
    var vmList = new ArrayList<Scenario.Vm>();
    long memory = 0;
    for (int i = 0; i < vms; i++) {
      var vm = vm(i, stores);
      memory += vm.memoryMib();
      vmList.add(vm);
    }
    var hostList = hosts(hosts, memory);
    var engines = engines(hosts);
    int warm = 60 + 12 * n;
    int dead = 8 * n + 60;
    int calm = 2 * dead + 13 * n + 180;
    int seconds = Math.max(SECONDS_MIN, warm + FAULTS_SECONDS + LASTS_SECONDS_MAX + calm);
    var scenario =
        new Scenario(
            hostList, storeList, vmList, engines, Settings.DEFAULT, seconds, chance.chance(300));
    return new Plan(seed, scenario, faults(scenario, warm));
  }

  private int size(boolean small, int min, int max) {
    long size = chance.between(min, max);
    for (int i = 1; small && i < DRAWS_SMALL; i++) size = Math.min(size, chance.between(min, max));
    return (int) size;
  }

  private int ioTimeout() {
    return switch (chance.below(10)) {
      case 0 -> 1;
      case 1, 2 -> 2;
      case 3, 4 -> 5;
      case 5 -> 20;
      default -> 10;
    };
  }

  private Scenario.Vm vm(int index, int stores) {
    int roll = chance.below(100);
    var mode = roll < 85 ? HaMode.PROTECTED : roll < 93 ? HaMode.CONFIRM : HaMode.OFF;
    var allowed =
        new VmEntry.Allowances(chance.chance(300), chance.chance(200), chance.chance(200));
    return new Scenario.Vm(
        "vm" + (index + 1),
        chance.below(stores),
        512 * (int) chance.between(1, 8),
        (int) chance.between(0, 4) * 25,
        mode,
        chance.between(1500, 30_000),
        allowed,
        -1);
  }

  private List<Scenario.Host> hosts(int count, long vmMemory) {
    var list = new ArrayList<Scenario.Host>();
    long room = vmMemory * chance.between(13, 25) / 10 / count + 4096;
    for (int i = 0; i < count; i++) {
      int roll = chance.below(10);
      var watchdog = roll < 5 ? Watchdog.NONE : roll < 8 ? Watchdog.SOFT : Watchdog.HARD;
      list.add(
          new Scenario.Host(
              "kvm" + (i + 1),
              (int) room,
              watchdog,
              chance.between(-200, 200),
              chance.chance(600),
              chance.chance(800),
              chance.chance(850)));
    }
    return list;
  }

  private List<Scenario.EngineAt> engines(int hosts) {
    var list = new ArrayList<Scenario.EngineAt>();
    list.add(new Scenario.EngineAt("e1", chance.chance(500) ? -1 : chance.below(hosts)));
    if (chance.chance(600)) list.add(new Scenario.EngineAt("e2", chance.below(hosts)));
    return list;
  }

  private List<Fault> faults(Scenario scenario, int warmSeconds) {
    var kinds = List.copyOf(new TreeSet<>(shape.kinds()));
    boolean harmlessOnly = chance.chance(100);
    if (harmlessOnly) {
      var harmless = kinds.stream().filter(k -> !k.mayEndVms()).toList();
      if (!harmless.isEmpty()) kinds = harmless;
    }
    int count = (int) chance.between(2, 12);
    var faults = new ArrayList<Fault>();
    for (int i = 0; i < count; i++) faults.add(fault(chance.pick(kinds), scenario, warmSeconds));
    for (var fault : List.copyOf(faults)) {
      if (fault.kind() == FaultKind.AGENT_OLD_DOCUMENT)
        changeBefore(fault, kinds, faults, warmSeconds);
    }
    faults.sort(Comparator.comparingLong(Fault::atNanos));
    return faults;
  }

  /// An old document differs from the present one only where somebody has changed something since.
  /// Drawn after all else, so that plans without such a fault stay as they are.
  private void changeBefore(Fault old, List<FaultKind> kinds, List<Fault> faults, int warmSeconds) {
    var changes = CHANGE_THE_DOCUMENT.stream().filter(kinds::contains).toList();
    if (changes.isEmpty()) return;
    var kind = chance.pick(changes);
    long before = chance.between(SimTime.seconds(5), SimTime.seconds(120));
    faults.add(
        new Fault(
            kind,
            Math.max(SimTime.seconds(warmSeconds), old.atNanos() - before),
            lasts(kind),
            old.host(),
            old.store(),
            old.vm(),
            old.engine(),
            amount(kind)));
  }

  private Fault fault(FaultKind kind, Scenario scenario, int warmSeconds) {
    long at = SimTime.seconds(warmSeconds) + chance.between(0, SimTime.seconds(FAULTS_SECONDS));
    return new Fault(
        kind,
        at,
        lasts(kind),
        chance.below(scenario.hosts().size()),
        chance.below(scenario.stores().size()),
        chance.below(scenario.vms().size()),
        chance.below(scenario.engines().size()),
        amount(kind));
  }

  private long lasts(FaultKind kind) {
    return switch (kind) {
      case AGENT_CRASH, LIBVIRT_RESTART -> chance.between(SimTime.SECOND, SimTime.seconds(10));
      case ADMIN_STOPS, GUEST_SHUTDOWN ->
          chance.between(SimTime.seconds(25), SimTime.seconds(LASTS_SECONDS_MAX));
      case SANLOCK_REJOIN -> chance.between(SimTime.SECOND, SimTime.seconds(5));
      default ->
          switch (chance.below(4)) {
            case 0 -> chance.between(SimTime.SECOND, SimTime.seconds(20));
            case 1, 2 -> chance.between(SimTime.seconds(20), SimTime.seconds(120));
            default -> chance.between(SimTime.seconds(120), SimTime.seconds(LASTS_SECONDS_MAX));
          };
    };
  }

  private long amount(FaultKind kind) {
    return switch (kind) {
      case CLOCK_DRIFT -> chance.between(-3000, 3000);
      case MANAGEMENT_SLOW -> chance.between(SimTime.millis(200), SimTime.seconds(8));
      case PATH_SLOW -> chance.between(SimTime.millis(500), SimTime.seconds(30));
      case SLOW_BOOT -> chance.between(SimTime.seconds(60), SimTime.seconds(300));
      default -> 0;
    };
  }
}
