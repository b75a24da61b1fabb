package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Six VMs on three hosts: a host with all of them is lost, then everything.
@Tag("daemon")
@Tag("long")
@Timeout(1500)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BigFailureTest {
  private static final List<String> HOSTS = List.of("h1", "h2", "h3");
  private static final List<String> VMS = List.of("vm1", "vm2", "vm3", "vm4", "vm5", "vm6");

  @TempDir static Path folder;
  private Cluster cluster;

  @BeforeAll
  void sixVmsRunOnTheFirstHost() throws Exception {
    cluster = Cluster.enrolled("big-failure", 3, folder);
    for (var host : List.of("h1", "h3")) {
      cluster.lab.done("exec", host, "ip", "link", "add", "br7", "type", "bridge");
      cluster.lab.done("exec", host, "ip", "link", "set", "br7", "up");
    }
    cluster.adopted("vm1", "h1", "<interface type='bridge'><source bridge='br7'/></interface>");
    for (var vm : VMS.subList(1, 6)) cluster.adopted(vm, "h1");
    for (int i = 0; i < VMS.size(); i++) {
      cluster.engine.run("vm", "set", VMS.get(i), "--priority", priority(i)).orFail();
    }
  }

  private static String priority(int i) {
    return Integer.toString(90 - 10 * i);
  }

  @AfterAll
  void down() throws Exception {
    cluster.close();
  }

  private List<String> started(long after) throws IOException, InterruptedException {
    var order = new ArrayList<String>();
    for (var event : cluster.engine.events(after)) {
      if (event.id().equals("vm.start")) order.add(event.subject().substring("vm ".length()));
    }
    return order;
  }

  @Test
  @Order(1)
  void theVmsOfALostHostComeBackByPriorityAndOnlyWhereTheyCanRun() throws Exception {
    long before = cluster.engine.lastEvent();
    cluster.lab.done("power-off", "h1");
    cluster.await(
        "six VMs up",
        300,
        () -> cluster.engine.vms(),
        all -> all.stream().allMatch(vm -> vm.state().equals("up") && !vm.host().equals("h1")));
    assertEquals("h3", cluster.engine.vm("vm1").host());
    assertEquals(VMS, started(before));
    cluster.verifyDisks();
  }

  @Test
  @Order(2)
  void afterATotalLossOfPowerEveryWantedVmRunsOnceWithoutAClick() throws Exception {
    for (var host : HOSTS.subList(1, 3)) cluster.lab.done("power-off", host);
    cluster.engine.kill();
    for (var host : HOSTS) cluster.lab.done("power-on", host);
    cluster.lab.done("exec", "h3", "ip", "link", "add", "br7", "type", "bridge");
    cluster.engine.start();
    cluster.await(
        "six VMs up",
        600,
        () -> cluster.engine.vms(),
        all -> all.stream().allMatch(vm -> vm.state().equals("up")));
    for (var vm : VMS) assertEquals(1, cluster.processes(vm, HOSTS).size(), vm);
    assertTrue(cluster.engine.vm("vm1").host().equals("h3"), "only h3 has br7");
    cluster.verifyDisks();
  }
}
