package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

/// A VM moves while it runs, and its host dies in the middle of that.
@Tag("daemon")
@Tag("long")
@Timeout(900)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MigrationTest {
  private static final List<String> HOSTS = List.of("h1", "h2");

  @TempDir static Path folder;
  private Cluster cluster;

  @BeforeAll
  void aProtectedVmRunsOnTheFirstHost() throws Exception {
    cluster = Cluster.enrolled("migration", 2, folder);
    allowMigration();
    cluster.adopted("vm1", "h1");
  }

  /// What an admin does by hand today: one key for all hosts, whose only right is the forced
  /// command.
  private void allowMigration() throws IOException, InterruptedException {
    var key = folder.resolve("migration_key");
    var made =
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertEquals(0, made);
    for (var host : HOSTS) {
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

  @AfterAll
  void down() throws Exception {
    cluster.close();
  }

  @Test
  @Order(1)
  void itMovesAndItsLeaseWithIt() throws Exception {
    cluster.engine.run("vm", "migrate", "vm1", "h2").orFail();
    cluster.awaitVm("vm1", "up", "h2", 120);
    assertEquals(List.of("h2"), cluster.processes("vm1", HOSTS));
    cluster.verifyDisks();
  }

  @Test
  @Order(2)
  void whereTheSourceDiesInTheMiddleItRunsOnceInTheEnd() throws Exception {
    long before = cluster.engine.lastEvent();
    cluster.engine.run("vm", "migrate", "vm1", "h1").orFail();
    cluster.awaitEvent(before, "vm.migrate", "vm1", 20);
    cluster.lab.done("power-off", "h2");
    cluster.awaitVm("vm1", "up", "h1", 300);
    assertEquals(List.of("h1"), cluster.processes("vm1", List.of("h1")));
    cluster.verifyDisks();
  }
}
