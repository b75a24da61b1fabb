package org.leasehold.installer.failover;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Storage that hangs or fails under a VM.
@FailoverTest(hosts = 2)
@Tag("long")
class StorageTroubleTest {
  @Test
  @Order(1)
  void aHangThatEndsWithinEightRenewalPeriodsTouchesNothing(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.pull("hang-storage", "h1");
    Thread.sleep(4000);
    cluster.pull("heal-storage", "h1");
    Thread.sleep(20_000);
    cluster.awaitVm("vm1", "up", "h1", 30);
    cluster.assertRunsOnlyOn("vm1", "h1");
    cluster.told(before).assertNever("vm.queued", "vm.start");
  }

  @Test
  @Order(2)
  void aHangThatLastsEndsTheVmThereAndItComesBackElsewhere(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.pull("hang-storage", "h1");
    cluster.awaitVm("vm1", "up", "h2", 300);
    cluster.assertRunsOnlyOn("vm1", "h2");
    cluster.pull("heal-storage", "h1");
    cluster.awaitHost("h1", "up", 240);
    cluster.assertRunsOnlyOn("vm1", "h2");
    cluster.told(before).assertInOrder("vm.start vm1", Told.UP).assertNever("vm.double-run");
  }

  @Test
  @Order(3)
  void storageThatFailsPausesTheVmAndItIsRestartedElsewhereOnce(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.pull("lose-storage", "h2");
    cluster.awaitVm("vm1", "up", "h1", 300);
    cluster.pull("heal-storage", "h2");
    cluster.awaitHost("h2", "up", 240);
    cluster.await(
        "the old copy is ended", 60, () -> cluster.processes("vm1"), List.of("h1")::equals);
    cluster.told(before).assertInOrder("vm.start vm1", Told.UP).assertNever("vm.double-run");
  }
}
