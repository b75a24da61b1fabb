package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Six VMs on three hosts: a host with all of them is lost, then everything.
@FailoverTest(hosts = 3, vms = 0)
@Tag("long")
class BigFailureTest {
  private static final List<String> VMS = List.of("vm1", "vm2", "vm3", "vm4", "vm5", "vm6");
  private static final String BRIDGED =
      "<interface type='bridge'><source bridge='br7'/></interface>";

  @BeforeAll
  static void sixVmsRunOnTheFirstHostTheFirstOnABridgeTheSecondHostLacks(Cluster cluster)
      throws Exception {
    bridge(cluster, "h1");
    bridge(cluster, "h3");
    for (int i = 0; i < VMS.size(); i++) {
      cluster.adopted(VMS.get(i), "h1", i == 0 ? BRIDGED : "");
      var priority = Integer.toString(90 - 10 * i);
      cluster.engine.run("vm", "set", VMS.get(i), "--priority", priority).orFail();
    }
  }

  private static void bridge(Cluster cluster, String host) throws Exception {
    cluster.in(host, "ip", "link", "add", "br7", "type", "bridge");
    cluster.in(host, "ip", "link", "set", "br7", "up");
  }

  @Test
  @Order(1)
  void theVmsOfALostHostComeBackByPriorityAndOnlyWhereTheyCanRun(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.pull("power-off", "h1");
    cluster.await(
        "six VMs up",
        300,
        () -> cluster.engine.vms(),
        all -> all.stream().allMatch(vm -> vm.state().equals("up") && !vm.host().equals("h1")));
    assertEquals("h3", cluster.engine.vm("vm1").host());
    var told = cluster.told(before);
    told.assertInOrder("host.connecting h1", "host.non-responsive h1", "vm.start vm1");
    assertEquals(VMS, told.started().stream().sorted().toList(), "each once");
    // Each host reads the death by itself, within a second of the others, and a VM that still waits
    // for evidence holds nobody up: the order is one of each host.
    for (var host : List.of("h2", "h3")) {
      var here = new ArrayList<String>();
      for (var vm : told.started()) {
        if (cluster.engine.vm(vm).host().equals(host)) here.add(vm);
      }
      assertEquals(here.stream().sorted().toList(), here, "by priority on " + host);
    }
    cluster.assertWithinPrediction("vm1", before);
    for (var vm : VMS) cluster.assertNotBeforePrediction(vm);
  }

  @Test
  @Order(2)
  void afterATotalLossOfPowerEveryWantedVmRunsOnceWithoutAClick(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.pull("power-off", "h2");
    cluster.pull("power-off", "h3");
    cluster.engine.kill();
    for (var host : cluster.hosts) cluster.pull("power-on", host);
    bridge(cluster, "h3");
    cluster.engine.start();
    cluster.await(
        "six VMs up",
        600,
        () -> cluster.engine.vms(),
        all -> all.stream().allMatch(vm -> vm.state().equals("up")));
    for (var vm : VMS) cluster.assertRunsSomewhereOnce(vm);
    assertEquals("h3", cluster.engine.vm("vm1").host(), "only h3 has br7");
    cluster.told(before).assertInOrder("engine.started engine").assertNever("vm.double-run");
  }
}
