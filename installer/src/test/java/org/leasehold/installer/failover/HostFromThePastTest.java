package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Hosts that live in the past: frozen and thawed, or shown an old state of the volume.
@FailoverTest(hosts = 3)
@Tag("long")
class HostFromThePastTest {
  @Test
  @Order(1)
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
  @Order(2)
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
  @Order(3)
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
