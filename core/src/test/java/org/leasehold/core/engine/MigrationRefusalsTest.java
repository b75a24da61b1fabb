package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;

/// Migrations that a person asks for and the engine refuses, each with its sentence.
class MigrationRefusalsTest {
  private final Rig rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);

  private static void refused(String because, Rig rig, int to) {
    assertEquals(
        "operator.refused|vm a|migration refused|" + because,
        rig.refusal(new Request.MigrateVm(Rig.id("a"), new HostId(to))));
  }

  @Test
  void whileHaIsPausedOrTheEngineDoesNotAct() {
    rig.ask(new Request.PauseHa("switch replaced", 5));
    refused("HA paused: switch replaced", rig, 2);
    rig.ask(new Request.ResumeHa());
    rig.send(new Event.ClaimChanged(rig.nanos, Claim.WATCHING, new Epoch(2)));
    refused("S16 claim: this engine is watching", rig, 2);
    rig.send(new Event.ClaimChanged(rig.nanos, Claim.LOST, new Epoch(2)));
    refused("S16 claim: this engine is without its claim", rig, 2);
  }

  @Test
  void ofAVmThatRunsNowhereOrWhoseHostIsSilent() {
    rig.host(1).management = false;
    rig.run(70);
    refused("host kvm1 does not answer", rig, 2);
    var never = Rig.of(2, Rig.vm("a"));
    never.host(1).cannot.put(Rig.id("a"), List.of("no"));
    never.host(2).cannot.put(Rig.id("a"), List.of("no"));
    never.started().run(3);
    refused("it runs nowhere", never, 2);
  }

  @Test
  void toAHostThatIsNoneOfTheClusterOrItsOwn() {
    refused("host 9 is not a host of this cluster", rig, 9);
    refused("it runs there already", rig, 1);
  }

  @Test
  void ofAVmThatIsPausedMovingOrJustBeingStarted() {
    rig.pauses("a", 1, PauseReason.USER);
    rig.run(3);
    refused("it is paused", rig, 2);
    var moving = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    moving.ask(new Request.MigrateVm(Rig.id("a"), moving.host(2).id));
    refused("it is migrating", moving, 3);
    var starting = Rig.of(3, Rig.vm("a")).running("a", 1);
    starting.startsSucceed = false;
    starting.started().run(20);
    starting.ends("a", 1, ExitMark.QEMU_LOST);
    starting.run(6);
    starting.runs("a", starting.host(starting.starts().getLast().host().value()), 2);
    starting.run(3);
    refused("a start is under way", starting, 3);
  }

  @Test
  void onReportsOfBeforeAJumpOfTime() {
    rig.nanos += Turn.SECOND;
    rig.send(new Event.TimeJumped(rig.nanos, 2_000));
    refused(
        "S20 look again: host kvm1 has not reported since the clock jumped or the engine began",
        rig,
        2);
    rig.nanos += 1;
    rig.report(rig.host(1));
    refused(
        "S20 look again: host kvm2 has not reported since the clock jumped or the engine began",
        rig,
        2);
  }

  @Test
  void toAHostThatIsGoingDownOrNotUp() {
    rig.host(2).shuttingDown = true;
    rig.run(3);
    refused("is shutting down", rig, 2);
    rig.dies(3);
    rig.run(70);
    refused("non-responsive", rig, 3);
  }

  @Test
  void toAHostThatHasNotSaidThatItCanRunIt() {
    answers(2, new TreeMap<>());
    refused("has not answered for revision 1", rig, 2);
    var older = new TreeMap<VmId, StartAnswer>();
    older.put(Rig.id("a"), new StartAnswer(7, List.of()));
    answers(2, older);
    refused("keeps revision 7 of its definition, 1 is needed", rig, 2);
    rig.host(2).cannot.put(Rig.id("a"), List.of("needs 4096 MiB", "network lan is not active"));
    rig.answer(rig.host(2));
    refused("needs 4096 MiB, network lan is not active", rig, 2);
  }

  private void answers(int host, SortedMap<VmId, StartAnswer> answers) {
    var there = rig.host(host);
    rig.send(new Event.HostAnswered(rig.nanos, there.id, there.bootId(), answers));
  }

  @Test
  void toAHostThatItMayNotRunOn() {
    var only = Rig.of(3, onlyOn(Rig.vm("a"), 1, 3)).running("a", 1).started().run(20);
    refused("not among its allowed hosts", only, 2);
  }

  private static VmEntry onlyOn(VmEntry vm, int... hosts) {
    var allowed = Arrays.stream(hosts).mapToObj(HostId::new).toList();
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
        allowed,
        vm.startAfter(),
        vm.apartFrom(),
        vm.disks(),
        vm.allowed());
  }

  @Test
  void toAHostThatCannotProtectIt() {
    rig.host(2).proof = Protection.Proof.UNFIT;
    rig.host(3).grade = Grade.NOT_PROTECTED;
    rig.host(3).lacks = List.of("no lease guard");
    rig.run(3);
    refused("unfit until checked", rig, 2);
    refused("cannot protect: no lease guard", rig, 3);
    rig.host(2).storage = false;
    rig.host(3).joined = false;
    rig.run(65);
    refused("lockspace store not renewed", rig, 2);
    refused("lockspace store not joined", rig, 3);
  }

  @Test
  void cancellingOneThatIsNotThereIsOverOrIsBeingCancelled() {
    assertEquals(
        "operator.refused|vm a|cancelling the migration refused|it is not migrating: it is on host"
            + " kvm1",
        rig.refusal(new Request.CancelMigration(Rig.id("a"))));
    rig.ask(new Request.MigrateVm(Rig.id("a"), rig.host(2).id));
    rig.ask(new Request.CancelMigration(Rig.id("a")));
    assertEquals(
        "operator.refused|vm a|cancelling the migration refused|it is being cancelled already",
        rig.refusal(new Request.CancelMigration(Rig.id("a"))));
    rig.end(rig.of(Command.CancelMigration.class).getLast(), new Outcome.Failed("no job"));
    rig.host(1).management = false;
    rig.run(9);
    assertEquals(
        "operator.refused|vm a|cancelling the migration refused|host kvm1 does not answer",
        rig.refusal(new Request.CancelMigration(Rig.id("a"))));
    rig.end(rig.of(Command.MigrateVm.class).getLast(), new Outcome.MayHaveHappened("no answer"));
    assertEquals(
        "operator.refused|vm a|cancelling the migration refused|how it ended is not known: host"
            + " kvm1 and host kvm2 must report first (S18)",
        rig.refusal(new Request.CancelMigration(Rig.id("a"))));
  }
}
