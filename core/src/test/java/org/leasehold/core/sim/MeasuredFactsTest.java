package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.Engine;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.VmEntry;

/// The model against what was measured on the real daemons with io_timeout 1 (8N = 8 s, 8N+60 = 68
/// s): no engine acts here, guards and agents are ended unless a test wants them.
class MeasuredFactsTest {
  private final World world =
      new World(
          new Scenario(
              List.of(host("kvm1"), host("kvm2")),
              List.of(new Scenario.Store("store1", new IoTimeout(1))),
              List.of(
                  new Scenario.Vm(
                      "vm1", 0, 1024, 50, HaMode.PROTECTED, 2000, VmEntry.Allowances.NONE, -1)),
              List.of(),
              Settings.DEFAULT,
              900,
              false),
          1,
          true,
          EnumSet.noneOf(PlantedBug.class),
          Engine::new,
          AreaKind.FIELDS);
  private final SimHost kvm1 = world.hosts.get(0);
  private final SimHost kvm2 = world.hosts.get(1);
  private final SimStore store = world.home();
  private final SimVm vm = world.vms.getFirst();

  private static Scenario.Host host(String name) {
    return new Scenario.Host(name, 8192, Watchdog.NONE, 0, false, true, true);
  }

  MeasuredFactsTest() {
    world.begin();
    to(30);
    for (var host : world.hosts) {
      host.agent.end();
      host.guard.end();
    }
    assertTrue(kvm1.sanlock.lockspace(store).isJoined());
    assertTrue(kvm2.sanlock.lockspace(store).isJoined());
  }

  private void to(double seconds) {
    world.run((long) (seconds * SimTime.SECOND));
  }

  private double now() {
    return (double) world.queue.nowNanos() / SimTime.SECOND;
  }

  private SimCopy start(SimHost host, List<SimLibvirt.CpuStart> results) {
    var copy = Objects.requireNonNull(host.libvirt.createPaused(vm, true));
    host.libvirt.startCpus(copy, "test", results::add);
    return copy;
  }

  private SimCopy startAndRun(SimHost host) {
    var results = new ArrayList<SimLibvirt.CpuStart>();
    var copy = start(host, results);
    to(now() + 1);
    assertInstanceOf(SimLibvirt.CpuStart.Runs.class, results.getFirst());
    return copy;
  }

  @Test
  void startElsewhereIsRefusedAtOnceWhileTheOwnerLives() {
    startAndRun(kvm1);
    var results = new ArrayList<SimLibvirt.CpuStart>();
    start(kvm2, results);
    to(now() + 0.5);
    assertInstanceOf(SimLibvirt.CpuStart.Refused.class, results.getFirst());
  }

  @Test
  void suspendReleasesTheLeaseAndResumeTakesItWithTheNextVersion() {
    var copy = startAndRun(kvm1);
    assertEquals(1, vm.leader().version());
    kvm1.libvirt.suspendByPerson(copy);
    to(now() + 1);
    assertTrue(vm.leader().isFree());
    kvm1.libvirt.startCpus(copy, "test", _ -> {});
    to(now() + 1);
    assertEquals(2, vm.leader().version());
  }

  @Test
  void afterPowerLossTheLeaseIsHandedOverAbout69SecondsAfterTheLastRenewal() {
    startAndRun(kvm1);
    long renewed = world.renewals.lastOf(store, kvm1, 1);
    kvm1.powerOff("test");
    to(now() + 5);
    var results = new ArrayList<SimLibvirt.CpuStart>();
    var copy = start(kvm2, results);
    while (results.isEmpty()) to(now() + 0.1);
    assertEquals(SimCopy.State.RUNNING, copy.state());
    double after = (double) (world.queue.nowNanos() - renewed) / SimTime.SECOND;
    assertTrue(after > 68 && after < 72, "handed over after " + after);
  }

  @Test
  void hungStorageEndsTheVmAt8N() {
    startAndRun(kvm1);
    double cut = now();
    kvm1.changePath(store, PathState.HUNG, 0);
    while (!vm.copies.isEmpty()) to(now() + 0.1);
    double after = now() - cut;
    assertTrue(after > 5 && after < 10, "ended after " + after);
  }

  @Test
  void resumeAfterAnotherHostRanItSucceedsInTheDaemons() {
    var old = startAndRun(kvm1);
    kvm1.libvirt.suspendByPerson(old);
    to(now() + 1);
    var other = startAndRun(kvm2);
    other.ended(ExitMark.GUEST_SHUTDOWN, "test");
    to(now() + 1);
    assertTrue(world.observers.violations().isEmpty());
    kvm1.libvirt.startCpus(old, "test", _ -> {});
    to(now() + 1);
    assertEquals(SimCopy.State.RUNNING, old.state());
    assertFalse(world.observers.violations().isEmpty(), "the disk of another was written over");
  }

  @Test
  void requestThroughTheDiskEndsTheVmAtTheNextRenewal() {
    startAndRun(kvm1);
    store.area.writeRequest(vm.slot, vm.leader().version() + 1, true);
    to(now() + 3);
    assertTrue(vm.copies.isEmpty());
    assertTrue(vm.leader().isFree());
  }

  @Test
  void sanlockKilledAndJoinedAgainWithItsNameGivesTwoCopies() {
    var old = startAndRun(kvm1);
    kvm1.sanlock.crash();
    kvm1.sanlock.start(true);
    kvm1.sanlock.lockspace(store).join();
    to(now() + 5);
    startAndRun(kvm2);
    assertEquals(SimCopy.State.RUNNING, old.state());
    assertEquals(
        List.of(Overlap.Kind.GUARD_DEAD),
        world.observers.overlaps().stream().map(Overlap::kind).distinct().toList());
  }

  @Test
  void withoutTheRejoinTheSameHappens8NPlus60AfterTheKill() {
    startAndRun(kvm1);
    kvm1.sanlock.crash();
    double killed = now();
    var results = new ArrayList<SimLibvirt.CpuStart>();
    to(now() + 5);
    start(kvm2, results);
    while (results.isEmpty()) to(now() + 0.1);
    assertTrue(now() - killed > 66 && now() - killed < 72, "after " + (now() - killed));
    assertEquals(2, vm.copies.size());
  }

  @Test
  void theGuardEndsWhatSanlockDoesNotKnow() {
    startAndRun(kvm1);
    kvm1.guard.start();
    kvm1.sanlock.crash();
    kvm1.sanlock.start(true);
    to(now() + 2);
    assertTrue(vm.copies.isEmpty());
  }

  @Test
  void theGuardEndsTheVmOfADeadDaemonAt8N() {
    startAndRun(kvm1);
    kvm1.guard.start();
    long renewed = world.renewals.lastOf(store, kvm1, 1);
    kvm1.sanlock.crash();
    while (!vm.copies.isEmpty()) to(now() + 0.1);
    double after = (double) (world.queue.nowNanos() - renewed) / SimTime.SECOND;
    assertTrue(after >= 7.5 && after < 11, "ended after " + after);
  }
}
