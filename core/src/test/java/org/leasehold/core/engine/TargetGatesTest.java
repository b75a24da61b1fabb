package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.Protection;

/// A host that cannot protect what it starts starts nothing (S3, S12, C9).
class TargetGatesTest {
  @Test
  void unfitHostsStartNothing() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(2).proof = Protection.Proof.UNFIT;
          rig.host(3).proof = Protection.Proof.UNFIT;
          HeldStart.hostOneDies(rig);
        };
    placementHolds(
        Safeguard.UNFIT_HOST,
        "host kvm1: non-responsive; host kvm2: unfit until checked; host kvm3: unfit until checked",
        facts);
  }

  @Test
  void hostsThatCannotProtectStartNothingProtected() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(2).grade = Grade.NOT_PROTECTED;
          rig.host(3).grade = Grade.NOT_PROTECTED;
          rig.host(2).lacks = List.of("no lease guard");
          rig.host(3).lacks = List.of("no lease guard");
          HeldStart.hostOneDies(rig);
        };
    placementHolds(
        Safeguard.GRADE,
        "host kvm1: non-responsive; host kvm2: cannot protect: no lease guard; host kvm3: cannot protect: no lease guard",
        facts);
  }

  @Test
  void onlyHostsThatJoinedTheLockspaceStart() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1);
          rig.host(2).joined = false;
          rig.host(3).joined = false;
          rig.started().run(20);
          rig.ends("a", 1, ExitMark.QEMU_LOST);
          rig.host(1).cannot.put(Rig.id("a"), List.of("no"));
          rig.answer(rig.host(1));
          rig.run(20);
        };
    placementHolds(
        Safeguard.LOCKSPACE_JOINED,
        "host kvm1: no; host kvm2: lockspace store not joined; host kvm3: lockspace store not joined",
        facts);
  }

  /// Caught by placement already, which asks the same safeguard.
  private static void placementHolds(Safeguard safeguard, String text, Consumer<Rig> facts) {
    var sound = Rig.of(3, Rig.vm("a"));
    facts.accept(sound);
    assertEquals(List.of(), sound.startTexts());
    assertEquals("no host can run it: " + text, sound.why("a"));
    var broken = Rig.without(safeguard, 3, Rig.vm("a"));
    facts.accept(broken);
    assertEquals(1, broken.starts().size());
  }

  /// Placement has asked the same; the last look before a start asks again, whoever chose the host.
  @Test
  void theLastLookBeforeAStartSaysWhyAHostStartsNothing() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(20);
    rig.host(2).proof = Protection.Proof.UNFIT;
    rig.host(2).grade = Grade.NOT_PROTECTED;
    rig.host(2).lacks = List.of("no lease guard", "no watchdog");
    rig.host(2).storage = false;
    rig.run(100);
    var onto = HeldStart.onto(rig, 2, EVIDENCE);
    assertEquals(
        "host kvm2 is unfit: a start could not be proven there; check it", TargetGates.unfit(onto));
    assertEquals("host kvm2 cannot protect: no lease guard, no watchdog", TargetGates.grade(onto));
    assertEquals("host kvm2 is FAILING in store, last renewal 100 s ago", TargetGates.joined(onto));
    rig.host(2).joined = false;
    rig.run(3);
    assertEquals(
        "host kvm2 has not joined store", TargetGates.joined(HeldStart.onto(rig, 2, EVIDENCE)));
  }

  private static final StartEvidence EVIDENCE =
      new StartEvidence.OperatorConfirmed("anna", new HostId(1), "kvm1", 0);
}
