package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two engines that both believe to hold the claim: leases and epochs keep VMs from running twice,
/// and neither ends what the other has started.
@FailoverTest(hosts = 3, vms = 2)
@Tag("long")
class TwoActingEnginesTest {
  private static @Nullable EngineProcess second;

  @AfterAll
  static void end() {
    if (second != null) second.close();
  }

  @Test
  @Order(1)
  void bothActAndLeaveEachOthersVmsAlone(Cluster cluster) throws Exception {
    var folder = Files.createTempDirectory("leasehold-second");
    var other = new EngineProcess(cluster.lab, folder);
    second = other;
    other.connect("h1", "10.77.0.11").orFail();
    actsAnyway(other);
    cluster.engine.kill();
    actsAnyway(cluster.engine);
    var both = List.of(cluster, cluster.seenBy(other));
    awaitBothActing(cluster, both);
    var before = pids(cluster, "h1");
    assertEquals(2, before.size(), before::toString);
    Thread.sleep(60_000);
    assertEquals(before, pids(cluster, "h1"));
  }

  @Test
  @Order(2)
  void afterAPowerLossEachVmRunsOnceAndStaysWhereItIs(Cluster cluster) throws Exception {
    var other = cluster.seenBy(Objects.requireNonNull(second));
    var both = List.of(cluster, other);
    long firstSince = cluster.now();
    long secondSince = other.now();
    cluster.pull("power-off", "h1");
    for (var vm : List.of("vm1", "vm2")) {
      cluster.await(
          vm + " runs once, not on h1",
          300,
          () -> cluster.processes(vm),
          it -> it.size() == 1 && !it.contains("h1"));
    }
    awaitBothActing(cluster, both);
    var started = List.of(pids(cluster, "h2"), pids(cluster, "h3"));
    cluster.pull("power-on", "h1");
    for (var one : both) one.awaitHost("h1", "up", 300);
    Thread.sleep(60_000);
    assertEquals(started, List.of(pids(cluster, "h2"), pids(cluster, "h3")), "none was ended");
    for (var vm : List.of("vm1", "vm2")) assertEquals(1, cluster.processes(vm).size(), vm);
    cluster.told(firstSince).assertNever("vm.double-run", "vm.destroy", "vm.stop");
    other.told(secondSince).assertNever("vm.double-run", "vm.destroy", "vm.stop");
    assertTrue(
        cluster.told(firstSince).started().size() + other.told(secondSince).started().size() >= 2,
        "somebody asked for the starts");
  }

  /// With the run-time image and the libraries of the engine that people run.
  private static void actsAnyway(EngineProcess engine) throws Exception {
    var home = Path.of("..").toAbsolutePath().normalize().resolve("app/target/leasehold");
    var mine =
        Path.of(ActsAnyway.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    engine.start(
        List.of(
            home.resolve("runtime/bin/java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            home.resolve("lib") + "/*:" + mine,
            ActsAnyway.class.getName()));
  }

  private static void awaitBothActing(Cluster cluster, List<Cluster> both) throws Exception {
    cluster.await(
        "both act",
        180,
        () -> List.of(both.getFirst().engine.claim(), both.getLast().engine.claim()),
        it -> it.equals(List.of("acting", "acting")));
  }

  /// Process ids of the guests there.
  private static List<String> pids(Cluster cluster, String host) throws Exception {
    var ended = cluster.lab.run("exec", host, "pgrep", "-f", "guest=vm");
    return ended.code() == 0 ? ended.said().strip().lines().sorted().toList() : List.of();
  }
}
