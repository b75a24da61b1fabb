package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A person pauses, resumes and reboots a VM by the command line, and HA makes nothing of it.
@FailoverTest(hosts = 2)
@Tag("long")
class InterruptionsTest {
  @Test
  @Order(1)
  void aPausedVmIsLeftAloneAndGoesOnWithItsLease(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.engine.run("vm", "pause", "vm1", "--yes").orFail();
    cluster.awaitVm("vm1", "paused", "h1", 30);
    Thread.sleep(20_000);
    cluster.assertRunsOnlyOn("vm1", "h1");
    refused(cluster, "pause", "vm1 is paused; only a VM that is up can be paused");
    refused(cluster, "reboot", "vm1 is paused; only a VM that is up can be rebooted");
    var said = cluster.engine.run("vm", "resume", "vm1").orFail().out();
    assertTrue(said.contains("vm1 runs again on h1, and its lease is proven"), said);
    cluster.awaitVm("vm1", "up", "h1", 30);
    refused(cluster, "resume", "vm1 is up; only a VM that is paused can be resumed");
    cluster
        .told(before)
        .assertNever("vm.start", "vm.stop", "vm.queued", "vm.down.error", "vm.lease.lost");
  }

  @Test
  @Order(2)
  void aRebootIsAShutDownAndAProvenStart(Cluster cluster) throws Exception {
    cluster.await(
        "the guest answers",
        60,
        () -> cluster.lab.run("send", "vm1", "h1", "ping").code(),
        code -> code == 0);
    long before = cluster.now();
    var said = cluster.engine.run("vm", "reboot", "vm1", "--yes").orFail().out();
    assertTrue(said.contains("vm1 runs again on h"), said);
    cluster.assertRunsSomewhereOnce("vm1");
    cluster
        .told(before)
        .assertInOrder("vm.down vm1", "vm.start vm1", Told.UP)
        .assertNever("vm.down.error");
  }

  private static void refused(Cluster cluster, String verb, String why) throws Exception {
    var said =
        verb.equals("resume")
            ? cluster.engine.run("vm", verb, "vm1")
            : cluster.engine.run("vm", verb, "vm1", "--yes");
    assertEquals(4, said.code(), said.toString());
    assertTrue(said.err().contains(why), said.err());
  }
}
