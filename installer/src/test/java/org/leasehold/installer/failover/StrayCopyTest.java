package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// Copies that should not be: started by hand, without the lease.
@FailoverTest(hosts = 3)
class StrayCopyTest {
  private static final Path HOOK = Path.of("hooks/qemu-leasehold").toAbsolutePath();
  private static final String IN_HOST = "etc/libvirt/hooks/qemu.d/leasehold";

  @BeforeAll
  static void theHookIsInstalledOnTheSecondHost(Cluster cluster) throws Exception {
    var hook = cluster.lab.rootOf("h2").resolve(IN_HOST);
    Files.createDirectories(hook.getParent());
    var program = cluster.lab.image().resolve("bin/leasehold-hook").toString();
    Files.writeString(
        hook,
        Files.readString(HOOK).replace("/usr/lib/leasehold-agent/bin/leasehold-hook", program));
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    cluster.in("h2", "systemctl", "restart", "libvirtd.service");
    cluster.awaitHost("h2", "up", 60);
  }

  @Test
  @Order(1)
  void aCopyStartedByHandWithoutItsLeaseIsRefusedByTheHook(Cluster cluster) throws Exception {
    long before = cluster.now();
    var said = cluster.lab.run("vm-start", "--no-lease", "vm1", "h2");
    assertEquals(4, said.code(), said::said);
    assertTrue(said.said().contains("belongs to protected VM"), said::said);
    cluster.assertRunsOnlyOn("vm1", "h1");
    cluster.told(before).assertNever("vm.double-run", "vm.start", "vm.down.error");
  }

  /// Without a disk: with one it would write before anybody could end it, which only the hook
  /// prevents.
  @Test
  @Order(2)
  void aCopyThatGotPastTheHookIsToldAndEnded(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.pull("vm-start", "--no-lease", "--no-disk", "vm1", "h3");
    cluster.awaitTold(before, "vm.double-run vm1", 30);
    cluster.await("the copy is ended", 60, () -> cluster.processes("vm1"), List.of("h1")::equals);
    cluster
        .told(before)
        .assertInOrder("vm.double-run vm1", "vm.copy.end vm1")
        .assertNever("vm.start", "vm.down.error");
    cluster.awaitVm("vm1", "up", "h1", 30);
  }
}
