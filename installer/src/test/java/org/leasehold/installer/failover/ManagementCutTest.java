package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
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

/// Silence is not death: management is cut while the storage heartbeat lives.
@Tag("daemon")
@Tag("long")
@Timeout(1500)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ManagementCutTest {
  private static final List<String> HOSTS = List.of("h1", "h2", "h3");

  @TempDir static Path folder;
  private Cluster cluster;

  @BeforeAll
  void aProtectedVmRunsOnTheFirstHost() throws Exception {
    cluster = Cluster.enrolled("management-cut", 3, folder);
    cluster.adopted("vm1", "h1");
  }

  @AfterAll
  void down() throws Exception {
    cluster.close();
  }

  @Test
  @Order(1)
  void aVmWhoseHostLosesOnlyManagementIsLeftAloneForThreeMinutes() throws Exception {
    long before = cluster.engine.lastEvent();
    cluster.lab.done("cut-network", "h1");
    cluster.awaitEvent(before, "host.non-responsive", "h1", 120);
    Thread.sleep(180_000);
    assertEquals(List.of("h1"), cluster.processes("vm1", HOSTS));
    assertTrue(
        cluster.engine.events(before).stream().noneMatch(e -> e.id().equals("vm.start")),
        cluster.story());
    cluster.verifyDisks();
  }

  @Test
  @Order(2)
  void aWrongConfirmationIsRefusedWhileTheHeartbeatIsRenewed() throws Exception {
    var said = cluster.engine.run("host", "confirm-rebooted", "h1", "--yes");
    assertEquals(4, said.code(), said.toString());
    assertTrue(said.err().contains("its heartbeat is being renewed"), said.err());
    Thread.sleep(10_000);
    assertEquals(List.of("h1"), cluster.processes("vm1", HOSTS));
    cluster.verifyDisks();
  }

  @Test
  @Order(3)
  void whereAllowedItIsStoppedThroughTheStoreAndMoves() throws Exception {
    cluster.engine.run("vm", "set", "vm1", "--storage-side-stop").orFail();
    cluster.await(
        "vm1 up elsewhere",
        240,
        () -> cluster.engine.vm("vm1"),
        vm -> vm.state().equals("up") && !vm.host().equals("h1"));
    assertEquals(List.of(host()), cluster.processes("vm1", HOSTS));
    cluster.verifyDisks();
    cluster.lab.done("heal-network", "h1");
    cluster.awaitHost("h1", "up", 60);
  }

  private String host() throws Exception {
    return cluster.engine.vm("vm1").host();
  }

  @Test
  @Order(4)
  void managementOfAllHostsCutStopsAndStartsNothing() throws Exception {
    cluster.engine.run("vm", "set", "vm1", "--no-storage-side-stop").orFail();
    long before = cluster.engine.lastEvent();
    var on = host();
    for (var host : HOSTS) cluster.lab.done("cut-network", host);
    Thread.sleep(120_000);
    assertEquals(List.of(on), cluster.processes("vm1", HOSTS));
    for (var host : HOSTS) cluster.lab.done("heal-network", host);
    for (var host : HOSTS) cluster.awaitHost(host, "up", 90);
    cluster.awaitVm("vm1", "up", on, 60);
    assertTrue(
        cluster.engine.events(before).stream()
            .noneMatch(e -> e.id().equals("vm.start") || e.id().equals("vm.stop")),
        cluster.story());
    cluster.verifyDisks();
  }

  @Test
  @Order(5)
  void aFreeLeaseUnderALivingHeartbeatIsNoEnd() throws Exception {
    long before = cluster.engine.lastEvent();
    var on = host();
    cluster.lab.done("cut-network", on);
    cluster.awaitEvent(before, "host.non-responsive", on, 120);
    cluster.lab.done("send", "vm1", on, "poweroff");
    Thread.sleep(60_000);
    assertEquals(List.of(), cluster.processes("vm1", HOSTS));
    assertTrue(cluster.engine.vm("vm1").why().contains("S4"), cluster.engine.vm("vm1").toString());
    cluster.lab.done("heal-network", on);
    cluster.awaitHost(on, "up", 60);
    assertEquals(List.of(), cluster.processes("vm1", HOSTS));
    cluster.verifyDisks();
  }
}
