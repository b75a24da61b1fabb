package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.DetectionSettings;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.RestartSettings;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmRun;
import org.leasehold.core.model.Wanted;

/// What people ask for (F1 to F3, maintenance, wanted state, HA pause).
class OperatorTest {
  @Test
  void confirmingIsRefusedForAHostThatIsUpAndForOneThatRenews() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.ask(new Request.ConfirmRebooted(rig.host(1).id, "kvm1"));
    assertTrue(rig.told("it is up"));
    rig.host(1).management = false;
    rig.run(100);
    rig.ask(new Request.ConfirmRebooted(rig.host(1).id, "kvm1"));
    assertTrue(rig.told("its heartbeat is being renewed"));
    assertNull(rig.record(1).confirmation());
  }

  @Test
  void confirmingADeadHostChangesNothingForAVmWithALease() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.dies(1);
    rig.run(70);
    rig.ask(new Request.ConfirmRebooted(rig.host(1).id, ""));
    assertTrue(rig.told("confirmed as rebooted by anna"));
    rig.run(69);
    assertEquals(List.of(), rig.starts());
    rig.run(3);
    assertEquals(List.of("161: a on 2, OwnerDead"), rig.startTexts());
  }

  @Test
  void aVmWithoutALeaseNeedsTheTypedNameAndSaysSplitBrainPossible() {
    var rig = Rig.of(3, Rig.vm("b", HaMode.CONFIRM, 50)).running("b", 1).started().run(20);
    rig.dies(1);
    rig.run(500);
    assertEquals(List.of(), rig.starts());
    assertTrue(rig.state.explain(Rig.id("b")).contains("split brain possible"));
    rig.ask(new Request.ConfirmRebooted(rig.host(1).id, "kvm"));
    assertEquals(List.of(), rig.starts());
    rig.ask(new Request.ConfirmRebooted(rig.host(1).id, "kvm1"));
    assertEquals(List.of("520: b on 2, OperatorConfirmed"), rig.startTexts());
    assertTrue(rig.told("1 VMs without a lease: split brain possible"));
  }

  @Test
  void aVmWithoutALeaseNeverHeardOfStartsWhenAskedOnceEveryHostHasReported() {
    var rig = Rig.of(3, Rig.vm("b", HaMode.CONFIRM, 50));
    rig.host(3).management = false;
    rig.started().run(100);
    rig.ask(new Request.StartVm(Rig.id("b"), null));
    rig.run(10);
    assertEquals(List.of(), rig.starts());
    rig.host(3).management = true;
    rig.run(3);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void aVmWithHaOffStartsWhenAPersonAsksOnceEveryHostHasShownThatItHasNoCopy() {
    var rig = Rig.of(3, Rig.vm("o", HaMode.OFF, 50)).started();
    rig.host(3).management = false;
    rig.run(20);
    assertEquals(List.of(), rig.startTexts());
    rig.ask(new Request.StartVm(Rig.id("o"), null));
    rig.run(60);
    assertEquals(List.of(), rig.startTexts());
    assertEquals(
        "evidence: it has no lease and its host does not answer: split brain possible, needs the typed confirmation that the host has been rebooted",
        rig.why("o"));
    rig.host(3).management = true;
    rig.run(40);
    assertEquals(1, rig.starts().size());
    rig.ends("o", rig.starts().getFirst().host().value(), ExitMark.QEMU_LOST);
    rig.run(700);
    assertEquals(1, rig.starts().size());
    assertTrue(rig.state.explain(Rig.id("o")).contains("HA is off for it"));
  }

  @Test
  void askedForAgainWhileStillPoweringDownItStartsOnceItHasEnded() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(10);
    rig.ask(new Request.StopVm(Rig.id("a"), true));
    rig.set("a", 1, VmRun.POWERING_DOWN);
    rig.run(3);
    rig.ask(new Request.StartVm(Rig.id("a"), null));
    rig.run(6);
    assertEquals(List.of(), rig.starts());
    rig.ends("a", 1, ExitMark.REQUESTED_STOP);
    rig.run(5);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void aHostIsDrainedForMaintenanceHighestPriorityFirst() {
    var rig = Rig.of(2, Rig.vm("a", HaMode.PROTECTED, 10), Rig.vm("b", HaMode.PROTECTED, 90));
    rig.running("a", 1).running("b", 1).started().run(10);
    rig.ask(new Request.HostMaintenance(rig.host(1).id, true));
    rig.run(3);
    assertEquals(HostStatus.PREPARING_MAINTENANCE, rig.record(1).status());
    assertEquals(
        List.of(Rig.id("b"), Rig.id("a")),
        rig.of(Command.MigrateVm.class).stream().map(Command.MigrateVm::vm).toList());
    for (var move : rig.of(Command.MigrateVm.class)) {
      rig.host(1).vms.remove(move.vm());
      rig.runs(move.vm().text(), rig.host(2), 2);
      rig.end(move, new Outcome.Done("migrated"));
    }
    rig.run(6);
    assertEquals(HostStatus.MAINTENANCE, rig.record(1).status());
    assertEquals(List.of("up@2", "up@2"), List.of(rig.at("a"), rig.at("b")));
    assertEquals(List.of(), rig.starts());
    rig.ask(new Request.HostMaintenance(rig.host(1).id, false));
    rig.run(3);
    assertEquals(HostStatus.UP, rig.record(1).status());
  }

  @Test
  void anHaPauseHasAReasonEndsByItselfAndHoldsStarts() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(10);
    rig.ask(new Request.PauseHa("", 5));
    assertTrue(rig.told("HA pause refused"));
    rig.ask(new Request.PauseHa("switch upgrade", 5));
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(299);
    assertEquals(List.of(), rig.starts());
    assertEquals("HA paused: switch upgrade", rig.state.explain(Rig.id("a")));
    rig.run(1);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void stoppingWantsItOffAndStartingWantsItRunning() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(10);
    rig.ask(new Request.StopVm(Rig.id("a"), true));
    assertEquals(1, rig.of(Command.StopVm.class).size());
    var written = rig.of(Command.WriteDocument.class).getLast().document();
    assertEquals(Wanted.State.OFF, wanted(written.vms().get(Rig.id("a"))));
    rig.ends("a", 1, ExitMark.REQUESTED_STOP);
    rig.run(10);
    rig.ask(new Request.StartVm(Rig.id("a"), rig.host(2).id));
    rig.run(3);
    assertEquals(1, rig.starts().size());
    assertEquals(rig.host(2).id, rig.starts().getFirst().host());
    written = rig.of(Command.WriteDocument.class).getLast().document();
    assertEquals(Wanted.State.RUNNING, wanted(written.vms().get(Rig.id("a"))));
  }

  private static Wanted.State wanted(@Nullable VmEntry vm) {
    return vm == null ? Wanted.State.MAINTENANCE : vm.wanted().state();
  }

  @Test
  void afterATotalPowerLossEveryWantedVmRunsOnceInPriorityOrder() {
    var rig =
        Rig.of(
            2,
            Rig.vm("a", HaMode.PROTECTED, 10),
            Rig.vm("b", HaMode.PROTECTED, 90),
            Rig.vm("off").withWanted(new Wanted(Wanted.State.OFF, "anna", 0)));
    rig.running("a", 1).running("b", 2).started().run(20);
    var memory = rig.state.memory();
    rig.dies(1);
    rig.dies(2);
    rig.boots(1);
    rig.boots(2);
    rig.joins(1);
    rig.joins(2);
    rig.started(memory).run(120);
    assertEquals(
        List.of(Rig.id("b"), Rig.id("a")), rig.starts().stream().map(Command.StartVm::vm).toList());
  }

  @Test
  void settingsAreCheckedTogetherAndRefusedWithTheReason() {
    var rig = Rig.of(2).started().run(3);
    var d = DetectionSettings.DEFAULT;
    var wrong =
        new DetectionSettings(
            Duration.ofSeconds(5),
            d.gracePerVm(),
            d.failuresTolerated(),
            d.recoveryLimit(),
            d.powerOffWindow(),
            d.storeCheckAgeMax(),
            d.storeSlow(),
            d.storeDebounce(),
            d.hungAfter());
    rig.ask(new Request.SetSettings(Settings.DEFAULT.with(wrong)));
    assertTrue(rig.told("detection.graceBase is 5 s, allowed 10..600 s"));
    assertEquals(List.of(), rig.of(Command.WriteDocument.class));
  }

  @Test
  void aWatcherWritesNoDocument() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started();
    rig.send(new Event.ClaimChanged(rig.nanos, Claim.WATCHING, new Epoch(2)));
    rig.run(10);
    rig.ask(new Request.StopVm(Rig.id("a"), true));
    rig.ask(new Request.HostMaintenance(rig.host(1).id, true));
    rig.run(10);
    assertEquals(List.of(), rig.of(Command.WriteDocument.class));
    assertEquals(List.of(), rig.of(Command.StopVm.class));
    assertEquals(List.of(), rig.of(Command.MigrateVm.class));
  }

  @Test
  void anOlderDocumentIsIgnored() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(10);
    rig.ask(new Request.StopVm(Rig.id("a"), true));
    var before = rig.state.document();
    rig.send(new Event.DocumentChanged(rig.nanos, rig.document));
    assertEquals(before, rig.state.document());
    assertFalse(rig.document.isNewerThan(rig.document));
  }

  @Test
  void aNewEpochOutranksAnyRevision() {
    var rig = Rig.of(2, Rig.vm("a"));
    var next = rig.document.with(new Epoch(9), Rig.vm("a"));
    assertTrue(next.isNewerThan(rig.document));
    assertFalse(rig.document.isNewerThan(next));
  }

  @Test
  void theAgentOfAnUnfitHostIsToldThatItWasCheckedAndByWhom() {
    var rig = Rig.of(2, Rig.vm("a")).started().run(9);
    rig.host(2).proof = Protection.Proof.UNFIT;
    rig.run(4);
    rig.ask(new Request.HostChecked(rig.host(1).id));
    rig.ask(new Request.HostChecked(rig.host(2).id));
    assertEquals(
        List.of("anna for host 2"),
        rig.of(Command.HostFit.class).stream()
            .map(fit -> fit.operator() + " for host " + fit.host())
            .toList());
  }

  @Test
  void whatAConfirmationMeansIsSaidByWhatWasTyped() {
    var leased = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    leased.dies(1);
    leased.run(70);
    leased.ask(new Request.ConfirmRebooted(leased.host(1).id, ""));
    assertEquals("for VMs with a lease the lease decides", leased.because("host.confirmed"));
    var bare = Rig.of(3, Rig.vm("b", HaMode.CONFIRM, 50)).running("b", 1).started().run(20);
    bare.dies(1);
    bare.run(70);
    bare.ask(new Request.ConfirmRebooted(bare.host(1).id, "kvm"));
    assertEquals(
        "1 VMs without a lease stay: the host's name was not typed",
        bare.because("host.confirmed"));
  }

  @Test
  void anEngineThatOnlyWatchesWritesNothingIntoTheDocument() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(20);
    rig.send(new Event.ClaimChanged(rig.nanos, Claim.WATCHING, new Epoch(2)));
    assertEquals(
        "document.kept|vm a|document not written|S16 claim: this engine is watching",
        rig.refusal(new Request.VmMaintenance(Rig.id("a"), true)));
  }

  @Test
  void tagsThatAreTooManyOrNoWordsAreNoPolicy() {
    var rig = Rig.of(2, Rig.vm("a")).started().run(20);
    var many = IntStream.rangeClosed(1, 17).mapToObj(Integer::toString).toList();
    assertEquals(
        "operator.refused|vm a|policy refused|a VM has at most 16 tags",
        rig.refusal(new Request.SetPolicy(Rig.vm("a").withTags(many))));
    for (var word : List.of("", "two words", "x".repeat(41), "a\nb")) {
      assertEquals(
          "operator.refused|vm a|policy refused|a tag has 1 to 40 letters, digits, dots, dashes, not '%s'"
              .formatted(word.replace('\n', '?')),
          rig.refusal(new Request.SetPolicy(Rig.vm("a").withTags(List.of(word)))));
    }
  }

  @Test
  void whereRestartsAreSwitchedOffNothingIsRestartedUnlessAsked() {
    var rig = Rig.of(2, Rig.vm("a"));
    var d = RestartSettings.DEFAULT;
    rig.document =
        rig.document.with(
            new Epoch(1),
            Settings.DEFAULT.with(
                new RestartSettings(
                    false,
                    d.retryShort(),
                    d.retryShortCount(),
                    d.retryLong(),
                    d.priorityCap(),
                    d.hostsPerTry(),
                    d.startsPerHostMax(),
                    d.startLimit())));
    rig.running("a", 1).started().run(20);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(20);
    assertEquals(List.of(), rig.startTexts());
    assertEquals("restart switched off: setting restart.enabled", rig.why("a"));
    rig.ask(new Request.StartVm(Rig.id("a"), null));
    assertEquals(1, rig.starts().size());
  }
}
