package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;

/// An engine that was started while a host was silent knows nothing of what runs there: it does not
/// know less caution than one that saw it fall silent.
class UnheardHostTest {
  private static final HostId KVM3 = new HostId(3);
  private static final Request REMOVE = new Request.RemoveHost(KVM3);
  private static final Request OFF = new Request.ConfirmRebooted(KVM3, "");
  private static final Request TYPED = new Request.ConfirmRebooted(KVM3, "kvm3");
  private static final String ALIVE =
      "its heartbeat is being renewed: seen 20.0 s ago by host kvm1 in store";

  private static void refused(Rig rig, Request request, String what) {
    assertEquals("operator.refused|host kvm3|" + what, rig.refusal(request));
  }

  /// It runs, and its agent is not reached.
  private static Rig cutOff(HaMode mode) {
    var rig = Rig.of(3, Rig.vm("b", mode, 50));
    rig.host(3).management = false;
    return rig.started().run(200);
  }

  /// Its hardware is gone, and so are the engine and the journal that saw it.
  private static Rig gone(HaMode mode) {
    var rig = Rig.of(3, Rig.vm("b", mode, 50));
    rig.dies(3);
    rig.host(3).renewedSecond = -1000;
    rig.started().run(200);
    rig.ask(new Request.HostMaintenance(KVM3, true));
    return rig;
  }

  @Test
  void nobodySaysThatItIsOffWhileItsHeartbeatIsRenewed() {
    var rig = cutOff(HaMode.CONFIRM);
    refused(rig, TYPED, "confirmation by anna refused|" + ALIVE);
    rig.ask(new Request.StartVm(Rig.id("b"), null));
    rig.run(20);
    assertEquals(List.of(), rig.startTexts());
  }

  @Test
  void itIsNotRemovedWhileItsHeartbeatIsRenewed() {
    var rig = cutOff(HaMode.PROTECTED);
    refused(rig, REMOVE, "removal refused|it is non-responsive; maintenance first");
    rig.ask(new Request.HostMaintenance(KVM3, true));
    refused(
        rig,
        REMOVE,
        "removal refused|it is silent, and nobody has confirmed that it is off: leasehold host confirm-rebooted kvm3");
  }

  @Test
  void itIsRemovedOnceAPersonSaysThatItIsOff() {
    var rig = gone(HaMode.PROTECTED);
    refused(
        rig,
        REMOVE,
        "removal refused|it is silent, and nobody has confirmed that it is off: leasehold host confirm-rebooted kvm3");
    rig.ask(OFF);
    rig.ask(REMOVE);
    assertNull(rig.state.hosts().get(KVM3));
  }

  /// Nothing else would keep a second copy of it from being started once the host is forgotten.
  @Test
  void whereAVmWithoutALeaseMayRunThereTheNameIsTyped() {
    var rig = gone(HaMode.CONFIRM);
    rig.ask(OFF);
    refused(
        rig,
        REMOVE,
        "removal refused|vm b may run on it and has no lease: leasehold host confirm-rebooted kvm3 --type-name kvm3");
    rig.ask(new Request.StartVm(Rig.id("b"), null));
    rig.run(20);
    assertEquals(List.of(), rig.startTexts());
    rig.ask(TYPED);
    rig.ask(REMOVE);
    assertNull(rig.state.hosts().get(KVM3));
  }

  @Test
  void aVmThatAnotherHostShowsDoesNotAskForTheName() {
    var rig = Rig.of(3, Rig.vm("b", HaMode.CONFIRM, 50)).running("b", 1);
    rig.dies(3);
    rig.host(3).renewedSecond = -1000;
    rig.started().run(200);
    rig.ask(new Request.HostMaintenance(KVM3, true));
    rig.ask(OFF);
    rig.ask(REMOVE);
    assertNull(rig.state.hosts().get(KVM3));
  }

  private static Rig neverJoined(HaMode mode) {
    var rig = Rig.of(3, Rig.vm("b", mode, 50));
    rig.dies(3);
    for (int id : List.of(1, 2)) rig.host(id).unseen = List.of(KVM3);
    rig.started().run(200);
    assertTrue(rig.record(1).status().answers());
    return rig;
  }

  /// Nothing that needs a lease can run there.
  @Test
  void oneThatNeverJoinedALockspaceGoesAtOnce() {
    var rig = neverJoined(HaMode.PROTECTED);
    rig.ask(REMOVE);
    assertNull(rig.state.hosts().get(KVM3));
  }

  @Test
  void unlessAVmWithoutALeaseMayRunThere() {
    var rig = neverJoined(HaMode.OFF);
    refused(rig, REMOVE, "removal refused|it is non-responsive; maintenance first");
  }
}
