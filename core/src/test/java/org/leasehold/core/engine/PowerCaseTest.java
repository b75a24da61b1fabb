package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostEntry;

/// What is told of a power operation, each way to end having an event of its own, and of the
/// regular look at the devices.
class PowerCaseTest {
  /// Host 1 of 4 is dead, and everything but power was tried.
  private static Rig dead() {
    var rig = new Rig(new Engine(), 4, List.of(Rig.vm("a")));
    return silent(rig);
  }

  private static Rig silent(Rig rig) {
    rig.running("a", 1).started().run(400);
    rig.dies(1);
    rig.run(70);
    for (var soft : rig.of(Command.SoftRestartAgent.class)) {
      rig.end(soft, new Outcome.Failed("no route"));
    }
    return rig;
  }

  private static Command.PowerFence off(Rig rig) {
    TreatmentTest.runWithProbes(rig, 90, false);
    return rig.of(Command.PowerFence.class).getFirst();
  }

  @Test
  void everyFaultIsAnEventOfItsOwn() {
    for (var fault : PowerFault.values()) {
      var rig = dead();
      rig.end(off(rig), new Outcome.NotSwitched(fault, "because of " + fault.word()));
      assertTrue(rig.toldEvent("treatment.power." + fault.word()), fault.word());
      assertTrue(rig.told("because of " + fault.word()));
    }
  }

  @Test
  void whatFailedThroughOneHostIsToldBeforeItIsTriedThroughAnother() {
    var rig = dead();
    rig.end(off(rig), new Outcome.NotSwitched(PowerFault.NO_ANSWER, "it is dead"));
    assertTrue(rig.told("it is dead"));
    assertEquals(2, rig.of(Command.PowerFence.class).size());
    assertEquals(HostStatus.REBOOT, rig.record(1).status());
  }

  @Test
  void whatWasCalledOffIsNotTriedThroughAnother() {
    var rig = dead();
    rig.end(off(rig), new Outcome.NotSwitched(PowerFault.CALLED_OFF, "the case is closed"));
    assertEquals(1, rig.of(Command.PowerFence.class).size());
    assertEquals(HostStatus.NON_RESPONSIVE, rig.record(1).status());
  }

  @Test
  void aHostWhosePowerFencingIsOffIsRebootedByHand() {
    var rig = new Rig(new Engine(), 4, List.of(Rig.vm("a")));
    var device = new FenceDevice("bmc", 1, "fence_ipmilan", new TreeMap<>(), "");
    var entries = new TreeMap<>(rig.document.hosts());
    var id = rig.host(1).id;
    entries.put(
        id, new HostEntry(id, "kvm1", false, new FenceSettings(false, "", List.of(device))));
    var d = rig.document;
    rig.document =
        new ClusterDocument(
            d.epoch(), d.revision(), entries, d.stores(), d.vms(), d.home(), d.settings());
    silent(rig);
    TreatmentTest.runWithProbes(rig, 100, false);
    assertEquals(List.of(), rig.of(Command.PowerFence.class));
    assertTrue(rig.told("power fencing of this host is off: reboot it by hand and confirm"));
  }

  @Test
  void theReasonStandsUntilTheHeartbeatIsSeenAgainOrTheClaimIsLost() {
    var rig = dead();
    var off = off(rig);
    assertNull(PowerGate.closed(rig.state, off));
    var claimLost = new Rig(new Engine(), 4, List.of(Rig.vm("a")));
    silent(claimLost);
    var its = off(claimLost);
    claimLost.send(new Event.ClaimChanged(claimLost.nanos, Claim.LOST, claimLost.state.epoch()));
    assertEquals("this engine does not act any more", PowerGate.closed(claimLost.state, its));
    rig.host(1).storage = true;
    rig.host(1).power = true;
    rig.run(3);
    assertNotNull(PowerGate.closed(rig.state, off));
    rig.end(off, new Outcome.NotSwitched(PowerFault.NO_ANSWER, "dead"));
    assertEquals("the case is closed", PowerGate.closed(rig.state, off));
  }

  @Test
  void aHostThatGoesSilentJustAfterAnotherWasSwitchedIsNamed() {
    var rig = dead();
    rig.end(off(rig), new Outcome.Done("off"));
    rig.host(2).management = false;
    rig.run(5);
    assertTrue(rig.toldEvent("treatment.power.other-silent"));
    assertTrue(rig.told("after the power of host kvm1 was switched; check the wiring"));
  }

  @Test
  void aHostThatGoesSilentMuchLaterIsNot() {
    var rig = dead();
    rig.end(off(rig), new Outcome.Done("off"));
    rig.run(10);
    rig.end(rig.of(Command.PowerFence.class).getLast(), new Outcome.Done("on"));
    rig.run(70);
    rig.host(2).management = false;
    rig.run(5);
    assertFalse(rig.toldEvent("treatment.power.other-silent"));
  }

  @Test
  void aDevicesFaultIsToldWhenItAppearsAndWhenItIsOver() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started();
    rig.run(10);
    var id = rig.host(1).id;
    rig.send(new Event.PowerChecked(rig.nanos, id, false, "bmc: no answer"));
    rig.send(new Event.PowerChecked(rig.nanos, id, false, "bmc: no answer"));
    assertEquals("bmc: no answer", rig.record(1).powerFault());
    assertTrue(rig.told("its power could not be switched now"));
    rig.send(new Event.PowerChecked(rig.nanos, id, true, "bmc through kvm2: no answer"));
    assertTrue(rig.told("not every way to switch its power works"));
    rig.send(new Event.PowerChecked(rig.nanos, id, true, ""));
    assertTrue(rig.told("power devices answer again"));
    assertEquals("", rig.record(1).powerFault());
  }

  @Test
  void aHostThatAnswersInTheSameBootLongAfterOffMeansThatTheDeviceLied() {
    var rig = dead();
    rig.end(off(rig), new Outcome.Done("off"));
    rig.run(10);
    rig.end(rig.of(Command.PowerFence.class).getLast(), new Outcome.Done("on"));
    rig.run(20);
    // It was frozen: its first report comes before its first renewal.
    rig.host(1).power = true;
    rig.host(1).management = true;
    rig.run(4);
    assertTrue(rig.told("same boot, and it answers after its power was verified off"));
    assertTrue(rig.record(1).unfit());
  }

  /// Its first report may have been under way when it was switched; one that follows cannot.
  @Test
  void aHostThatAnswersInTheSameBootSoonAfterOffIsNotForgottenBeforeTheNextReports() {
    var rig = dead();
    rig.end(off(rig), new Outcome.Done("off"));
    rig.run(10);
    rig.end(rig.of(Command.PowerFence.class).getLast(), new Outcome.Done("on"));
    rig.host(1).power = true;
    rig.host(1).management = true;
    rig.run(4);
    assertFalse(rig.told("same boot, and it answers after its power was verified off"));
    assertFalse(rig.toldEvent("treatment.closed"));
    rig.run(20);
    assertTrue(rig.toldEvent("treatment.fence.lied"));
    assertTrue(rig.toldEvent("treatment.closed"));
    assertTrue(rig.record(1).unfit());
  }

  @Test
  void aHostThatIsBackWhileItsSlowDeviceIsStillBusyWithOnWasOff() {
    var rig = dead();
    rig.end(off(rig), new Outcome.Done("off"));
    rig.run(10);
    rig.boots(1);
    rig.run(30);
    assertFalse(rig.toldEvent("treatment.fence.lied"));
    assertFalse(rig.record(1).unfit());
    rig.end(rig.of(Command.PowerFence.class).getLast(), new Outcome.Done("on"));
    rig.run(10);
    assertTrue(rig.toldEvent("treatment.closed"));
  }
}
