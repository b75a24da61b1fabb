package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// One machine: power, clocks, paths, and what runs on it.
///
/// An actor of its own: alive while it has power, frozen while the kernel stands still.
final class SimHost extends Actor {
  /// What the boot clock shows when the first daemons start.
  private static final long BOOT_SECONDS = 20;

  final World world;
  final int id;
  final String name;
  final int memoryMib;
  final Watchdog watchdog;

  /// The libvirt `qemu` hook of S6 is in place.
  boolean hookInstalled = true;

  /// S9: a host without watchdog resets itself when a QEMU survives SIGKILL.
  boolean selfResetAllowed = true;

  /// A fault other than loss of management has touched it.
  boolean troubled;

  boolean inMaintenance;

  /// The operating system is going down.
  boolean shuttingDown;

  /// The watched drift of this host's clock, in parts per million.
  long driftPpm;

  final List<SimPath> paths = new ArrayList<>();
  final List<SimCopy> copies = new ArrayList<>();
  final SimSanlock sanlock;
  final SimLibvirt libvirt;
  final SimGuard guard;
  final SimAgent agent;
  final SimBmc bmc;

  /// Sees a volume that is not the enrolled one on this store (S2): file-system id by store index.
  final TreeMap<Integer, String> wrongVolumes = new TreeMap<>();

  private long clockSetNanos;
  private long clockNanos;
  private long suspendedNanos;
  private long frozenAtNanos;
  private boolean suspended;
  private int boots;

  SimHost(World world, int id, String name, int memoryMib, Watchdog watchdog) {
    super(world.queue, null);
    this.world = world;
    this.id = id;
    this.name = name;
    this.memoryMib = memoryMib;
    this.watchdog = watchdog;
    sanlock = new SimSanlock(this);
    libvirt = new SimLibvirt(this);
    guard = new SimGuard(this);
    agent = new SimAgent(this);
    bmc = new SimBmc(this);
  }

  String bootId() {
    return name + "-boot" + boots;
  }

  int boots() {
    return boots;
  }

  /// CLOCK_MONOTONIC: does not count suspend, drifts.
  long monotonicNanos() {
    long slept = suspendedNanos + (suspended ? nowNanos() - frozenAtNanos : 0);
    return bootTimeNanos() - slept;
  }

  /// How long it was suspended since it booted.
  long sleptNanos() {
    return bootTimeNanos() - monotonicNanos();
  }

  /// CLOCK_BOOTTIME: counts suspend, drifts.
  long bootTimeNanos() {
    long running = nowNanos() - clockSetNanos;
    return clockNanos + running + running / 1_000_000 * driftPpm;
  }

  void changeDrift(long ppm) {
    clockNanos = bootTimeNanos();
    clockSetNanos = nowNanos();
    driftPpm = ppm;
  }

  @Override
  long stretched(long delayNanos) {
    return delayNanos - delayNanos / 1_000_000 * driftPpm;
  }

  /// For what goes on without the kernel: I/O under way, the watchdog device. Ends with the power.
  void laterUnfrozen(long delayNanos, Runnable action) {
    long plannedIn = life();
    world.queue.after(
        delayNanos,
        () -> {
          if (life() == plannedIn && isAlive()) action.run();
        });
  }

  void powerOn(String why) {
    if (isAlive()) return;
    begin();
    boots++;
    shuttingDown = false;
    clockSetNanos = nowNanos();
    clockNanos = SimTime.seconds(BOOT_SECONDS);
    suspendedNanos = 0;
    suspended = false;
    world.log.line(nowNanos(), "host " + name, "off -> on, " + why);
    later(SimTime.seconds(2), () -> sanlock.start(false));
    later(SimTime.seconds(2), libvirt::begin);
    later(SimTime.seconds(3), guard::start);
    later(SimTime.seconds(4), agent::start);
    for (var engine : world.engines) if (engine.runsOn == this) world.startEngineOnHost(engine);
  }

  void powerOff(String why) {
    powerOff(why, false);
  }

  private void powerOff(String why, boolean itself) {
    if (!isAlive()) return;
    world.observers.hostWentOff(this, why, itself);
    world.log.line(nowNanos(), "host " + name, "on -> off, " + why);
    for (var copy : List.copyOf(copies)) copy.gone("host lost power");
    copies.clear();
    agent.end();
    guard.end();
    libvirt.end();
    sanlock.crash();
    for (var path : paths) path.powerLost();
    world.network.hostEnded(this);
    sanlock.powerLost();
    end();
  }

  /// Watchdog, self-reset or BMC cycle: off and on again.
  void reset(String why, long bootNanos) {
    if (!isAlive()) return;
    powerOff(why, true);
    world.queue.after(bootNanos, () -> powerOn("booted after reset"));
  }

  /// @param suspend true: suspend, CLOCK_MONOTONIC stands still; false: a stall, it goes on
  void freeze(boolean suspend, String why) {
    if (!isAlive() || isFrozen()) return;
    world.log.line(nowNanos(), "host " + name, "running -> frozen, " + why);
    suspended = suspend;
    frozenAtNanos = nowNanos();
    super.freeze();
    if (watchdog == Watchdog.HARD && sanlock.hasLockspace()) {
      long frozenIn = frozenAtNanos;
      laterUnfrozen(
          world.chance.between(SimTime.seconds(50), SimTime.seconds(60)),
          () -> {
            if (isFrozen() && frozenAtNanos == frozenIn) {
              reset("watchdog: not petted for 60 s", SimTime.seconds(40));
            }
          });
    }
  }

  @Override
  void thaw() {
    if (!isAlive() || !isFrozen()) return;
    if (suspended) suspendedNanos += nowNanos() - frozenAtNanos;
    suspended = false;
    world.log.line(
        nowNanos(),
        "host " + name,
        "frozen -> running after " + SimTime.text(nowNanos() - frozenAtNanos) + " s");
    thawedAtNanos = nowNanos();
    super.thaw();
    for (var copy : List.copyOf(copies)) copy.writingMayHaveChanged();
  }

  long thawedAtNanos = Long.MIN_VALUE / 2;

  long frozenAtNanos() {
    return frozenAtNanos;
  }

  void changePath(SimStore store, PathState to, long slowNanos) {
    var path = paths.get(store.index);
    path.change(to, slowNanos);
    for (var copy : List.copyOf(copies)) copy.pathChanged(store);
  }

  boolean seesEnrolledVolume(SimStore store) {
    return !wrongVolumes.containsKey(store.index);
  }

  int memoryUsedMib() {
    int used = 0;
    for (var copy : copies) used += copy.vm.memoryMib;
    return used;
  }

  @Override
  public String toString() {
    return name;
  }
}
