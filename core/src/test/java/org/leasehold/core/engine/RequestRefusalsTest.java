package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.DetectionSettings;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VolumePlace;

/// What people ask for and the engine refuses: each with its line, no command, and the document as
/// it was.
class RequestRefusalsTest {
  private static final VmId NO_VM = Rig.id("shop");
  private static final HostId NO_HOST = new HostId(9);
  private static final LockspaceName NO_STORE = new LockspaceName("other");

  private final Rig rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(10);

  private void refused(String subject, String what, String because, Request request) {
    assertEquals(
        "operator.refused|%s|%s refused|%s".formatted(subject, what, because),
        rig.refusal(request));
  }

  private void noVm(String what, Request request) {
    refused("vm " + NO_VM, what, "not a VM of this cluster", request);
  }

  private void noHost(String what, Request request) {
    refused("host " + NO_HOST, what, "not a host of this cluster", request);
  }

  private void noStore(String what, Request request) {
    refused("store " + NO_STORE, what, "not a store of this cluster", request);
  }

  @Test
  void nothingIsDoneWithAVmThatIsNoneOfTheCluster() {
    noVm("start", new Request.StartVm(NO_VM, null));
    noVm("stop", new Request.StopVm(NO_VM, true));
    noVm("migration", new Request.MigrateVm(NO_VM, rig.host(2).id));
    noVm("cancelling the migration", new Request.CancelMigration(NO_VM));
    noVm("wanted MAINTENANCE", new Request.VmMaintenance(NO_VM, true));
    noVm(
        "taking over",
        new Request.RedefinedRunning(NO_VM, rig.host(1).id, 2, 512, new DiskSet(List.of(), true)));
    noVm("accepting its disks by anna", new Request.AcceptDisks(NO_VM));
    noVm("release", new Request.RemoveVm(NO_VM));
    noVm("release", new Request.RemoveRunningVm(NO_VM, rig.host(1).id));
    noVm("mode", new Request.RemodedRunning(NO_VM, rig.host(1).id, 2, HaMode.OFF, null));
    noVm(
        "definition",
        new Request.Redefined(NO_VM, 2, 512, new DiskSet(List.of(), true), HaMode.OFF, null));
  }

  @Test
  void nothingIsDoneWithAHostThatIsNoneOfTheCluster() {
    noHost("maintenance", new Request.HostMaintenance(NO_HOST, true));
    noHost("confirmation", new Request.ConfirmRebooted(NO_HOST, "kvm9"));
    noHost("power", new Request.SetFence(NO_HOST, FenceSettings.NONE));
    noHost("removal", new Request.RemoveHost(NO_HOST));
    noHost("checked", new Request.HostChecked(NO_HOST));
  }

  @Test
  void nothingIsDoneWithAStoreThatIsNoneOfTheCluster() {
    noStore("home", new Request.MoveHome(NO_STORE));
    noStore("removal", new Request.RemoveStore(NO_STORE));
    noStore(
        "place",
        new Request.PutPlace(NO_STORE, rig.host(1).id, new VolumePlace("/srv/x", "nas:/", "")));
  }

  @Test
  void aVmThatRunsIsNotStartedReleasedOrRedefined() {
    refused("vm a", "start", "it is up", new Request.StartVm(Rig.id("a"), null));
    refused("vm a", "release", "it has a process on a host", new Request.RemoveVm(Rig.id("a")));
    refused(
        "vm a",
        "definition",
        "it has a process on a host",
        new Request.Redefined(
            Rig.id("a"), 2, 512, new DiskSet(List.of("/b"), true), HaMode.OFF, null));
    refused(
        "vm a",
        "definition",
        "revision 1 is not newer than 1",
        new Request.Redefined(
            Rig.id("a"), 1, 512, new DiskSet(List.of("/b"), true), HaMode.OFF, null));
  }

  @Test
  void aVmThatRunsIsReleasedOrKeptAliveInAnotherWayOnlyAsItsHostReportsIt() {
    refused(
        "vm a",
        "release",
        "it does not run on host kvm2 alone",
        new Request.RemoveRunningVm(Rig.id("a"), rig.host(2).id));
    refused(
        "vm a",
        "release",
        "its process has a lease",
        new Request.RemoveRunningVm(Rig.id("a"), rig.host(1).id));
    refused(
        "vm a",
        "mode",
        "its process does not hold its lease",
        new Request.RemodedRunning(
            Rig.id("a"), rig.host(1).id, 2, HaMode.PROTECTED, new LockspaceName("other")));
    refused(
        "vm a",
        "mode",
        "revision 1 is not newer than 1",
        new Request.RemodedRunning(Rig.id("a"), rig.host(1).id, 1, HaMode.PROTECTED, Rig.STORE));
  }

  @Test
  void whatRunsBecomesTheDefinitionOnlyAsItsHostReportsIt() {
    refused(
        "vm a",
        "taking over",
        "it does not run on host kvm2 alone",
        new Request.RedefinedRunning(Rig.id("a"), rig.host(2).id, 2, 512, Rig.DISKS));
    refused(
        "vm a",
        "taking over",
        "revision 1 is not newer than 1",
        new Request.RedefinedRunning(Rig.id("a"), rig.host(1).id, 1, 512, Rig.DISKS));
    refused(
        "vm a",
        "taking over",
        "host kvm1 reports other disks",
        new Request.RedefinedRunning(
            Rig.id("a"), rig.host(1).id, 2, 512, new DiskSet(List.of("/b"), true)));
  }

  @Test
  void disksAreAcceptedOnlyWhereTheyDiffer() {
    refused(
        "vm a",
        "accepting its disks by anna",
        "its last live disks are as defined",
        new Request.AcceptDisks(Rig.id("a")));
  }

  @Test
  void aHostIsNeitherNamedTwiceNorRenamedNorRemovedWhileItWorks() {
    refused(
        "host kvm1",
        "host",
        "there is one of that name already",
        new Request.PutHost(new HostEntry(NO_HOST, "kvm1", false, FenceSettings.NONE)));
    refused(
        "host kvm7",
        "host",
        "id 1 is kvm1's",
        new Request.PutHost(new HostEntry(rig.host(1).id, "kvm7", false, FenceSettings.NONE)));
    refused(
        "host kvm1",
        "removal",
        "1 VMs are on it; move them or shut them down first",
        new Request.RemoveHost(rig.host(1).id));
    refused(
        "host kvm2",
        "removal",
        "it is up; maintenance first",
        new Request.RemoveHost(rig.host(2).id));
  }

  @Test
  void aHostThatIsUpOrFitNeedsNoWord() {
    refused(
        "host kvm1",
        "confirmation by anna",
        "it is up",
        new Request.ConfirmRebooted(rig.host(1).id, "kvm1"));
    refused("host kvm1", "checked", "it is not unfit", new Request.HostChecked(rig.host(1).id));
  }

  @Test
  void aPauseNeedsAReasonAndATime() {
    var because = "needs a reason and 1..10080 minutes";
    refused("engine", "HA pause", because, new Request.PauseHa(" ", 5));
    refused("engine", "HA pause", because, new Request.PauseHa("switch", 0));
    refused("engine", "HA pause", because, new Request.PauseHa("switch", 10_081));
  }

  @Test
  void settingsThatCannotBeAreRefusedWithEveryReason() {
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
    refused(
        "engine",
        "settings",
        "detection.graceBase is 5 s, allowed 10..600 s; watching.reportEvery x 3 = 9 s must be below"
            + " detection.graceBase = 5 s: the grace must span several reports",
        new Request.SetSettings(Settings.DEFAULT.with(wrong)));
  }

  @Test
  void powerDevicesOfAHostThatIsKnownAreTaken() {
    var device = new FenceDevice("bmc2", 1, "fence_ipmilan", new TreeMap<>(), "");
    rig.ask(new Request.SetFence(rig.host(1).id, new FenceSettings(true, "", List.of(device))));
    assertEquals(1, rig.of(Command.WriteDocument.class).size());
  }
}
