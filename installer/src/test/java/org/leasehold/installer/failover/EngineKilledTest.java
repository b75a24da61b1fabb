package org.leasehold.installer.failover;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The engine is killed, agent and libvirt restarted, in the middle of a failover.
@FailoverTest(hosts = 2)
@Tag("long")
class EngineKilledTest {
  @Test
  @Order(1)
  void killedBeforeDuringAndAfterTheDecisionTheVmStillRunsExactlyOnce(Cluster cluster)
      throws Exception {
    long before = cluster.now();
    cluster.pull("power-off", "h1");
    cluster.awaitTold(before, "host.connecting h1", 60);
    again(cluster);
    cluster.awaitTold(before, "vm.start vm1", 240);
    again(cluster);
    cluster.awaitVm("vm1", "up", "h2", 120);
    again(cluster);
    cluster.awaitVm("vm1", "up", "h2", 60);
    cluster.assertRunsOnlyOn("vm1", "h2");
    cluster.told(before).assertNever("vm.double-run");
    cluster.assertNotBeforePrediction("vm1");
  }

  private static void again(Cluster cluster) throws Exception {
    cluster.engine.kill();
    cluster.engine.start();
  }

  @Test
  @Order(2)
  void agentAndLibvirtMayRestartWhileAHostFails(Cluster cluster) throws Exception {
    cluster.pull("power-on", "h1");
    cluster.awaitHost("h1", "up", 240);
    long before = cluster.now();
    cluster.pull("power-off", "h2");
    cluster.awaitTold(before, "host.non-responsive h2", 120);
    cluster.in("h1", "systemctl", "restart", "libvirtd.service");
    cluster.in("h1", "systemctl", "restart", "leasehold-agent.service");
    cluster.awaitVm("vm1", "up", "h1", 240);
    cluster.assertRunsOnlyOn("vm1", "h1");
    cluster.told(before).assertInOrder("host.non-responsive h2", "vm.start vm1", Told.UP);
    cluster.assertNotBeforePrediction("vm1");
  }
}
