package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A VM moves while it runs, and its host dies in the middle of that.
@FailoverTest(hosts = 2)
@Tag("long")
class MigrationTest {
  /// What an admin does by hand today: one key for all hosts, whose only right is the forced
  /// command.
  @BeforeAll
  static void theHostsMayLogInToEachOther(Cluster cluster, @TempDir Path folder) throws Exception {
    var key = folder.resolve("migration_key");
    var made =
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertEquals(0, made);
    for (var host : cluster.hosts) {
      var place = cluster.lab.rootOf(host).resolve("etc/leasehold/migration_key");
      Files.createDirectories(place.getParent());
      Files.copy(key, place);
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-------"));
      var keys = cluster.lab.rootOf(host).resolve("home/leasehold/.ssh/authorized_keys");
      var first = Files.readAllLines(keys).getFirst();
      var forced = first.substring(0, first.indexOf(" ssh-"));
      Files.writeString(
          keys, Files.readString(keys) + forced + " " + Files.readString(Path.of(key + ".pub")));
    }
  }

  @Test
  @Order(1)
  void itMovesAndItsLeaseWithIt(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.engine.run("vm", "migrate", "vm1", "h2").orFail();
    cluster.awaitVm("vm1", "up", "h2", 120);
    cluster.assertRunsOnlyOn("vm1", "h2");
    cluster.told(before).assertInOrder("vm.migrate vm1").assertNever("vm.start", "vm.double-run");
  }

  @Test
  @Order(2)
  void whereTheSourceDiesInTheMiddleItRunsOnceInTheEnd(Cluster cluster) throws Exception {
    long before = cluster.now();
    cluster.engine.run("vm", "migrate", "vm1", "h1").orFail();
    cluster.awaitTold(before, "vm.migrate vm1", 20);
    cluster.pull("power-off", "h2");
    cluster.awaitVm("vm1", "up", "h1", 300);
    cluster.assertRunsOnlyOn("vm1", "h1");
    cluster.told(before).assertNever("vm.double-run");
  }
}
