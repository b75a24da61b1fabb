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

/// The engine is killed, agent and libvirt restarted, in the middle of a failover.
@Tag("daemon")
@Tag("long")
@Timeout(1500)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EngineKilledTest {
  private static final List<String> HOSTS = List.of("h1", "h2");

  @TempDir static Path folder;
  private Cluster cluster;

  @BeforeAll
  void aProtectedVmRunsOnTheFirstHost() throws Exception {
    cluster = Cluster.enrolled("engine-killed", 2, folder);
    cluster.adopted("vm1", "h1");
  }

  @AfterAll
  void down() throws Exception {
    cluster.close();
  }

  @Test
  @Order(1)
  void killedBeforeDuringAndAfterTheDecisionTheVmStillRunsExactlyOnce() throws Exception {
    long before = cluster.engine.lastEvent();
    cluster.lab.done("power-off", "h1");
    cluster.awaitEvent(before, "host.connecting", "h1", 60);
    again();
    cluster.awaitEvent(before, "vm.start", "vm1", 240);
    again();
    cluster.awaitVm("vm1", "up", "h2", 120);
    again();
    cluster.awaitVm("vm1", "up", "h2", 60);
    assertEquals(List.of("h2"), cluster.processes("vm1", HOSTS));
    cluster.verifyDisks();
  }

  private void again() throws Exception {
    cluster.engine.kill();
    cluster.engine.start();
  }

  @Test
  @Order(2)
  void agentAndLibvirtMayRestartWhileAHostFails() throws Exception {
    cluster.lab.done("power-on", "h1");
    cluster.awaitHost("h1", "up", 240);
    long before = cluster.engine.lastEvent();
    cluster.lab.done("power-off", "h2");
    cluster.awaitEvent(before, "host.non-responsive", "h2", 120);
    cluster.lab.done("exec", "h1", "systemctl", "restart", "libvirtd.service");
    cluster.lab.done("exec", "h1", "systemctl", "restart", "leasehold-agent.service");
    cluster.awaitVm("vm1", "up", "h1", 240);
    assertTrue(cluster.engine.incidents().size() >= 2);
    cluster.verifyDisks();
  }
}
