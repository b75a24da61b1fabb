package org.leasehold.installer.failover;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// VMs that end, and a host that loses its power: two hosts, one store, from bare to protected.
@FailoverTest(hosts = 2)
class PowerLossTest {
  @Test
  @Order(1)
  void aQemuKilledOnALiveHostRunsAgainWithinSeconds(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.pull("kill-qemu", "vm1");
    cluster.awaitTold(before, "vm.start vm1", 20);
    // A start that rests on a report that is a moment old is refused and tried again 30 s later.
    cluster.awaitTold(before, Told.UP, 90);
    cluster.assertRunsSomewhereOnce("vm1");
    cluster
        .told(before)
        .assertInOrder("vm.down.error vm1", "vm.queued vm1", "vm.start vm1", Told.UP)
        .assertNever("vm.disks.noted", "vm.disks.taken-over", "vm.double-run");
  }

  @Test
  @Order(2)
  void aGuestThatShutsDownIsNotRestarted(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.pull("send", "vm1", cluster.engine.vm("vm1").host(), "poweroff");
    cluster.awaitTold(before, "vm.down vm1", 60);
    Thread.sleep(15_000);
    cluster.assertRunsNowhere("vm1");
    cluster.told(before).assertNever("vm.queued", "vm.start");
    cluster.engine.run("vm", "start", "vm1", "--on", "h1").orFail();
    cluster.awaitVm("vm1", "up", "h1", 60);
  }

  @Test
  @Order(3)
  void theVmOfAHostWithoutPowerComesBackElsewhereWithinThePrintedBound(Cluster cluster)
      throws Exception {
    long before = cluster.now();
    cluster.pull("power-off", "h1");
    cluster.awaitVm("vm1", "up", "h2", 180);
    cluster
        .told(before)
        .assertInOrder("host.connecting h1", "host.non-responsive h1", "vm.start vm1", Told.UP)
        .assertNever("vm.storage-stop", "host.power.off");
    cluster.assertWithinPrediction("vm1", before);
  }

  @Test
  @Order(4)
  void theHostComesBackWithoutStaleVmsAndTheIncidentCloses(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.pull("power-on", "h1");
    cluster.awaitHost("h1", "up", 240);
    cluster.assertRunsOnlyOn("vm1", "h2");
    cluster.awaitIncidentsClosed(60);
    cluster.told(before).assertInOrder("host.up h1").assertNever("vm.start", "vm.double-run");
  }
}
