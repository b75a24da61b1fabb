package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Silence is not death: management is cut while the storage heartbeat lives.
@FailoverTest(hosts = 3)
@Tag("long")
class ManagementCutTest {
  @Test
  @Order(1)
  void aVmWhoseHostLosesOnlyManagementIsLeftAloneForThreeMinutes(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.pull("cut-network", "h1");
    cluster.awaitTold(before, "host.non-responsive h1", 120);
    Thread.sleep(180_000);
    cluster.assertRunsOnlyOn("vm1", "h1");
    cluster
        .told(before)
        .assertInOrder("host.connecting h1", "host.non-responsive h1")
        .assertNever("vm.start", "vm.stop", "vm.storage-stop", "host.power.off");
  }

  @Test
  @Order(2)
  void aWrongConfirmationIsRefusedWhileTheHeartbeatIsRenewed(Cluster cluster) throws Exception {
    var said = cluster.engine.run("host", "confirm-rebooted", "h1", "--yes");
    assertEquals(4, said.code(), said.toString());
    assertTrue(said.err().contains("its heartbeat is being renewed"), said.err());
    Thread.sleep(10_000);
    cluster.assertRunsOnlyOn("vm1", "h1");
  }

  @Test
  @Order(3)
  void whereAllowedItIsStoppedThroughTheStoreAndMoves(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.engine.run("vm", "set", "vm1", "--storage-side-stop").orFail();
    var host = cluster.awaitVmElsewhere("vm1", "h1", 240);
    cluster.assertRunsOnlyOn("vm1", host);
    cluster
        .told(before)
        .assertInOrder("vm.storage-stop vm1", "vm.start vm1", Told.UP)
        .assertNever("host.power.off");
    cluster.pull("heal-network", "h1");
    cluster.awaitHost("h1", "up", 60);
    cluster.engine.run("vm", "set", "vm1", "--no-storage-side-stop").orFail();
  }

  @Test
  @Order(4)
  void managementOfAllHostsCutStopsAndStartsNothing(Cluster cluster) throws Exception {
    long before = cluster.now();
    var on = cluster.engine.vm("vm1").host();
    for (var host : cluster.hosts) cluster.pull("cut-network", host);
    Thread.sleep(120_000);
    cluster.assertRunsOnlyOn("vm1", on);
    for (var host : cluster.hosts) cluster.pull("heal-network", host);
    for (var host : cluster.hosts) cluster.awaitHost(host, "up", 90);
    cluster.awaitVm("vm1", "up", on, 60);
    cluster.told(before).assertNever("vm.start", "vm.stop", "vm.storage-stop", "host.power.off");
  }

  @Test
  @Order(5)
  void aVmPausedByHandUnderALivingHeartbeatStaysPaused(Cluster cluster) throws Exception {
    long before = cluster.now();
    var on = cluster.engine.vm("vm1").host();
    cluster.pull("cut-network", on);
    cluster.awaitTold(before, "host.non-responsive " + on, 120);
    cluster.in(on, "virsh", "suspend", "vm1");
    Thread.sleep(60_000);
    cluster.assertRunsOnlyOn("vm1", on);
    var why = cluster.engine.vm("vm1").why();
    assertTrue(why.contains("S4"), why);
    cluster.pull("heal-network", on);
    cluster.awaitVm("vm1", "paused", on, 60);
    cluster.told(before).assertNever("vm.start", "vm.stop", "vm.storage-stop");
    cluster.in(on, "virsh", "resume", "vm1");
    cluster.awaitVm("vm1", "up", on, 60);
  }

  @Test
  @Order(6)
  void aFreeLeaseUnderALivingHeartbeatIsNoEnd(Cluster cluster) throws Exception {
    long before = cluster.now();
    var on = cluster.engine.vm("vm1").host();
    cluster.pull("cut-network", on);
    cluster.awaitTold(before, "host.non-responsive " + on, 120);
    cluster.pull("send", "vm1", on, "poweroff");
    Thread.sleep(60_000);
    cluster.assertRunsNowhere("vm1");
    var why = cluster.engine.vm("vm1").why();
    assertTrue(why.contains("S4"), why);
    cluster.pull("heal-network", on);
    cluster.awaitHost(on, "up", 60);
    cluster.assertRunsNowhere("vm1");
    cluster.told(before).assertNever("vm.start");
  }
}
