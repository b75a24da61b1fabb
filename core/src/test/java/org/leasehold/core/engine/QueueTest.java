package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmRun;

/// The restart queue (B1 to B11).
class QueueTest {
  private static void refuseAll(Rig rig) {
    for (var pending : rig.state.pending()) {
      if (pending.value().command() instanceof Command.StartVm start) {
        rig.end(start, new Outcome.Refused(Outcome.Refusal.RESOURCES, "no memory"));
      }
    }
  }

  @Test
  void tenTriesThirtySecondsApartThenEveryThirtyMinutesForEver() {
    var rig = Rig.of(1, Rig.vm("a")).running("a", 1);
    rig.startsSucceed = false;
    rig.started().run(10);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    for (int i = 0; i < 7200; i++) {
      rig.run(1);
      refuseAll(rig);
    }
    var seconds = new ArrayList<Long>();
    long first = rig.starts().getFirst().header().issuedNanos();
    for (var start : rig.starts()) {
      seconds.add((start.header().issuedNanos() - first) / Turn.SECOND);
    }
    var expected =
        List.of(0L, 30L, 60L, 90L, 120L, 150L, 180L, 210L, 240L, 270L, 2070L, 3870L, 5670L);
    assertEquals(expected, seconds);
  }

  /// The queue's whole diagram: waiting, starting, back to waiting on failure, starting, out.
  @Test
  void aVmGoesThroughTheQueueFromDownToStartingToOut() {
    var rig = Rig.of(1, Rig.vm("a")).running("a", 1);
    rig.startsSucceed = false;
    rig.started().run(10);
    rig.host(1).cannot.put(Rig.id("a"), List.of("no bridge"));
    rig.answer(rig.host(1));
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    var phases = new ArrayList<String>();
    for (int second = 0; second < 200; second++) {
      if (second == 20) rig.host(1).cannot.clear();
      if (second == 20) rig.answer(rig.host(1));
      if (second == 60) refuseAll(rig);
      if (second == 120) rig.end(rig.starts().getLast(), new Outcome.Done("runs"));
      if (second == 120) rig.runs("a", rig.host(1), 2);
      rig.run(1);
      var restart = rig.record("a").restart();
      String phase = restart == null ? "out" : restart.phase().name();
      if (phases.isEmpty() || !phases.getLast().equals(phase)) phases.add(phase);
    }
    assertEquals(List.of("out", "DOWN", "STARTING", "DOWN", "STARTING", "out"), phases);
  }

  @Test
  void oneTryUsesUpToThreeHostsAndNoneTwice() {
    var rig = Rig.of(5, Rig.vm("a")).running("a", 1);
    rig.startsSucceed = false;
    rig.started().run(10);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(2);
    for (int i = 0; i < 5; i++) refuseAll(rig);
    assertEquals(
        List.of("12: a on 1, ExitReported", "12: a on 2, ExitReported", "12: a on 3, ExitReported"),
        rig.startTexts());
    assertEquals("next try: in 30.0 s, after 1 failed", conditionAfterTick(rig));
  }

  private static String conditionAfterTick(Rig rig) {
    rig.run(1);
    return rig.why("a");
  }

  @Test
  void aHostComingBackWakesTheQueueAtOnce() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1);
    rig.host(2).memoryMiB = 512;
    rig.started().run(20);
    rig.dies(1);
    rig.run(600);
    assertEquals(List.of(), rig.starts());
    rig.host(2).memoryMiB = 4096;
    rig.host(2).management = false;
    rig.run(6);
    rig.host(2).management = true;
    rig.run(5);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void memoryComingBackWakesTheQueueAtOnce() {
    var rig = Rig.of(2, Rig.vm("a"), Rig.vm("b")).running("a", 1).running("b", 2);
    rig.host(2).memoryMiB = 1500;
    rig.started().run(20);
    rig.dies(1);
    rig.run(300);
    assertEquals(List.of(), rig.starts());
    rig.ends("b", 2, ExitMark.GUEST_SHUTDOWN);
    rig.run(5);
    assertEquals(1, rig.starts().size());
    assertEquals(new VmId("a"), rig.starts().getFirst().vm());
  }

  @Test
  void higherPriorityStartsFirstAndLowerWaitsUntilItIsUp() {
    var rig = Rig.of(2, Rig.vm("a", HaMode.PROTECTED, 10), Rig.vm("b", HaMode.PROTECTED, 90));
    rig.running("a", 1).running("b", 1);
    rig.startsSucceed = false;
    rig.started().run(10);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.ends("b", 1, ExitMark.QEMU_LOST);
    rig.run(1);
    rig.report(rig.host(1));
    rig.run(20);
    assertEquals(new VmId("b"), rig.starts().getLast().vm());
  }

  /// A VM of lower priority waits at most 600 s in all, then goes whatever others do.
  @Test
  void priorityWaitEndsAtItsCap() {
    var high = Rig.vm("b", HaMode.PROTECTED, 90);
    var rig = Rig.of(2, Rig.vm("a", HaMode.PROTECTED, 10), high);
    rig.running("a", 1).running("b", 1);
    rig.startsSucceed = false;
    rig.started().run(9);
    rig.ends("b", 1, ExitMark.QEMU_LOST);
    rig.run(3);
    assertEquals(1, rig.starts().size());
    rig.end(rig.starts().getFirst(), new Outcome.Done("lease held"));
    rig.host(1).vms.remove(Rig.id("b"));
    rig.runs("b", rig.host(1), 2);
    rig.set("b", 1, VmRun.STARTING); // boots for ever
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(3);
    long since = rig.nanos / Turn.SECOND;
    assertEquals(
        "waits for others: vm b has priority 90, it has 10, waited 0.0 s of at most 600 s",
        rig.why("a"));
    rig.run(599);
    assertEquals(1, rig.starts().size());
    rig.run(2);
    assertEquals(2, rig.starts().size());
    assertEquals(since + 600, rig.starts().getLast().header().issuedNanos() / Turn.SECOND);
  }

  @Test
  void startAfterWaitsForTheFirst() {
    var after =
        new VmEntry(
            Rig.id("b"),
            "b",
            1,
            1024,
            HaMode.PROTECTED,
            Rig.STORE,
            50,
            Rig.vm("b").wanted(),
            Rig.vm("b").resume(),
            List.of(),
            List.of(Rig.id("a")),
            "",
            Rig.DISKS,
            VmEntry.Allowances.NONE);
    var rig = Rig.of(2, Rig.vm("a"), after).running("a", 1).running("b", 1).started().run(20);
    rig.dies(1);
    rig.run(145);
    assertEquals(
        List.of(new VmId("a"), new VmId("b")),
        rig.starts().stream().map(Command.StartVm::vm).toList());
  }

  @Test
  void anotherRunOfTheAgentIsBelievedAtOnceThatAStartedVmIsNotThere() {
    var rig = Rig.of(1, Rig.vm("a"));
    rig.startsSucceed = false;
    rig.started().run(60);
    rig.end(rig.starts().getFirst(), new Outcome.MayHaveHappened("agent restarted"));
    assertEquals("may be running: on host kvm1, waits for its report", rig.why("a"));
    rig.host(1).agent++;
    rig.host(1).number = 0;
    rig.run(45);
    assertEquals(2, rig.starts().size());
  }

  @Test
  void aBrokenConnectionOnStartMayMeanRunningAndNoOtherHostIsTried() {
    for (var engine : List.of(new Engine(), Engine.without(Safeguard.MAY_BE_RUNNING))) {
      var rig = new Rig(engine, 3, List.of(Rig.vm("a")));
      rig.running("a", 1);
      rig.startsSucceed = false;
      rig.started().run(10);
      rig.ends("a", 1, ExitMark.QEMU_LOST);
      rig.run(2);
      rig.end(rig.starts().getFirst(), new Outcome.MayHaveHappened("connection reset"));
      boolean sound = engine.holds(Safeguard.MAY_BE_RUNNING);
      assertEquals(sound ? 1 : 2, rig.starts().size());
      if (!sound) continue;
      assertEquals(
          "may be running: on host kvm1, waits for its report", rig.state.explain(Rig.id("a")));
      rig.runs("a", rig.host(1), 2);
      rig.run(3);
      assertEquals("up@1", rig.at("a"));
    }
  }

  /// Both edges of restart.startLimit.
  @Test
  void aStartWithoutAnOutcomeMayBeRunningOnlyAfterItsLimit() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1);
    rig.startsSucceed = false;
    rig.started().run(10);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(2);
    long asked = rig.starts().getFirst().header().issuedNanos() / Turn.SECOND;
    rig.run((int) (asked + 119 - rig.second()));
    assertEquals(VmStatus.STARTING, rig.record("a").status());
    rig.run(2);
    assertEquals(VmStatus.UNKNOWN, rig.record("a").status());
    assertEquals(1, rig.starts().size());
  }

  @Test
  void aStartThatMayBeRunningButIsNotIsTriedAgain() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1);
    rig.startsSucceed = false;
    rig.started().run(10);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(2);
    rig.end(rig.starts().getFirst(), new Outcome.MayHaveHappened("connection reset"));
    rig.host(1).vms.clear();
    rig.run(40);
    assertEquals(2, rig.starts().size());
  }

  @Test
  void oneStartAtATimePerVm() {
    for (var engine : List.of(new Engine(), Engine.without(Safeguard.VM_LOCK))) {
      var rig = new Rig(engine, 2, List.of(Rig.vm("a")));
      rig.running("a", 1);
      rig.startsSucceed = false;
      rig.started().run(10);
      rig.ends("a", 1, ExitMark.QEMU_LOST);
      rig.run(6);
      assertEquals(engine.holds(Safeguard.VM_LOCK), rig.starts().size() == 1);
    }
  }

  @Test
  void theQueueIsRebuiltWhenTheEngineStartsAnew() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1);
    rig.host(1).cannot.put(Rig.id("a"), List.of("no"));
    rig.host(2).cannot.put(Rig.id("a"), List.of("no"));
    rig.started().run(10);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(3);
    assertEquals("down@1", rig.at("a"));
    var memory = rig.state.memory();
    rig.host(1).cannot.clear();
    rig.host(1).vms.clear();
    rig.started(memory).run(5);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void afterARestoreOnlyVmsWithALeaseStart() {
    var rig = Rig.of(2, Rig.vm("a"), Rig.vm("b", HaMode.CONFIRM, 50));
    rig.leases.put(Rig.id("a"), new Rig.Lease(null, false, 0, 0));
    var vms =
        List.of(
            new Memory.OfVm(
                Rig.id("a"),
                VmStatus.DOWN,
                rig.host(1).id,
                null,
                null,
                ExitStatus.ERROR,
                false,
                false,
                null),
            new Memory.OfVm(
                Rig.id("b"),
                VmStatus.DOWN,
                rig.host(1).id,
                null,
                null,
                ExitStatus.ERROR,
                false,
                false,
                null));
    rig.started(new Memory(new Epoch(1), List.of(), vms, true)).run(100);
    assertEquals(List.of(new VmId("a")), rig.starts().stream().map(Command.StartVm::vm).toList());
    assertEquals(
        "not wanted: the journal was restored from a backup and it has no lease", rig.why("b"));
  }

  @Test
  void anInactiveStoreOnlyWarns() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1);
    rig.host(1).storeError = 5;
    rig.host(2).storeError = 5;
    rig.started().run(310);
    assertTrue(rig.told("active -> inactive"));
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(5);
    assertEquals(1, rig.starts().size());
    assertTrue(rig.told("starts though its store is inactive"));
  }

  @Test
  void startsOnOneHostAreCapped() {
    var vms = new ArrayList<VmEntry>();
    for (int i = 0; i < 8; i++) vms.add(Rig.vm("v" + i));
    var rig = new Rig(new Engine(), 2, vms);
    for (var vm : vms) rig.running(vm.name(), 1);
    rig.startsSucceed = false;
    rig.started().run(20);
    rig.dies(1);
    rig.run(150);
    assertEquals(4, rig.starts().size());
    for (var start : rig.starts()) {
      rig.runs(start.vm().text(), rig.host(2), 2);
      rig.end(start, new Outcome.Done("lease held"));
    }
    rig.run(5);
    assertEquals(8, rig.starts().size());
  }

  @Test
  void aStartThatAPersonAskedForIsNotForgottenWithTheEngine() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1);
    rig.host(1).cannot.put(Rig.id("a"), List.of("no"));
    rig.host(2).cannot.put(Rig.id("a"), List.of("no"));
    rig.started().run(10);
    rig.ends("a", 1, ExitMark.GUEST_SHUTDOWN);
    rig.run(3);
    rig.ask(new Request.StartVm(Rig.id("a"), null));
    rig.run(3);
    var memory = rig.state.memory();
    rig.host(1).cannot.clear();
    rig.host(1).vms.clear();
    rig.started(memory).run(5);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void whoWaitsForAPersonKeepsNobodyOutOnceADeadHostWouldBeKnown() {
    var rig = Rig.of(2, Rig.vm("a", HaMode.CONFIRM, 90), Rig.vm("b"));
    rig.running("a", 1).running("b", 1);
    rig.host(2).memoryMiB = 1500;
    rig.started().run(20);
    rig.dies(1);
    rig.run(80);
    assertEquals(rig.host(2).id, rig.record("a").plan());
    assertEquals(
        "no host can run it: host kvm1: non-responsive; host kvm2: needs 1024 MiB, 476 free",
        rig.why("b"));
    rig.run(400);
    assertEquals(List.of(Rig.id("b")), rig.starts().stream().map(Command.StartVm::vm).toList());
  }

  @Test
  void aStoreComingBackWakesTheQueueAtOnce() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1);
    rig.startsSucceed = false;
    rig.started().run(10);
    rig.host(2).storeError = 5;
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(3);
    for (int i = 0; i < 2; i++) {
      rig.end(rig.starts().get(i), new Outcome.Refused(Outcome.Refusal.RESOURCES, "no store"));
    }
    rig.run(6);
    assertEquals(2, rig.starts().size());
    rig.host(2).storeError = 0;
    rig.run(3);
    assertEquals(3, rig.starts().size());
  }
}
