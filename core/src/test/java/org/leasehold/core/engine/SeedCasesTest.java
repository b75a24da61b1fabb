package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.VmRun;

/// The cases of the talk this product began with, by name.
class SeedCasesTest {
  @Test
  void vmWentDown() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(10);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(5);
    assertEquals(List.of("12: a on 1, ExitReported"), rig.startTexts());
    assertEquals("up@1", rig.at("a"));
  }

  @Test
  void cannotRestartBecauseResourcesAreInaccessible() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1);
    rig.host(1).cannot.put(Rig.id("a"), List.of("bridge br7 missing"));
    rig.host(2).cannot.put(Rig.id("a"), List.of("disk /disk not found"));
    rig.started().run(10);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(5);
    assertEquals(List.of(), rig.startTexts());
    assertTrue(rig.told("host kvm1: bridge br7 missing; host kvm2: disk /disk not found"));
    rig.host(2).cannot.clear();
    rig.answer(rig.host(2));
    assertEquals(List.of("15: a on 2, ExitReported"), rig.startTexts());
  }

  @Test
  void cannotRestartBecauseTheVmIsLocked() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1);
    rig.startsSucceed = false;
    rig.started().run(10);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(60);
    assertEquals(List.of("12: a on 1, ExitReported"), rig.startTexts());
    assertEquals("starting@1", rig.at("a"));
  }

  @Test
  void cannotRestartBecauseItIsBeingShutDownOnPurpose() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(10);
    rig.ask(new Request.StopVm(Rig.id("a"), true));
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(60);
    assertEquals(List.of(), rig.startTexts());
    assertEquals(
        "not wanted: it is being shut down on purpose: wanted off by anna",
        rig.state.explain(Rig.id("a")));
  }

  @Test
  void serverSilentAndVmDown() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.dies(1);
    rig.run(139);
    assertEquals(List.of(), rig.startTexts());
    rig.run(30);
    assertEquals(List.of("161: a on 2, OwnerDead"), rig.startTexts());
    assertEquals("up@2", rig.at("a"));
  }

  @Test
  void serverSilentAndVmUp() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.host(1).management = false;
    rig.run(3600);
    assertEquals(List.of(), rig.startTexts());
    assertEquals(List.of(), rig.of(Command.PowerFence.class));
    assertEquals(List.of(), rig.of(Command.StorageSideStop.class));
    assertEquals("unknown@1", rig.at("a"));
    rig.host(1).management = true;
    rig.run(3);
    assertEquals("up@1", rig.at("a"));
  }

  @Test
  void serverReportedWronglyAsRebooted() {
    var rig = Rig.of(3, Rig.vm("a"), Rig.vm("b", HaMode.CONFIRM, 50));
    rig.running("a", 1).running("b", 1).started().run(20);
    rig.host(1).management = false;
    rig.run(100);
    rig.ask(new Request.ConfirmRebooted(rig.host(1).id, "kvm1"));
    rig.run(600);
    assertEquals(List.of(), rig.startTexts());
    assertTrue(rig.told("confirmation by anna refused"));
  }

  @Test
  void onlyOneOfTwoCopiesReported() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.host(1).management = false;
    rig.run(100);
    rig.set("a", 2, VmRun.RUNNING); // a second copy, by hand, without the lease
    rig.run(600);
    assertEquals(List.of(), rig.startTexts());
    assertEquals(List.of(), rig.of(Command.DestroyCopy.class));
    assertEquals("unknown@1", rig.at("a"));
    assertTrue(rig.told("two copies"));
  }

  @Test
  void storageCutLeaseExpiresVmTerminated() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.host(1).storage = false;
    rig.run(80);
    rig.ends("a", 1, ExitMark.LEASE_KILL);
    rig.run(60);
    assertEquals(List.of(), rig.startTexts());
    assertEquals(
        "evidence: held by host 1 generation 1, FAIL to host kvm2: last renewal seen 137 s ago, dead at 140 s, in 3 s",
        rig.why("a"));
    rig.run(5);
    assertEquals(List.of("161: a on 2, OwnerDead"), rig.startTexts());
  }

  @Test
  void storageCutVmPausedLeaseReleased() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.release("a");
    rig.host(1).storage = false;
    rig.pauses("a", 1, PauseReason.IO_ERROR);
    rig.run(80);
    assertEquals(List.of(), rig.startTexts());
    rig.ends("a", 1, ExitMark.PAUSED_TOO_LONG);
    rig.run(5);
    assertEquals(List.of("103: a on 2, LeaseFree"), rig.startTexts());
  }
}
