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

/// VMs that end, and a host that loses its power: two hosts, one store, from bare to protected.
@Tag("daemon")
@Timeout(900)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PowerLossTest {
  private static final List<String> HOSTS = List.of("h1", "h2");

  @TempDir static Path folder;
  private Cluster cluster;

  @BeforeAll
  void twoBareHostsBecomeAProtectedCluster() throws Exception {
    cluster = Cluster.enrolled("power-loss", 2, folder);
    cluster.adopted("vm1", "h1");
  }

  @AfterAll
  void down() throws Exception {
    cluster.close();
  }

  @Test
  @Order(1)
  void aQemuKilledOnALiveHostRunsAgainWithinSeconds() throws Exception {
    long before = cluster.engine.lastEvent();
    cluster.lab.done("kill-qemu", "vm1");
    cluster.awaitEvent(before, "vm.start", "vm1", 20);
    cluster.awaitEvent(before, "vm.up", "vm1", 30);
    assertEquals(1, cluster.processes("vm1", HOSTS).size());
    assertTrue(
        cluster.engine.events(before).stream().noneMatch(e -> e.id().startsWith("vm.disks")),
        cluster.story());
    cluster.verifyDisks();
  }

  @Test
  @Order(2)
  void aGuestThatShutsDownIsNotRestarted() throws Exception {
    long before = cluster.engine.lastEvent();
    cluster.lab.done("send", "vm1", cluster.engine.vm("vm1").host(), "poweroff");
    cluster.await("vm1 down", 60, () -> cluster.engine.vm("vm1"), it -> it.state().equals("down"));
    Thread.sleep(15_000);
    assertEquals(List.of(), cluster.processes("vm1", HOSTS));
    assertTrue(
        cluster.engine.events(before).stream().noneMatch(e -> e.id().equals("vm.start")),
        cluster.story());
    cluster.engine.run("vm", "start", "vm1", "--on", "h1").orFail();
    cluster.awaitVm("vm1", "up", "h1", 60);
    cluster.verifyDisks();
  }

  @Test
  @Order(3)
  void theVmOfAHostWithoutPowerComesBackElsewhereWithinThePrintedBound() throws Exception {
    cluster.lab.done("power-off", "h1");
    cluster.awaitVm("vm1", "up", "h2", 180);
    var incident = cluster.engine.incidents().getFirst();
    var card = incident.getAsJsonArray("vms").get(0).getAsJsonObject();
    long asked = card.get("askedMillis").getAsLong();
    long earliest = card.get("earliestMillis").getAsLong();
    long latest = card.get("latestMillis").getAsLong();
    assertTrue(asked >= earliest - 2000 && asked <= latest, card.toString());
    cluster.verifyDisks();
  }

  @Test
  @Order(4)
  void theHostComesBackWithoutStaleVmsAndTheIncidentCloses() throws Exception {
    cluster.lab.done("power-on", "h1");
    cluster.awaitHost("h1", "up", 240);
    assertEquals(List.of("h2"), cluster.processes("vm1", HOSTS));
    cluster.await(
        "incident closed",
        60,
        () -> cluster.engine.incidents().getFirst(),
        it -> it.get("closedMillis").getAsLong() > 0);
    cluster.verifyDisks();
  }
}
