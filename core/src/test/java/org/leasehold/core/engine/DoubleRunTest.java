package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.SanlockHostState;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;

/// A VM where it is not recorded, and VMs that do not hold their lease (A9, B12, C12, S5).
class DoubleRunTest {
  @Test
  void twoHostsReportingOneVmIsCriticalAndTheHolderIsKept() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
    rig.set("a", 2, VmRun.RUNNING);
    rig.run(30);
    assertTrue(rig.told("two copies"));
    var ended = rig.of(Command.DestroyCopy.class);
    assertEquals(List.of(rig.host(2).id), ended.stream().map(Command.DestroyCopy::host).toList());
    assertEquals("up@1", rig.at("a"));
  }

  @Test
  void twoCopiesAreToldOnceUntilOneIsGone() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
    rig.set("a", 2, VmRun.RUNNING);
    for (int i = 0; i < 10; i++) {
      rig.run(3);
      rig.end(rig.of(Command.DestroyCopy.class).getLast(), new Outcome.Done("it lives on"));
    }
    assertEquals(1, times(rig, "two copies"));
    assertEquals(1, rig.of(Command.Notify.class).size());
    rig.host(2).vms.clear();
    rig.run(6);
    rig.set("a", 2, VmRun.RUNNING);
    rig.run(6);
    assertEquals(2, times(rig, "two copies"));
  }

  private static long times(Rig rig, String text) {
    return rig.lines.stream().filter(line -> line.contains(text)).count();
  }

  @Test
  void withoutTheClaimTheAlarmIsRaisedAndNothingEnded() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started();
    rig.send(new Event.ClaimChanged(rig.nanos, Claim.WATCHING, rig.state.epoch()));
    rig.run(9);
    rig.set("a", 2, VmRun.RUNNING);
    rig.run(30);
    assertTrue(rig.told("two copies"));
    assertEquals(1, times(rig, "copy not ended"));
    assertEquals(List.of(), rig.of(Command.DestroyCopy.class));
  }

  @Test
  void aVmThatAppearsElsewhereWithItsLeaseIsAdopted() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
    rig.host(1).vms.clear();
    rig.runs("a", rig.host(2), 2);
    rig.report(rig.host(2));
    rig.run(6);
    assertEquals("up@2", rig.at("a"));
  }

  @Test
  void whileUnknownOnlyAVmThatReallyRunsMovesTheRecord() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.host(1).management = false;
    rig.run(80);
    rig.pauses("a", 2, PauseReason.STARTING_UP);
    rig.run(6);
    assertEquals("unknown@1", rig.at("a"));
  }

  @Test
  void aStartThatAnotherEngineAskedForIsNoSecondCopy() {
    var rig = startedElsewhereWhileItsHostIsSilent();
    rig.runs("a", rig.host(2), 2);
    rig.report(rig.host(2));
    rig.run(6);
    assertFalse(rig.told("two copies"));
    assertEquals("up@2", rig.at("a"));
  }

  @Test
  void aStartThatEndsInARunWithoutItsLeaseIsASecondCopy() {
    var rig = startedElsewhereWhileItsHostIsSilent();
    rig.set("a", 2, VmRun.RUNNING);
    rig.run(6);
    assertTrue(
        rig.told(
            "runs on host kvm2 without its lease; host kvm1, which was last seen to run it, does"
                + " not answer"),
        String.join("\n", rig.lines));
  }

  private static Rig startedElsewhereWhileItsHostIsSilent() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.host(1).management = false;
    rig.run(12);
    rig.set("a", 2, VmRun.STARTING);
    rig.run(6);
    assertFalse(rig.told("two copies"), "it is only coming");
    assertEquals("up@1", rig.at("a"));
    return rig;
  }

  @Test
  void aMigrationHandsOverOnceItsDestinationHoldsTheLease() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
    rig.ask(new Request.MigrateVm(Rig.id("a"), rig.host(2).id));
    rig.set("a", 1, VmRun.MIGRATING_OUT);
    rig.set("a", 2, VmRun.MIGRATING_IN);
    rig.run(6);
    assertEquals("migrating@1", rig.at("a"));
    rig.ends("a", 1, ExitMark.MIGRATED_AWAY);
    rig.runs("a", rig.host(2), 2);
    rig.run(6);
    assertEquals("up@2", rig.at("a"));
    assertEquals(List.of(), rig.starts());
  }

  @Test
  void aMigrationWhoseSourceCrashesLeavesNoCopyBehindAndTheVmStartsAgain() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.ask(new Request.MigrateVm(Rig.id("a"), rig.host(2).id));
    rig.set("a", 1, VmRun.MIGRATING_OUT);
    rig.set("a", 2, VmRun.MIGRATING_IN);
    rig.run(6);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(9);
    assertEquals(List.of(), rig.of(Command.DestroyCopy.class), "it may be about to run");
    rig.run(6);
    assertEquals(
        List.of(rig.host(2).id),
        rig.of(Command.DestroyCopy.class).stream().map(Command.DestroyCopy::host).toList());
    assertEquals(List.of(), rig.starts());
    rig.host(2).vms.clear();
    rig.end(rig.of(Command.DestroyCopy.class).getFirst(), new Outcome.Done("ended"));
    rig.run(6);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void aVmWhoseLeaseWasNotLookedAtYetIsFlaggedByTheSecondReportOnly() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
    var seen = rig.host(1).vms.get(Rig.id("a"));
    var unknown = VmReport.running(Rig.id("a"), null, Rig.DISKS);
    for (int i = 0; i < 2; i++) {
      rig.host(1).vms.put(Rig.id("a"), unknown);
      rig.run(3);
      rig.host(1).vms.put(Rig.id("a"), seen);
      rig.run(3);
    }
    assertFalse(rig.told("runs without its lease"));
    rig.host(1).vms.put(Rig.id("a"), unknown);
    rig.run(6);
    assertTrue(rig.told("runs without its lease"));
    assertEquals(1, rig.of(Command.Notify.class).size());
  }

  @Test
  void aRunningVmThatDoesNotHoldItsLeaseIsFlaggedWithinOneReport() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
    var lost = new HeldLease(Rig.STORE, new LeaseVersion(1), false, true);
    rig.host(1).vms.put(Rig.id("a"), VmReport.running(Rig.id("a"), lost, Rig.DISKS));
    rig.run(3);
    assertTrue(rig.told("runs without its lease"));
    assertEquals(1, rig.of(Command.Notify.class).size());
    rig.run(30);
    assertEquals(1, rig.of(Command.Notify.class).size(), "told once");
  }

  @Test
  void aHungQemuIsEndedAndStartedAgainOnlyWhereAllowed() {
    for (boolean allowed : List.of(true, false)) {
      var entry = Rig.allowed(Rig.vm("a"), new VmEntry.Allowances(false, false, allowed));
      var rig = Rig.of(2, entry).running("a", 1).started().run(9);
      var held = new HeldLease(Rig.STORE, new LeaseVersion(1), true, true);
      rig.host(1)
          .vms
          .put(
              Rig.id("a"),
              new VmReport(Rig.id("a"), VmRun.RUNNING, null, 0, null, held, 61_000, Rig.DISKS, ""));
      rig.run(9);
      assertEquals("not responding@1", rig.at("a"));
      assertEquals(allowed ? 1 : 0, rig.of(Command.DestroyCopy.class).size());
      if (!allowed) continue;
      rig.ends("a", 1, ExitMark.QEMU_LOST);
      rig.run(5);
      assertEquals(1, rig.starts().size());
    }
  }

  @Test
  void disksThatDriftUnderAHolderAreTakenOverAtOnce() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
    var held = new HeldLease(Rig.STORE, new LeaseVersion(1), true, true);
    var snapshot = new DiskSet(List.of("/disk.snap"), true);
    rig.host(1).vms.put(Rig.id("a"), VmReport.running(Rig.id("a"), held, snapshot));
    rig.run(3);
    var written = rig.of(Command.WriteDocument.class);
    assertEquals(1, written.size());
    var entry = written.getFirst().document().vms().get(Rig.id("a"));
    assertEquals(snapshot, entry == null ? null : entry.disks());
  }

  @Test
  void disksThatDriftWhileItGoesDownAreTakenOverToo() {
    for (var run : List.of(VmRun.POWERING_DOWN, VmRun.REBOOTING, VmRun.MIGRATING_OUT)) {
      var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
      var held = new HeldLease(Rig.STORE, new LeaseVersion(1), true, true);
      var snapshot = new DiskSet(List.of("/disk.snap"), true);
      var seen = new VmReport(Rig.id("a"), run, null, 0, null, held, 0, snapshot, "");
      rig.host(1).vms.put(Rig.id("a"), seen);
      rig.run(3);
      assertEquals(1, rig.of(Command.WriteDocument.class).size(), run.toString());
      var live = rig.record("a").disks();
      assertEquals(snapshot, live == null ? null : live.disks());
    }
  }

  @Test
  void aStartHeldForOtherDisksGoesOnOnceTheDefinitionNamesThem() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
    var lost = new HeldLease(Rig.STORE, new LeaseVersion(1), false, false);
    var snapshot = new DiskSet(List.of("/disk.snap"), true);
    rig.host(1).vms.put(Rig.id("a"), VmReport.running(Rig.id("a"), lost, snapshot));
    rig.run(3);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(6);
    assertEquals(
        "S5 disks differ: last live disks [/disk.snap], defined [/disk]: waits for the admin",
        rig.why("a"));
    rig.ask(new Request.Redefined(Rig.id("a"), 2, 1024, snapshot, HaMode.PROTECTED, Rig.STORE));
    var entry = rig.of(Command.WriteDocument.class).getLast().document().vms().get(Rig.id("a"));
    assertEquals(snapshot, entry == null ? null : entry.disks());
  }

  @Test
  void aMigrationThatAnotherEngineAskedForIsNoDoubleRunAndNoEnd() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started();
    rig.send(new Event.ClaimChanged(rig.nanos, Claim.WATCHING, rig.state.epoch()));
    rig.run(9);
    rig.set("a", 1, VmRun.MIGRATING_OUT);
    rig.runs("a", rig.host(2), 2);
    rig.run(3);
    rig.ends("a", 1, ExitMark.MIGRATED_AWAY);
    rig.leases.put(
        Rig.id("a"), new Rig.Lease(new HostLife(rig.host(2).id, new Generation(1)), true, 2, 0));
    rig.run(6);
    assertFalse(rig.told("two copies"));
    assertEquals("up@2", rig.at("a"));
  }

  @Test
  void aVmThatMovedAwayToASilentHostHasNotEnded() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.host(2).management = false;
    rig.ends("a", 1, ExitMark.MIGRATED_AWAY);
    rig.leases.put(
        Rig.id("a"), new Rig.Lease(new HostLife(rig.host(2).id, new Generation(1)), true, 2, 0));
    rig.run(20);
    assertEquals("unknown@null", rig.at("a"));
    assertEquals(
        "evidence: held by host 2 generation 1, LIVE to host kvm1: last renewal seen 7 s ago, its heartbeat lives",
        rig.why("a"));
    rig.host(1).vms.clear();
    rig.run(20);
    assertEquals(List.of(), rig.starts());
    rig.dies(2);
    rig.run(170);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void aMigrationWhoseSourceHostDiesWaitsUntilThatIsCertainThenStartsAnew() {
    var rig = migrating();
    rig.dies(1);
    rig.run(100);
    assertEquals(List.of(), rig.of(Command.DestroyCopy.class));
    assertEquals(List.of(), rig.starts());
    rig.run(60);
    assertEquals(
        List.of(rig.host(2).id),
        rig.of(Command.DestroyCopy.class).stream().map(Command.DestroyCopy::host).toList());
    rig.host(2).vms.clear();
    rig.end(rig.of(Command.DestroyCopy.class).getFirst(), new Outcome.Done("ended"));
    rig.run(10);
    assertEquals(1, rig.starts().size());
  }

  /// The destination's sanlock waits for the lease until the source is dead: what it was sent runs
  /// a moment later, however long ago the migration began.
  @Test
  void aMigrationWhoseSourceHostIsDeadIsGivenTimeToArrive() {
    var rig = migrating();
    rig.dies(1);
    var dead = SanlockHostState.DEAD;
    for (int i = 0; i < 200 && rig.sight(rig.host(1)).state() != dead; i++) rig.run(1);
    assertEquals(dead, rig.sight(rig.host(1)).state());
    rig.run(8);
    assertEquals(List.of(), rig.of(Command.DestroyCopy.class));
    rig.runs("a", rig.host(2), 2);
    rig.run(60);
    assertEquals("up@2", rig.at("a"));
    assertEquals(List.of(), rig.of(Command.DestroyCopy.class));
    assertEquals(List.of(), rig.starts());
  }

  @Test
  void aMigrationThatHadArrivedWhenItsSourceHostDiedLivesOn() {
    var rig = migrating();
    rig.dies(1);
    rig.runs("a", rig.host(2), 2);
    rig.run(200);
    assertEquals("up@2", rig.at("a"));
    assertEquals(List.of(), rig.of(Command.DestroyCopy.class));
    assertEquals(List.of(), rig.starts());
  }

  private static Rig migrating() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.ask(new Request.MigrateVm(Rig.id("a"), rig.host(2).id));
    rig.set("a", 1, VmRun.MIGRATING_OUT);
    rig.set("a", 2, VmRun.MIGRATING_IN);
    return rig.run(6);
  }
}
