package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.TreatmentSettings;
import org.leasehold.core.model.VmEntry;

/// The case of a host that does not answer, one test per gate (D1, D5 to D9).
class TreatmentTest {
  /// Four hosts, engine old enough, host 1 dead, its agent's restart tried in vain.
  static Rig dead() {
    return dead(new Engine(), TreatmentSettings.DEFAULT);
  }

  private static Rig dead(Engine engine, TreatmentSettings settings) {
    var rig = new Rig(engine, 4, List.of(Rig.vm("a")));
    rig.document = rig.document.with(new Epoch(1), Settings.DEFAULT.with(settings));
    rig.running("a", 1).started().run(400);
    rig.dies(1);
    rig.run(70);
    for (var soft : rig.of(Command.SoftRestartAgent.class)) {
      rig.end(soft, new Outcome.Failed("no route"));
    }
    return rig;
  }

  private static TreatmentSettings settings(boolean soft, boolean power) {
    var d = TreatmentSettings.DEFAULT;
    return new TreatmentSettings(
        soft,
        power,
        false,
        d.quietAfterStart(),
        d.connectivityPercent(),
        d.leaseQuiet(),
        d.softWait(),
        d.rebootWait(),
        d.fenceQuiet(),
        d.powerCheckEvery(),
        d.onStoreLoss());
  }

  private static TreatmentSettings softWait(Duration softWait) {
    var d = TreatmentSettings.DEFAULT;
    return new TreatmentSettings(
        d.softFencing(),
        d.powerFencing(),
        d.storageReset(),
        d.quietAfterStart(),
        d.connectivityPercent(),
        d.leaseQuiet(),
        softWait,
        d.rebootWait(),
        d.fenceQuiet(),
        d.powerCheckEvery(),
        d.onStoreLoss());
  }

  private static void probes(Rig rig, boolean reachable) {
    for (var probe : rig.of(Command.Probe.class)) {
      rig.send(new Event.HostProbed(rig.nanos, probe.from(), probe.silent(), reachable));
    }
  }

  static void runWithProbes(Rig rig, int seconds, boolean reachable) {
    for (int i = 0; i < seconds; i++) {
      rig.run(1);
      probes(rig, reachable);
    }
  }

  /// The gate that holds its case and why, as told when it began to hold; `closed` without a case.
  private static String heldBy(Rig rig) {
    var treatment = rig.record(1).treatment();
    if (treatment == null) return "closed";
    var because = rig.because("treatment.held");
    assertTrue(because.startsWith(treatment.heldBy()), because);
    return because;
  }

  @Test
  void nothingIsDoneInTheQuietTimeAndTheCaseStaysOpen() {
    var rig = Rig.of(4, Rig.vm("a")).running("a", 1).started().run(20);
    rig.dies(1);
    rig.run(279);
    assertEquals(List.of(), rig.of(Command.SoftRestartAgent.class));
    assertEquals("quiet time: engine is 79.0 s old, limit 300 s", heldBy(rig));
    assertEquals(1, rig.starts().size(), "leased restarts continue");
    rig.run(2);
    assertEquals(1, rig.of(Command.SoftRestartAgent.class).size());
  }

  @Test
  void softFencingComesFirstAndEndsTheCaseIfTheHostAnswers() {
    var rig = dead();
    assertEquals(1, rig.of(Command.SoftRestartAgent.class).size());
    rig.host(1).power = true;
    rig.host(1).agent++;
    rig.host(1).number = 0;
    rig.run(3);
    assertEquals("closed", heldBy(rig));
    assertEquals(List.of(), rig.of(Command.PowerFence.class));
  }

  @Test
  void aDeadHostIsPoweredOffOnceEveryGateIsOpenThenOnAndVerified() {
    var rig = dead();
    runWithProbes(rig, 59, false);
    assertEquals(List.of(), rig.of(Command.PowerFence.class));
    runWithProbes(rig, 30, false);
    var off = rig.of(Command.PowerFence.class).getFirst();
    assertEquals(Command.PowerFence.Power.OFF, off.power());
    assertEquals(rig.host(2).id, off.proxy());
    assertEquals(HostStatus.REBOOT, rig.record(1).status());
    rig.end(off, new Outcome.Done("off, already"));
    assertEquals(HostStatus.DOWN, rig.record(1).status());
    rig.run(10);
    var on = rig.of(Command.PowerFence.class).getLast();
    assertEquals(Command.PowerFence.Power.ON, on.power());
    rig.end(on, new Outcome.Done("on"));
    rig.boots(1);
    rig.run(3);
    assertEquals(HostStatus.UP, rig.record(1).status());
    assertEquals("closed", heldBy(rig));
  }

  @Test
  void verifiedOffDoesNotStandInForTheLease() {
    var rig = dead();
    for (int i = 0; i < 69; i++) {
      rig.run(1);
      probes(rig, false);
      for (var fence : rig.of(Command.PowerFence.class)) rig.end(fence, new Outcome.Done("off"));
    }
    assertEquals(List.of(), rig.startTexts());
  }

  @Test
  void aHostThatDoesNotComeBackOpensItsCaseAgain() {
    var rig = dead();
    runWithProbes(rig, 90, false);
    rig.end(rig.of(Command.PowerFence.class).getFirst(), new Outcome.Done("off"));
    rig.run(10);
    rig.end(rig.of(Command.PowerFence.class).getLast(), new Outcome.Done("on"));
    rig.run(602);
    assertEquals(HostStatus.NON_RESPONSIVE, rig.record(1).status());
    assertTrue(rig.told("not back 600 s after its power was switched on"));
  }

  @Test
  void aFailedStopRestoresTheStatusAndSaysSo() {
    var rig = dead();
    runWithProbes(rig, 90, false);
    rig.end(rig.of(Command.PowerFence.class).getFirst(), new Outcome.Failed("timeout"));
    rig.end(rig.of(Command.PowerFence.class).getLast(), new Outcome.Failed("timeout"));
    assertEquals(HostStatus.NON_RESPONSIVE, rig.record(1).status());
    assertTrue(rig.told("reboot by hand and confirm"));
    runWithProbes(rig, 100, false);
    assertEquals(2, rig.of(Command.PowerFence.class).size());
    assertEquals("fence quiet time: last power operation 1.0 s ago, limit 180 s", heldBy(rig));
  }

  @Test
  void whatFailedThroughOneHostIsTriedOnceThroughAnother() {
    var rig = dead();
    runWithProbes(rig, 90, false);
    rig.end(rig.of(Command.PowerFence.class).getFirst(), new Outcome.MayHaveHappened("no answer"));
    assertEquals(List.of("off through 2", "off through 3"), powerTexts(rig));
    assertEquals(HostStatus.REBOOT, rig.record(1).status());
    rig.end(rig.of(Command.PowerFence.class).getLast(), new Outcome.Done("off already"));
    assertEquals(HostStatus.DOWN, rig.record(1).status());
    rig.run(10);
    rig.end(rig.of(Command.PowerFence.class).getLast(), new Outcome.Failed("timeout"));
    assertEquals(
        List.of("off through 2", "off through 3", "on through 2", "on through 3"), powerTexts(rig));
  }

  @Test
  void itIsNotTriedThroughAnotherHostWhenTheSilentOneHasRenewedMeanwhile() {
    var rig = dead();
    runWithProbes(rig, 90, false);
    rig.host(1).storage = true;
    rig.host(1).power = true;
    rig.run(3);
    rig.end(rig.of(Command.PowerFence.class).getFirst(), new Outcome.Failed("timeout"));
    assertEquals(List.of("off through 2"), powerTexts(rig));
  }

  @Test
  void itIsNotTriedThroughAnotherHostWhenHalfOfTheHostsAreSilentMeanwhile() {
    var rig = dead();
    runWithProbes(rig, 90, false);
    rig.host(2).management = false;
    rig.run(3);
    rig.end(rig.of(Command.PowerFence.class).getFirst(), new Outcome.MayHaveHappened("no answer"));
    assertEquals(List.of("off through 2"), powerTexts(rig));
  }

  private static List<String> powerTexts(Rig rig) {
    return rig.of(Command.PowerFence.class).stream()
        .map(c -> c.power().name().toLowerCase(Locale.ROOT) + " through " + c.proxy())
        .toList();
  }

  @Test
  void aHostSomebodyElseReachesIsNotFenced() {
    var rig = dead();
    runWithProbes(rig, 600, true);
    assertEquals(List.of(), rig.of(Command.PowerFence.class));
    assertEquals("reachable: host kvm2 reaches it", heldBy(rig));
    var broken = dead(Engine.without(Safeguard.SECOND_VANTAGE), TreatmentSettings.DEFAULT);
    runWithProbes(broken, 600, true);
    assertEquals(1, broken.of(Command.PowerFence.class).size());
  }

  @Test
  void aConfirmationSaysThatAnotherHostReachesIt() {
    var rig = dead();
    runWithProbes(rig, 90, true);
    rig.ask(new Request.ConfirmRebooted(rig.host(1).id, "kvm1"));
    assertTrue(rig.told("host kvm2 reached it"));
    assertTrue(rig.told("make sure that it is not running on"));
  }

  @Test
  void halfOfTheHostsSilentIsOurOwnTrouble() {
    for (var engine : List.of(new Engine(), Engine.without(Safeguard.CONNECTIVITY_THRESHOLD))) {
      var rig = new Rig(engine, 4, List.of());
      rig.started().run(400);
      rig.dies(1);
      rig.dies(2);
      rig.run(100);
      boolean sound = engine.holds(Safeguard.CONNECTIVITY_THRESHOLD);
      assertEquals(sound ? 0 : 2, rig.of(Command.SoftRestartAgent.class).size());
      if (sound) assertEquals("connectivity: 2 of 4 hosts silent = 50 %, limit 50 %", heldBy(rig));
    }
  }

  @Test
  void aLivingHeartbeatIsNeverFenced() {
    for (var engine : List.of(new Engine(), Engine.without(Safeguard.SILENCE_IS_NOT_DEATH))) {
      var rig = new Rig(engine, 4, List.of(Rig.vm("a")));
      rig.running("a", 1).started().run(400);
      rig.host(1).management = false;
      rig.run(70);
      rig.end(rig.of(Command.SoftRestartAgent.class).getFirst(), new Outcome.Failed("no route"));
      runWithProbes(rig, 600, false);
      boolean sound = engine.holds(Safeguard.SILENCE_IS_NOT_DEATH);
      assertEquals(sound ? 0 : 1, rig.of(Command.PowerFence.class).size());
      if (sound) assertEquals("heartbeat lives: LIVE in store to host kvm2", heldBy(rig));
    }
  }

  @Test
  void aHostIsResetThroughTheStoreOnlyWhereThatIsSwitchedOnAndSecondedAndOnce() {
    for (boolean seconded : List.of(true, false)) {
      var d = TreatmentSettings.DEFAULT;
      var on =
          new TreatmentSettings(
              false,
              true,
              true,
              d.quietAfterStart(),
              d.connectivityPercent(),
              d.leaseQuiet(),
              d.softWait(),
              d.rebootWait(),
              d.fenceQuiet(),
              d.powerCheckEvery(),
              d.onStoreLoss());
      var rig = new Rig(new Engine(), 4, List.of(Rig.vm("a")));
      rig.document = rig.document.with(new Epoch(1), Settings.DEFAULT.with(on));
      rig.running("a", 1).started().run(400);
      rig.host(1).management = false;
      runWithProbes(rig, 170, !seconded);
      var resets = rig.of(Command.StorageSideReset.class);
      assertEquals(seconded ? 1 : 0, resets.size());
      assertEquals(List.of(), rig.of(Command.PowerFence.class));
      if (seconded) {
        rig.end(resets.getFirst(), new Outcome.Failed("no reply"));
        assertEquals(Treatment.Stage.OPEN, stage(rig));
      }
    }
  }

  private static Treatment.@Nullable Stage stage(Rig rig) {
    var treatment = rig.record(1).treatment();
    return treatment == null ? null : treatment.stage();
  }

  @Test
  void theSwitchesAreSeparate() {
    var noSoft = dead(new Engine(), settings(false, true));
    runWithProbes(noSoft, 60, false);
    assertEquals(List.of(), noSoft.of(Command.SoftRestartAgent.class));
    assertEquals(1, noSoft.of(Command.PowerFence.class).size());
    var noPower = dead(new Engine(), settings(true, false));
    runWithProbes(noPower, 200, false);
    assertEquals(1, noPower.of(Command.SoftRestartAgent.class).size());
    assertEquals(List.of(), noPower.of(Command.PowerFence.class));
    assertEquals("power fencing off: reboot it by hand and confirm", heldBy(noPower));
    assertEquals(1, noPower.starts().size());
  }

  @Test
  void aHostWithoutAPowerDeviceIsRebootedByHand() {
    var rig = Rig.of(4, Rig.vm("a")).running("a", 1);
    var entries = new TreeMap<>(rig.document.hosts());
    entries.put(rig.host(1).id, new HostEntry(rig.host(1).id, "kvm1", false, FenceSettings.NONE));
    var d = rig.document;
    rig.document =
        new ClusterDocument(
            d.epoch(), d.revision(), entries, d.stores(), d.vms(), d.home(), d.settings());
    rig.started().run(400);
    rig.dies(1);
    rig.run(200);
    for (var soft : rig.of(Command.SoftRestartAgent.class)) {
      rig.end(soft, new Outcome.Failed("no route"));
    }
    runWithProbes(rig, 100, false);
    assertEquals("no power device: reboot it by hand and confirm", heldBy(rig));
  }

  @Test
  void withoutTheClaimNobodyIsFenced() {
    var rig = Rig.of(4, Rig.vm("a")).running("a", 1).started();
    rig.send(new Event.ClaimChanged(rig.nanos, Claim.WATCHING, new Epoch(2)));
    rig.run(400);
    rig.dies(1);
    runWithProbes(rig, 600, false);
    assertEquals(List.of(), rig.of(Command.SoftRestartAgent.class));
    assertEquals(List.of(), rig.of(Command.PowerFence.class));
    assertEquals("S16 claim: this engine is watching", heldBy(rig));
  }

  @Test
  void aRenewalAfterVerifiedOffMeansThatTheFenceLied() {
    var rig = dead();
    runWithProbes(rig, 90, false);
    rig.end(rig.of(Command.PowerFence.class).getFirst(), new Outcome.Done("off"));
    rig.host(1).renewedSecond = rig.second(); // alive after all
    rig.run(4);
    assertTrue(rig.told("renewed after its power was verified off"));
    assertTrue(rig.record(1).unfit());
    rig.host(1).storage = false;
    runWithProbes(rig, 600, false);
    assertEquals(1, rig.of(Command.PowerFence.class).size(), "not used any more");
  }

  @Test
  void anEngineKilledMidFenceTakesTheCaseUpAgain() {
    var rig = dead();
    runWithProbes(rig, 90, false);
    var memory = rig.state.memory();
    assertTrue(memory.hosts().getFirst().beingFenced());
    rig.started(memory);
    assertTrue(rig.told("was being fenced when the engine ended"));
    rig.run(100);
    assertEquals("quiet time: engine is 60.0 s old, limit 300 s", heldBy(rig));
    rig.run(250);
    for (var soft : rig.of(Command.SoftRestartAgent.class)) {
      rig.end(soft, new Outcome.Failed("no route"));
    }
    runWithProbes(rig, 100, false);
    assertEquals(2, rig.of(Command.PowerFence.class).size());
  }

  private static Rig managementCut(Engine engine, boolean allowed) {
    var entry = Rig.allowed(Rig.vm("a"), new VmEntry.Allowances(allowed, false, false));
    var rig = new Rig(engine, 4, List.of(entry));
    rig.running("a", 1).started().run(400);
    rig.host(1).management = false;
    runWithProbes(rig, 100, false);
    return rig;
  }

  @Test
  void storageSideStopNamesExactlyTheNextVersionThenTheVmStartsElsewhere() {
    var rig = managementCut(new Engine(), true);
    var stop = rig.of(Command.StorageSideStop.class).getFirst();
    assertEquals(
        List.of(new LeaseVersion(1), new LeaseVersion(2)), List.of(stop.held(), stop.next()));
    assertEquals(1, rig.of(Command.StorageSideStop.class).size());
    rig.host(1).vms.clear();
    rig.release("a");
    rig.end(stop, new Outcome.Done("lease free"));
    runWithProbes(rig, 58, false);
    assertEquals(List.of(), rig.starts());
    runWithProbes(rig, 5, false);
    assertEquals(1, rig.starts().size());
    var broken = managementCut(Engine.without(Safeguard.EXACT_VERSION), true);
    assertEquals(new LeaseVersion(3), broken.of(Command.StorageSideStop.class).getFirst().next());
  }

  @Test
  void storageSideStopIsForVmsThatAllowItOnly() {
    var rig = managementCut(new Engine(), false);
    assertEquals(List.of(), rig.of(Command.StorageSideStop.class));
  }

  @Test
  void aGracefulStopThatFailsIsForcedOnce() {
    var rig = managementCut(new Engine(), true);
    rig.end(rig.of(Command.StorageSideStop.class).getFirst(), new Outcome.Failed("still held"));
    rig.end(rig.of(Command.StorageSideStop.class).getLast(), new Outcome.Failed("still held"));
    assertEquals(
        List.of(false, true),
        rig.of(Command.StorageSideStop.class).stream()
            .map(Command.StorageSideStop::force)
            .toList());
  }

  private static void held(String because, Rig rig) {
    assertEquals(List.of(), rig.of(Command.PowerFence.class));
    assertEquals(because, heldBy(rig));
  }

  @Test
  void aHostWhoseHeartbeatNobodySeesCountsAsAlive() {
    var rig = dead();
    for (var host : rig.hosts.values()) host.unseen = List.of(rig.host(1).id);
    runWithProbes(rig, 200, false);
    held("heartbeat unknown: no answering host sees it; counts as alive", rig);
  }

  @Test
  void aHostThatHasNotBeenSilentForLongIsNotFencedYet() {
    var rig = dead(new Engine(), settings(false, true));
    runWithProbes(rig, 3, false);
    held("lease wait: silent 73.0 s, limit 90 s", rig);
  }

  @Test
  void aHostThatOnlyHostsWhichAreNotUpCouldSwitchIsNotFenced() {
    var rig = dead();
    for (int other = 2; other <= 4; other++) rig.host(other).shuttingDown = true;
    runWithProbes(rig, 200, false);
    held("proxy: no host that is up can talk to its power device", rig);
  }

  @Test
  void aHostWhosePowerDeviceLiedIsNotFencedAgain() {
    var rig = dead();
    runWithProbes(rig, 90, false);
    rig.end(rig.of(Command.PowerFence.class).getFirst(), new Outcome.Done("off"));
    rig.host(1).renewedSecond = rig.second();
    rig.run(4);
    rig.host(1).storage = false;
    runWithProbes(rig, 600, false);
    assertEquals("fencing lied: its power device said off and it renewed; check it", heldBy(rig));
  }

  @Test
  void aHostWhosePowerFencingIsOffIsRebootedByHand() {
    var rig = dead();
    var entry = rig.document.hosts().get(rig.host(1).id);
    if (entry == null) throw new AssertionError("no host 1");
    var off = new FenceSettings(false, "", entry.fence().devices());
    rig.ask(new Request.SetFence(rig.host(1).id, off));
    runWithProbes(rig, 200, false);
    held("power fencing of this host is off: reboot it by hand and confirm", rig);
  }

  /// It answered while its agent was being restarted, and is silent again: not for long enough.
  @Test
  void aHostThatIsJustSilentAgainIsNotFencedOnItsOldCase() {
    var rig = Rig.of(4, Rig.vm("a"));
    rig.document =
        rig.document.with(new Epoch(1), Settings.DEFAULT.with(softWait(Duration.ofSeconds(10))));
    rig.running("a", 1).started().run(400);
    rig.host(1).management = false;
    rig.run(70);
    rig.host(1).management = true;
    rig.run(3);
    rig.host(1).management = false;
    for (var soft : rig.of(Command.SoftRestartAgent.class)) {
      rig.end(soft, new Outcome.Done("restarted"));
    }
    runWithProbes(rig, 50, false);
    held("state: it is connecting", rig);
  }

  @Test
  void aStorageSideStopRestsOnALeaderThatHasJustBeenRead() {
    var entry = Rig.allowed(Rig.vm("a"), new VmEntry.Allowances(true, false, false));
    var rig = Rig.of(4, entry).running("a", 1).started().run(400);
    rig.host(1).management = false;
    runWithProbes(rig, 75, true);
    for (var host : rig.hosts.values()) host.looksStopped = true;
    runWithProbes(rig, 100, true);
    assertEquals(List.of(), rig.of(Command.StorageSideStop.class));
    assertEquals(
        "S15 stale evidence: lease read 4.0 s ago, limit 3 s", rig.because("vm.storage-stop.held"));
  }
}
