package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.VmEntry;

/// A copy that is known or possible holds every start (S1, S4).
class CopyGatesTest {
  @Test
  void aKnownCopyOnAnAnsweringHostVetoes() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.dies(1);
          rig.run(100);
          rig.pauses("a", 3, PauseReason.USER); // restored by hand, without its lease
          rig.run(100);
        };
    HeldStart.holds(
        Safeguard.KNOWN_COPY,
        "S1 known copy: host kvm3 reported it PAUSED 3.0 s ago",
        facts,
        Rig.vm("a"));
  }

  /// Its lease has been held by another host since, and is free again.
  @Test
  void aCopyOfBeforeTheFreeLeaseVetoesWhileItsHostLives() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.host(1).management = false;
          rig.run(80);
          var later = new HostLife(rig.host(3).id, new Generation(1));
          rig.leases.put(Rig.id("a"), new Rig.Lease(later, false, 2, rig.second()));
          rig.run(120);
        };
    var allowed = Rig.allowed(Rig.vm("a"), new VmEntry.Allowances(false, true, false));
    HeldStart.holds(
        Safeguard.KNOWN_COPY,
        "S1 known copy: host kvm1 reported it RUNNING 198.0 s ago, and it is LIVE to host kvm2",
        facts,
        allowed);
  }

  @Test
  void aCopySeenAliveAfterItShouldHaveBeenEndedVetoesForEver() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.host(1).storage = false;
          rig.run(150); // seen alive 150 s after its last renewal: nothing enforced its end
          rig.host(1).management = false;
          rig.run(1000);
        };
    HeldStart.holds(
        Safeguard.KNOWN_COPY,
        "S1 known copy: host kvm1 reported it RUNNING 1002.0 s ago, 148.0 s after its last renewal, limit 140 s",
        facts,
        Rig.vm("a"));
  }

  @Test
  void aNewerGenerationWaitsForTheOldLifeToBeOver() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.host(1).management = false;
          rig.run(70);
          rig.host(1).generation++; // its sanlock came back, its VM may live on unprotected
          rig.run(60);
        };
    HeldStart.holds(
        Safeguard.NEWER_GENERATION_WAITS,
        "S1 newer generation: host kvm1 was seen to run it; its old life's last renewal was at most 55.0 s ago, limit 140.0 s",
        facts,
        Rig.vm("a"));
  }

  /// Cut off from us it went on renewing for longer than any limit; that its own last report is old
  /// says nothing about when its old life ended.
  @Test
  void aNewerGenerationWaitsFromWhenItWasSeenFirstAndNotFromTheHostsOwnLastReport() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.host(1).management = false;
          rig.run(600);
          rig.host(1).generation++;
          rig.run(130);
        };
    HeldStart.holds(
        Safeguard.NEWER_GENERATION_WAITS,
        "S1 newer generation: host kvm1 was seen to run it; its old life's last renewal was at most 125.0 s ago, limit 140.0 s",
        facts,
        Rig.vm("a"));
  }

  /// Each life may have left a process behind.
  @Test
  void everyNewerLifeBeginsTheWaitAnew() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.host(1).management = false;
          rig.run(70);
          rig.host(1).generation++;
          rig.run(100);
          rig.host(1).generation++;
          rig.run(130);
        };
    HeldStart.holds(
        Safeguard.NEWER_GENERATION_WAITS,
        "S1 newer generation: host kvm1 was seen to run it; its old life's last renewal was at most 125.0 s ago, limit 140.0 s",
        facts,
        Rig.vm("a"));
  }

  /// It knows no copies, and the host that joined again under the VM says nothing.
  @Test
  void anEngineThatHasJustBegunWaitsForTheOldLifeToBeOverThoughItKnowsNoCopy() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1);
          rig.host(1).management = false;
          rig.host(1).generation++;
          rig.started().run(130);
        };
    HeldStart.holds(
        Safeguard.NEWER_GENERATION_WAITS,
        "S1 newer generation: host kvm1 has not said that its old life's process is gone; that life's last renewal was at most 127.0 s ago, limit 140.0 s",
        facts,
        Rig.vm("a"));
  }

  @Test
  void aNewerGenerationCountsAtOnceWhenTheNewBootDoesNotRunIt() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.dies(1);
    rig.run(70);
    rig.boots(1);
    rig.joins(1);
    rig.run(10);
    assertEquals(List.of("93: a on 2, NewerGeneration"), rig.startTexts());
  }

  @Test
  void aFreeLeaseUnderALivingHeartbeatIsNotAnEnd() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.host(1).vms.clear(); // the copy is gone from the facts; nobody can tell the engine
          rig.host(1).management = false;
          rig.release("a");
          rig.run(1000);
        };
    HeldStart.holds(
        Safeguard.FREE_IS_NOT_ENDED,
        "S4 free is not ended: lease free, but host kvm1 is silent and LIVE in the store: ended or paused there, reason unknown",
        facts,
        Rig.vm("a"));
  }

  @Test
  void aFreeLeaseIsHeldByFreeIsNotEndedWhereNoCopyIsKnown() {
    HeldStart.holds(
        Safeguard.FREE_IS_NOT_ENDED,
        "S4 free is not ended: lease free, but host kvm1 is silent and LIVE in the store: ended or paused there, reason unknown",
        CopyGatesTest::remembered,
        Rig.vm("a"));
  }

  /// After an engine restart nothing but hearsay: host 1 silent, heartbeat alive, lease free.
  private static void remembered(Rig rig) {
    rig.host(1).management = false;
    rig.leases.put(
        Rig.id("a"), new Rig.Lease(new HostLife(rig.host(1).id, new Generation(1)), false, 1, 0));
    rig.started(HeldStart.memory(rig, false)).run(1000);
  }

  @Test
  void aFreeLeaseIsEnoughWhereAllowedAfterThreeRenewals() {
    var entry = Rig.allowed(Rig.vm("a"), new VmEntry.Allowances(false, true, false));
    var rig = Rig.of(3, entry);
    rig.host(1).management = false;
    rig.leases.put(
        Rig.id("a"), new Rig.Lease(new HostLife(rig.host(1).id, new Generation(1)), false, 1, 0));
    rig.started(HeldStart.memory(rig, false)).run(59);
    assertEquals(List.of(), rig.startTexts());
    rig.run(2);
    assertEquals(List.of("60: a on 2, LeaseFree"), rig.startTexts());
  }

  @Test
  void aFreeLeaseIsNeverEnoughForAVmLastSeenPausedByAPerson() {
    var entry = Rig.allowed(Rig.vm("a"), new VmEntry.Allowances(false, true, false));
    var rig = Rig.of(3, entry);
    rig.host(1).management = false;
    rig.leases.put(
        Rig.id("a"), new Rig.Lease(new HostLife(rig.host(1).id, new Generation(1)), false, 1, 0));
    rig.started(HeldStart.memory(rig, true)).run(1000);
    assertEquals(List.of(), rig.startTexts());
    assertEquals(
        "S4 free is not ended: lease free, but host kvm1 is silent and LIVE in the store: ended or paused there, reason unknown; last seen paused by a person, saving or migrating",
        rig.why("a"));
  }

  @Test
  void aVmPausedByAPersonOnASilentHostIsLeftAlone() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.pauses("a", 1, PauseReason.USER);
    rig.release("a");
    rig.run(5);
    rig.host(1).management = false;
    rig.run(1000);
    assertEquals(List.of(), rig.startTexts());
    assertEquals("unknown@1", rig.at("a"));
  }

  @Test
  void aCopyOnAHostThatTheTargetDoesNotSeeVetoes() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.dies(1);
          rig.run(100);
          rig.pauses("a", 3, PauseReason.USER);
          rig.run(3);
          rig.host(3).management = false;
          rig.host(2).unseen = List.of(rig.host(3).id);
          rig.run(100);
        };
    HeldStart.holds(
        Safeguard.KNOWN_COPY,
        "S1 known copy: host kvm3 reported it PAUSED 98.0 s ago, and host kvm2 does not see that host",
        facts,
        Rig.vm("a"));
  }
}
