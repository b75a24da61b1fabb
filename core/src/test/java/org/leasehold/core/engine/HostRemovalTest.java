package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;

/// A host whose hardware is gone for good is taken out of the cluster: only when nothing of it can
/// be running any more.
class HostRemovalTest {
  private static final HostId KVM1 = new HostId(1);
  private static final Request REMOVE = new Request.RemoveHost(KVM1);
  private static final Request OFF = new Request.ConfirmRebooted(KVM1, "");

  private static void refused(Rig rig, String because) {
    assertEquals("operator.refused|host kvm1|removal refused|" + because, rig.refusal(REMOVE));
    assertEquals(HostStatus.NON_RESPONSIVE, rig.record(1).status());
  }

  private static Rig dead(String vm, HaMode mode) {
    var rig = Rig.of(3, Rig.vm(vm, mode, 100)).running(vm, 1).started().run(20);
    rig.ask(new Request.SetFence(KVM1, FenceSettings.NONE));
    rig.dies(1);
    pass(rig, 100);
    rig.ask(new Request.HostMaintenance(KVM1, true));
    return rig;
  }

  /// Whatever is tried to treat it fails.
  private static void pass(Rig rig, int seconds) {
    for (int second = 0; second < seconds; second++) {
      rig.run(1);
      var treatment = rig.record(1).treatment();
      var command = treatment == null ? null : treatment.command();
      if (command == null) continue;
      rig.send(new Event.CommandEnded(rig.nanos, command, new Outcome.Failed("no route")));
    }
  }

  @Test
  void itGoesOnceItsVmHoldsItsLeaseElsewhereAndAPersonSaysThatItIsOff() {
    var rig = dead("a", HaMode.PROTECTED);
    refused(
        rig,
        "vm a: on it last, and nowhere else yet; wait until they are, or start them elsewhere");
    pass(rig, 200);
    assertEquals("up@2", rig.at("a"));
    assertEquals(2, rig.record("a").copies().size());
    refused(
        rig,
        "it is silent, and nobody has confirmed that it is off: leasehold host confirm-rebooted kvm1");
    rig.ask(OFF);
    rig.ask(REMOVE);
    assertNull(rig.state.hosts().get(KVM1));
    assertFalse(rig.record("a").copies().has(KVM1));
    // What it showed last holds nothing any more: the VM comes back once more.
    rig.dies(2);
    rig.run(300);
    assertEquals("up@3", rig.at("a"));
  }

  /// Recorded on it, and ended.
  @Test
  void aVmThatWasShutDownThereBeforeDoesNotKeepIt() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.ask(new Request.SetFence(KVM1, FenceSettings.NONE));
    rig.ask(new Request.StopVm(Rig.id("a"), false));
    rig.ends("a", 1);
    rig.release("a");
    rig.run(20);
    rig.dies(1);
    pass(rig, 100);
    rig.ask(new Request.HostMaintenance(KVM1, true));
    rig.ask(OFF);
    assertEquals("down@1", rig.at("a"));
    rig.ask(REMOVE);
    assertNull(rig.state.hosts().get(KVM1));
    rig.ask(new Request.StartVm(Rig.id("a"), null));
    rig.run(20);
    assertEquals(
        "S4 free is not ended: lease free, but host 1 is silent and FAIL in the store: ended or"
            + " paused there, reason unknown",
        rig.why("a"));
    rig.run(60); // its heartbeat is dead now
    assertEquals("up@2", rig.at("a"));
    assertEquals("up@2", rig.at("a"));
  }

  /// It may have arrived before its target fell silent.
  @Test
  void aVmOnItsWayThereKeepsIt() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 2).started().run(20);
    rig.ask(new Request.SetFence(KVM1, FenceSettings.NONE));
    rig.ask(new Request.MigrateVm(Rig.id("a"), KVM1));
    rig.dies(1);
    pass(rig, 100);
    rig.ask(new Request.HostMaintenance(KVM1, true));
    rig.ask(OFF);
    refused(
        rig,
        "vm a: on it last, and nowhere else yet; wait until they are, or start them elsewhere");
  }

  @Test
  void itStaysWhileItIsBeingTreated() {
    var rig = dead("a", HaMode.PROTECTED);
    rig.run(200);
    refused(rig, "it is just being treated; wait until that has ended");
  }

  @Test
  void itStaysOutsideOfMaintenance() {
    var rig = dead("a", HaMode.PROTECTED);
    pass(rig, 200);
    rig.ask(OFF);
    rig.ask(new Request.HostMaintenance(KVM1, false));
    refused(rig, "it is non-responsive; maintenance first");
  }

  @Test
  void aHeartbeatThatIsRenewedSpeaksAgainstTheWord() {
    var rig = dead("a", HaMode.PROTECTED);
    pass(rig, 200);
    rig.ask(OFF);
    rig.host(1).power = true;
    rig.host(1).management = false;
    rig.joins(1);
    rig.run(40);
    refused(rig, "its heartbeat is being renewed: seen 0.0 s ago by host kvm2 in store");
  }

  @Test
  void itStaysWhileTheHostThatTookTheLeaseOverIsSilentToo() {
    var rig = dead("a", HaMode.PROTECTED);
    pass(rig, 200);
    rig.ask(OFF);
    rig.dies(2);
    pass(rig, 30);
    refused(
        rig,
        "vm a was seen on it, and no other host shows its lease since; start it elsewhere first");
  }

  @Test
  void ofAVmWithoutALeaseTheNameIsTyped() {
    var rig = dead("a", HaMode.CONFIRM);
    rig.ask(new Request.ConfirmRebooted(KVM1, "kvm1"));
    pass(rig, 200);
    assertEquals("up@2", rig.at("a"));
    rig.ask(OFF);
    refused(
        rig,
        "vm a was seen on it and has no lease: leasehold host confirm-rebooted kvm1 --type-name kvm1");
    rig.ask(new Request.ConfirmRebooted(KVM1, "kvm1"));
    rig.ask(REMOVE);
    assertNull(rig.state.hosts().get(KVM1));
    assertFalse(rig.record("a").copies().has(KVM1));
  }
}
