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

/// Storage that hangs or fails under a VM.
@Tag("daemon")
@Tag("long")
@Timeout(1500)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StorageTroubleTest {
  private static final List<String> HOSTS = List.of("h1", "h2");

  @TempDir static Path folder;
  private Cluster cluster;

  @BeforeAll
  void aProtectedVmRunsOnTheFirstHost() throws Exception {
    cluster = Cluster.enrolled("storage-trouble", 2, folder);
    cluster.adopted("vm1", "h1");
  }

  @AfterAll
  void down() throws Exception {
    cluster.close();
  }

  @Test
  @Order(1)
  void aHangThatEndsWithinEightRenewalPeriodsTouchesNothing() throws Exception {
    long before = cluster.engine.lastEvent();
    cluster.lab.done("hang-storage", "h1");
    Thread.sleep(4000);
    cluster.lab.done("heal-storage", "h1");
    Thread.sleep(20_000);
    assertEquals(List.of("h1"), cluster.processes("vm1", HOSTS));
    cluster.awaitVm("vm1", "up", "h1", 30);
    assertTrue(
        cluster.engine.events(before).stream().noneMatch(e -> e.id().equals("vm.start")),
        cluster.story());
    cluster.verifyDisks();
  }

  @Test
  @Order(2)
  void aHangThatLastsEndsTheVmThereAndItComesBackElsewhere() throws Exception {
    cluster.lab.done("hang-storage", "h1");
    cluster.awaitVm("vm1", "up", "h2", 300);
    assertEquals(List.of("h2"), cluster.processes("vm1", HOSTS));
    cluster.lab.done("heal-storage", "h1");
    cluster.awaitHost("h1", "up", 240);
    assertEquals(List.of("h2"), cluster.processes("vm1", HOSTS));
    cluster.verifyDisks();
  }

  @Test
  @Order(3)
  void storageThatFailsPausesTheVmAndItIsRestartedElsewhereOnce() throws Exception {
    cluster.lab.done("lose-storage", "h2");
    cluster.awaitVm("vm1", "up", "h1", 300);
    cluster.lab.done("heal-storage", "h2");
    cluster.awaitHost("h2", "up", 240);
    cluster.await(
        "the old copy is ended", 60, () -> cluster.processes("vm1", HOSTS), List.of("h1")::equals);
    cluster.verifyDisks();
  }
}
