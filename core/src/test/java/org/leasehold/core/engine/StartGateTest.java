package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.SanlockHostState;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.WatchReport;

/// Each safeguard holds a start that the engine without it would ask for.
class StartGateTest {
  /// The same facts, told to a sound engine and to one without the safeguard.
  private static void holds(
      Safeguard safeguard, String condition, Consumer<Rig> facts, VmEntry... vms) {
    var sound = new Rig(new Engine(), 3, List.of(vms));
    facts.accept(sound);
    assertEquals(List.of(), sound.startTexts(), "sound engine");
    assertEquals(condition, sound.condition("a"));
    var broken = new Rig(Engine.without(safeguard), 3, List.of(vms));
    facts.accept(broken);
    assertEquals(1, broken.starts().size(), "engine without " + safeguard);
  }

  /// Host 1 runs the VM, then dies without a word; 200 s later its lease may be taken.
  private static void hostOneDies(Rig rig) {
    rig.running("a", 1).started().run(20);
    rig.dies(1);
    rig.run(200);
  }

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
    holds(Safeguard.KNOWN_COPY, "S1 known copy", facts, Rig.vm("a"));
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
    holds(Safeguard.KNOWN_COPY, "S1 known copy", facts, allowed);
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
    holds(Safeguard.KNOWN_COPY, "S1 known copy", facts, Rig.vm("a"));
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
    holds(Safeguard.NEWER_GENERATION_WAITS, "S1 newer generation", facts, Rig.vm("a"));
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
    holds(Safeguard.NEWER_GENERATION_WAITS, "S1 newer generation", facts, Rig.vm("a"));
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
    holds(Safeguard.NEWER_GENERATION_WAITS, "S1 newer generation", facts, Rig.vm("a"));
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
    holds(Safeguard.NEWER_GENERATION_WAITS, "S1 newer generation", facts, Rig.vm("a"));
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
  void aSightOlderThanTheOwnersOwnLastWordProvesNothing() {
    holds(Safeguard.SIGHT_NOT_OLDER, "S2 older sight", StartGateTest::olderSight, Rig.vm("a"));
  }

  /// Host 1 last said timestamp 1500 itself; the others read a copy of the volume from before.
  private static void olderSight(Rig rig) {
    rig.dies(1);
    rig.leases.put(
        Rig.id("a"), new Rig.Lease(new HostLife(rig.host(1).id, new Generation(1)), true, 1, 0));
    var life = new Memory.Life(Rig.STORE, new HostLife(rig.host(1).id, new Generation(1)), 1500);
    var host = new Memory.OfHost(rig.host(1).id, rig.host(1).bootId(), List.of(life), false, false);
    rig.started(new Memory(new Epoch(1), List.of(host), memory(rig, false).vms(), false));
    rig.run(300);
  }

  @Test
  void hostsThatDoNotSeeEachOtherLiveStartNothing() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(2).view = StartGateTest::othersDead;
          rig.host(3).view = StartGateTest::othersDead;
          hostOneDies(rig);
        };
    holds(Safeguard.PEERS_SEE_EACH_OTHER, "S2 same volume", facts, Rig.vm("a"));
  }

  private static HostSight othersDead(HostSight sight) {
    if (sight.host().value() == 1) return sight;
    return new HostSight(
        sight.host(),
        sight.generation(),
        sight.timestampSeconds(),
        SanlockHostState.DEAD,
        999_000,
        sight.ioTimeout());
  }

  @Test
  void aVolumeThatIsNotTheEnrolledOneStartsNothing() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(2).enrolled = false;
          rig.host(3).enrolled = false;
          hostOneDies(rig);
        };
    holds(Safeguard.ENROLLED_VOLUME, "S2 enrolled volume", facts, Rig.vm("a"));
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
    holds(Safeguard.FREE_IS_NOT_ENDED, "S4 free is not ended", facts, Rig.vm("a"));
  }

  @Test
  void aFreeLeaseIsHeldByFreeIsNotEndedWhereNoCopyIsKnown() {
    holds(
        Safeguard.FREE_IS_NOT_ENDED,
        "S4 free is not ended",
        StartGateTest::remembered,
        Rig.vm("a"));
  }

  /// After an engine restart nothing but hearsay: host 1 silent, heartbeat alive, lease free.
  private static void remembered(Rig rig) {
    rig.host(1).management = false;
    rig.leases.put(
        Rig.id("a"), new Rig.Lease(new HostLife(rig.host(1).id, new Generation(1)), false, 1, 0));
    rig.started(memory(rig, false)).run(1000);
  }

  private static Memory memory(Rig rig, boolean handsOff) {
    return new Memory(
        new Epoch(1),
        List.of(new Memory.OfHost(rig.host(1).id, rig.host(1).bootId(), List.of(), false, false)),
        List.of(
            new Memory.OfVm(
                Rig.id("a"),
                VmStatus.UP,
                rig.host(1).id,
                rig.host(1).bootId(),
                null,
                ExitStatus.UNKNOWN,
                handsOff,
                false,
                null)),
        false);
  }

  @Test
  void aFreeLeaseIsEnoughWhereAllowedAfterThreeRenewals() {
    var entry = Rig.allowed(Rig.vm("a"), new VmEntry.Allowances(false, true, false));
    var rig = Rig.of(3, entry);
    rig.host(1).management = false;
    rig.leases.put(
        Rig.id("a"), new Rig.Lease(new HostLife(rig.host(1).id, new Generation(1)), false, 1, 0));
    rig.started(memory(rig, false)).run(59);
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
    rig.started(memory(rig, true)).run(1000);
    assertEquals(List.of(), rig.startTexts());
    assertEquals("S4 free is not ended", rig.condition("a"));
  }

  @Test
  void hostPageCacheHoldsAStart() {
    var entry = withDisks(new DiskSet(List.of("/disk"), false));
    holds(Safeguard.DIRECT_DISKS, "S5 host page cache", StartGateTest::hostOneDies, entry);
  }

  @Test
  void anEngineThatHasMetFewerThanHalfOfTheHostsStartsNothing() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(1).management = false;
          rig.host(3).management = false;
          rig.started().run(100);
        };
    holds(Safeguard.NEWEST_DOCUMENT, "S5 newest document", facts, Rig.vm("a"));
  }

  @Test
  void aPersonMayAskForAStartOfAnEngineThatHasMetFewerThanHalf() {
    var rig = Rig.of(3, Rig.vm("a"));
    rig.host(1).management = false;
    rig.host(3).management = false;
    rig.started().run(50);
    rig.ask(new Request.StartVm(Rig.id("a"), null));
    rig.run(3);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void disksOtherThanTheLastLiveOnesHoldAStart() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.dies(1);
          rig.document =
              rig.document.with(new Epoch(2), withDisks(new DiskSet(List.of("/other"), true)));
          rig.send(new Event.DocumentChanged(rig.nanos, rig.document));
          rig.run(200);
        };
    holds(Safeguard.SAME_DISKS, "S5 disks differ", facts, Rig.vm("a"));
  }

  private static VmEntry withDisks(DiskSet disks) {
    var vm = Rig.vm("a");
    return new VmEntry(
        vm.id(),
        vm.name(),
        vm.revision(),
        vm.memoryMiB(),
        vm.mode(),
        vm.leaseDomain(),
        vm.priority(),
        vm.wanted(),
        vm.resume(),
        vm.allowedHosts(),
        vm.startAfter(),
        vm.apartFrom(),
        disks,
        vm.allowed());
  }

  @Test
  void anotherDefinitionOfItsDisksHoldsAStart() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(3).findings =
              List.of(
                  new Finding(Finding.Kind.OTHER_DEFINITION, Rig.id("a"), "inactive domain old-a"));
          hostOneDies(rig);
        };
    holds(Safeguard.OTHER_DEFINITION, "S6 other definition", facts, Rig.vm("a"));
  }

  @Test
  void unfitHostsStartNothing() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(2).proof = Protection.Proof.UNFIT;
          rig.host(3).proof = Protection.Proof.UNFIT;
          hostOneDies(rig);
        };
    placementHolds(Safeguard.UNFIT_HOST, "unfit until checked", facts);
  }

  @Test
  void hostsThatCannotProtectStartNothingProtected() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(2).grade = Grade.NOT_PROTECTED;
          rig.host(3).grade = Grade.NOT_PROTECTED;
          hostOneDies(rig);
        };
    placementHolds(Safeguard.GRADE, "cannot protect", facts);
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
    placementHolds(Safeguard.LOCKSPACE_JOINED, "lockspace store not joined", facts);
  }

  /// Caught by placement already, which asks the same safeguard.
  private static void placementHolds(Safeguard safeguard, String text, Consumer<Rig> facts) {
    var sound = Rig.of(3, Rig.vm("a"));
    facts.accept(sound);
    assertEquals(List.of(), sound.startTexts());
    assertTrue(sound.told(text), text);
    var broken = Rig.without(safeguard, 3, Rig.vm("a"));
    facts.accept(broken);
    assertEquals(1, broken.starts().size());
  }

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
    assertEquals("S18 migration", sound.condition("a"));
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
    assertEquals("S16 claim", rig.condition("a"));
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
    holds(Safeguard.CLAIM, "S16 claim", facts, Rig.vm("a", HaMode.CONFIRM, 50));
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
    holds(Safeguard.CONFIRMATION_IS_NO_LEASE, "evidence", facts, Rig.vm("a"));
  }

  @Test
  void noTimerStandsInForEvidence() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.dies(1);
          rig.run(120);
        };
    holds(Safeguard.EVIDENCE, "evidence", facts, Rig.vm("a"));
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
    assertEquals("S20 look again", sound.condition("a"));
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
        look.hosts().stream().map(StartGateTest::deadAsOne).toList(),
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
    assertEquals("S15 stale evidence", rig.condition("a"));
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
    assertEquals("S15 stale evidence", rig.condition("a"));
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

  /// S2 speaks of reachable hosts: one in maintenance may be switched off, and keeps its status.
  @Test
  void aHostInMaintenanceThatIsSilentIsNotAskedWhomItSees() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.ask(new Request.HostMaintenance(rig.host(3).id, true));
    rig.run(6);
    rig.dies(3);
    rig.run(200);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(6);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void aHostInMaintenanceThatReportsAndIsNotSeenHoldsEveryStart() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(100);
    rig.ask(new Request.HostMaintenance(rig.host(3).id, true));
    rig.run(6);
    UnaryOperator<HostSight> otherVolume =
        sight ->
            sight.host().equals(rig.host(3).id)
                ? new HostSight(
                    sight.host(),
                    sight.generation(),
                    sight.timestampSeconds(),
                    SanlockHostState.DEAD,
                    200_000,
                    sight.ioTimeout())
                : sight;
    rig.host(1).view = otherVolume;
    rig.host(2).view = otherVolume;
    rig.run(6);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(30);
    assertEquals(List.of(), rig.starts());
    assertEquals("S2 same volume", rig.condition("a"));
  }
}
