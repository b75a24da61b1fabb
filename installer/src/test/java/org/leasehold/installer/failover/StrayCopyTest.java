package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Copies and volumes that should not be: started by hand, frozen and thawed, an old state of the
/// volume.
@FailoverTest(hosts = 3)
@Tag("long")
class StrayCopyTest {
  private static final Path HOOK = Path.of("hooks/qemu-leasehold").toAbsolutePath();
  private static final String IN_HOST = "etc/libvirt/hooks/qemu.d/leasehold";

  @BeforeAll
  static void theHookIsInstalledOnTheSecondHost(Cluster cluster) throws Exception {
    var hook = cluster.lab.rootOf("h2").resolve(IN_HOST);
    Files.createDirectories(hook.getParent());
    var program = cluster.lab.image().resolve("bin/leasehold-hook").toString();
    Files.writeString(
        hook,
        Files.readString(HOOK).replace("/usr/lib/leasehold-agent/bin/leasehold-hook", program));
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    cluster.in("h2", "systemctl", "restart", "libvirtd.service");
    cluster.awaitHost("h2", "up", 60);
  }

  @Test
  @Order(1)
  void aCopyStartedByHandWithoutItsLeaseIsRefusedByTheHook(Cluster cluster) throws Exception {
    long before = cluster.now();
    var said = cluster.lab.run("vm-start", "--no-lease", "vm1", "h2");
    assertEquals(4, said.code(), said::said);
    assertTrue(said.said().contains("belongs to protected VM"), said::said);
    cluster.assertRunsOnlyOn("vm1", "h1");
    cluster.told(before).assertNever("vm.double-run", "vm.start", "vm.down.error");
  }

  /// Without a disk: with one it would write before anybody could end it, which only the hook
  /// prevents.
  @Test
  @Order(2)
  void aCopyThatGotPastTheHookIsToldAndEnded(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.pull("vm-start", "--no-lease", "--no-disk", "vm1", "h3");
    cluster.awaitTold(before, "vm.double-run vm1", 30);
    cluster.await("the copy is ended", 60, () -> cluster.processes("vm1"), List.of("h1")::equals);
    cluster
        .told(before)
        .assertInOrder("vm.double-run vm1", "vm.copy.end vm1")
        .assertNever("vm.start", "vm.down.error");
    cluster.awaitVm("vm1", "up", "h1", 30);
  }

  @Test
  @Order(3)
  void aHostFrozenForLongerThanAnotherMayWaitFindsItsVmTakenAndEndsItsCopy(Cluster cluster)
      throws Exception {
    long before = cluster.now();
    cluster.pull("freeze", "h1", "everything");
    var host = cluster.awaitVmElsewhere("vm1", "h1", 240);
    cluster.told(before).assertInOrder("host.non-responsive h1", "vm.start vm1", Told.UP);
    cluster.assertWithinPrediction("vm1", before);
    cluster.pull("thaw", "h1", "everything");
    cluster.await(
        "the old copy is ended",
        30,
        () -> cluster.processes("vm1"),
        it -> it.equals(List.of(host)));
    cluster.awaitHost("h1", "up", 240);
    cluster.assertRunsOnlyOn("vm1", host);
    cluster.awaitVm("vm1", "up", host, 30);
    cluster.awaitIncidentsClosed(60);
  }

  /// To the host with the old copy every other owner is soon dead, and every lease free to take.
  @Test
  @Order(4)
  void aHostThatIsShownAnOldCopyOfTheVolumeStartsNothingWhileTheOwnerLives(Cluster cluster)
      throws Exception {
    long before = cluster.now();
    var on = cluster.engine.vm("vm1").host();
    cluster.pull("old-storage", other(on));
    // Longer than 8N + 60 s: by now it calls everybody dead.
    Thread.sleep(90_000);
    cluster.assertRunsOnlyOn("vm1", on);
    cluster.told(before).assertNever("vm.start", "vm.stop", "vm.unknown vm1");
  }

  private static String other(String on) {
    return on.equals("h2") ? "h3" : "h2";
  }

  @Test
  @Order(5)
  void itIsNotChosenWhenTheOwnerIsLostAndTheRestWaitsUntilItIsOut(Cluster cluster)
      throws Exception {
    long before = cluster.now();
    var on = cluster.engine.vm("vm1").host();
    var stale = other(on);
    cluster.pull("power-off", on);
    cluster.awaitTold(before, "host.non-responsive " + on, 120);
    Thread.sleep(60_000);
    cluster.assertRunsNowhere("vm1");
    var why = cluster.engine.vm("vm1").why();
    assertTrue(why.contains("S2"), why);
    cluster.told(before).assertNever("vm.start");
    cluster.pull("power-off", stale);
    cluster.pull("heal-storage", stale);
    var host = cluster.awaitVmElsewhere("vm1", on, 240);
    cluster.assertRunsOnlyOn("vm1", host);
    cluster.pull("power-on", stale);
    cluster.pull("power-on", on);
    for (var each : cluster.hosts) cluster.awaitHost(each, "up", 240);
    cluster.assertRunsOnlyOn("vm1", host);
    cluster.awaitIncidentsClosed(60);
  }
}
