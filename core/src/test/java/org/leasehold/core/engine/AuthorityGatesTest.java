package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.SanlockHostState;
import org.leasehold.core.model.WatchReport;

/// An engine starts nothing without evidence, with old evidence, without its claim or in the middle
/// of a migration (S15, S16, S18, S20).
class AuthorityGatesTest {
  @Test
  void aMigratingVmWaitsForBothEnds() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.ask(new Request.MigrateVm(Rig.id("a"), rig.host(2).id));
          rig.host(2).management = false;
          rig.run(3);
          rig.ends("a", 1, ExitMark.QEMU_LOST);
          rig.run(30);
        };
    var sound = Rig.of(3, Rig.vm("a"));
    facts.accept(sound);
    assertEquals(1, sound.of(Command.MigrateVm.class).size());
    assertEquals(List.of(), sound.startTexts());
    assertEquals(
        "S18 migration: migrating host kvm1 -> host kvm2, host kvm2 has neither reported nor died",
        sound.why("a"));
    var broken = Rig.without(Safeguard.MIGRATION, 3, Rig.vm("a"));
    facts.accept(broken);
    assertEquals(1, broken.starts().size());
  }

  @Test
  void withoutTheClaimAStartComesThirtySecondsLater() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started();
    rig.send(new Event.ClaimChanged(rig.nanos, Claim.WATCHING, new Epoch(2)));
    rig.run(20);
    rig.dies(1);
    rig.run(170);
    assertEquals(List.of(), rig.startTexts());
    assertEquals(
        "S16 claim: this engine does not act; it starts 30 s after the acting one would have, ready for 25.0 s",
        rig.why("a"));
    rig.run(1);
    assertEquals(List.of("191: a on 2, OwnerDead"), rig.startTexts());
  }

  @Test
  void withoutTheClaimNothingWithoutALeaseStarts() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started();
          rig.send(new Event.ClaimChanged(rig.nanos, Claim.WATCHING, new Epoch(2)));
          rig.run(20);
          rig.ends("a", 1, ExitMark.QEMU_LOST);
          rig.run(200);
        };
    HeldStart.holds(
        Safeguard.CLAIM,
        "S16 claim: this engine does not act and the VM has no lease",
        facts,
        Rig.vm("a", HaMode.CONFIRM, 50));
  }

  @Test
  void aConfirmationNeverStandsInForALease() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.dies(1);
          rig.run(100);
          rig.ask(new Request.ConfirmRebooted(rig.host(1).id, "kvm1"));
          rig.run(10);
        };
    HeldStart.holds(
        Safeguard.CONFIRMATION_IS_NO_LEASE,
        "evidence: held by host 1 generation 1, FAIL to host kvm2: last renewal seen 109 s ago, dead at 140 s, in 31 s",
        facts,
        Rig.vm("a"));
  }

  @Test
  void noTimerStandsInForEvidence() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.dies(1);
          rig.run(120);
        };
    HeldStart.holds(
        Safeguard.EVIDENCE,
        "evidence: held by host 1 generation 1, FAIL to host kvm2: last renewal seen 119 s ago, dead at 140 s, in 21 s",
        facts,
        Rig.vm("a"));
  }

  @Test
  void afterAJumpOfTimeOldEvidenceIsNothing() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.dies(1);
          rig.run(139); // one look before the owner is dead
          var late = rig.lookOf(rig.host(2));
          rig.nanos += 2 * Turn.SECOND;
          rig.send(new Event.TimeJumped(rig.nanos, 2_000));
          rig.send(new Event.Tick(rig.nanos));
          rig.dies(2); // no report after the jump
          rig.dies(3);
          rig.nanos += 1;
          rig.send(new Event.HostWatched(rig.nanos, dead(late)));
        };
    var sound = Rig.of(3, Rig.vm("a"));
    facts.accept(sound);
    assertEquals(List.of(), sound.startTexts());
    assertEquals(
        "S20 look again: host kvm2 has not reported since the clock jumped or the engine began",
        sound.why("a"));
    var broken = Rig.without(Safeguard.LOOK_AGAIN, 3, Rig.vm("a"));
    facts.accept(broken);
    assertEquals(1, broken.starts().size());
  }

  private static WatchReport dead(WatchReport look) {
    return new WatchReport(
        look.watcher(),
        look.agent(),
        look.boot(),
        look.number(),
        look.lockspace(),
        look.hosts().stream().map(AuthorityGatesTest::deadAsOne).toList(),
        look.leases());
  }

  private static HostSight deadAsOne(HostSight sight) {
    return sight.host().value() == 1
        ? new HostSight(
            sight.host(),
            sight.generation(),
            sight.timestampSeconds(),
            SanlockHostState.DEAD,
            142_000,
            sight.ioTimeout())
        : sight;
  }

  @Test
  void evidenceFadesAfterThreeSeconds() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1);
    rig.startsSucceed = false;
    rig.started().run(20);
    rig.dies(1);
    rig.run(141);
    assertEquals(1, rig.starts().size());
    rig.end(rig.starts().getFirst(), new Outcome.Refused(Outcome.Refusal.LEASE_HELD, "held"));
    rig.host(2).watchedLeases = List.of(); // looks stop coming
    rig.host(2).watchedHosts = List.of();
    for (int i = 0; i < 30; i++) {
      rig.nanos += Turn.SECOND;
      rig.send(new Event.Tick(rig.nanos));
      rig.host(2).watchedLeases = List.of();
      rig.host(2).watchedHosts = List.of();
    }
    assertEquals(1, rig.starts().size());
    assertEquals("S15 stale evidence: read 30.0 s ago, limit 3 s", rig.why("a"));
  }

  /// The heartbeat comes with every report, the leader with looks only: a fresh heartbeat does not
  /// make an old leader fresh.
  @Test
  void aFreshHeartbeatBesideAnOldLeaderIsOldEvidence() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1);
    rig.startsSucceed = false;
    rig.started().run(20);
    rig.dies(1);
    rig.run(100); // the leader has been read, the owner is not dead yet
    rig.host(2).looksStopped = true;
    rig.host(3).looksStopped = true;
    rig.run(100);
    assertEquals(List.of(), rig.startTexts());
    assertEquals("S15 stale evidence: read 97.0 s ago, limit 3 s", rig.why("a"));
  }

  /// The target has reported since; the host on which it ended, which may run it again, has not.
  @Test
  void afterAJumpOfTimeAnEndReportedBeforeItIsNothing() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    for (var host : rig.hosts.values()) {
      host.cannot.put(Rig.id("a"), List.of("no"));
      rig.answer(host);
    }
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.report(rig.host(1));
    rig.nanos += 2 * Turn.SECOND;
    rig.send(new Event.TimeJumped(rig.nanos, 2_000));
    rig.nanos += 1;
    rig.host(2).cannot.clear();
    rig.report(rig.host(2));
    rig.answer(rig.host(2));
    rig.nanos += Turn.SECOND;
    rig.send(new Event.Tick(rig.nanos));
    assertEquals(List.of(), rig.startTexts());
    assertEquals(
        "S20 look again: the evidence is from before the clock jumped or the engine began",
        rig.why("a"));
    rig.report(rig.host(1));
    rig.nanos += Turn.SECOND;
    rig.send(new Event.Tick(rig.nanos));
    assertEquals(1, rig.starts().size());
  }

  @Test
  void aStartThatIsUnderWayIsNotAskedForAgain() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1);
    rig.startsSucceed = false;
    HeldStart.hostOneDies(rig);
    var under = rig.record("a").start();
    assertEquals(
        "start " + under + " is under way", AuthorityGates.locked(HeldStart.onto(rig, 2, WORD)));
  }

  /// What is read as evidence never holds a person's word for a VM with a lease; the gate would.
  @Test
  void aWordThatReachedTheLastLookAllTheSameDoesNotStandInForALease() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    assertEquals(
        "a confirmation does not stand in for a lease",
        AuthorityGates.confirmation(HeldStart.onto(rig, 2, WORD)));
  }

  private static final StartEvidence WORD =
      new StartEvidence.OperatorConfirmed("anna", new HostId(1), "kvm1", 0);
}
