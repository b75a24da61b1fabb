package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The desktop is lost with its journal and settings at three moments of a failover: a fresh one
/// has everything after one login, and the failover ends once. Then two that wrote apart from each
/// other: one wins, what the other said is kept and shown.
@FailoverTest(hosts = 2)
@Tag("long")
class DesktopLostTest {
  private static @Nullable EngineProcess desktop;

  @AfterAll
  static void end() {
    if (desktop != null) desktop.close();
  }

  /// The present one; the first is the cluster's own.
  private static Cluster present(Cluster cluster) {
    return desktop == null ? cluster : cluster.seenBy(desktop);
  }

  /// Another machine with the same SSH key and nothing else, connected to one host.
  private static Cluster fresh(Cluster cluster, String host) throws Exception {
    var next = new EngineProcess(cluster.lab, Files.createTempDirectory("leasehold-desktop"));
    var said = next.connect(host, "10.77.0.1" + host.substring(1)).orFail().out();
    assertTrue(said.contains(host + " knows a cluster of 2 hosts, 1 stores and 1 VMs"), said);
    next.start();
    if (desktop != null) desktop.close();
    desktop = next;
    return cluster.seenBy(next);
  }

  private static void lose(Cluster now) throws Exception {
    now.engine.kill();
    now.engine.forget();
  }

  /// What people decided, as an engine shows it.
  private static String decided(Cluster now) throws IOException, InterruptedException {
    return now.engine.run("settings", "--json").orFail().out()
        + now.engine.run("vm", "edit", "vm1", "--show").orFail().out()
        + tags(now);
  }

  private static String tags(Cluster now) throws IOException, InterruptedException {
    var vm = now.engine.run("vm", "list", "--json").orFail().json().getAsJsonArray("vms").get(0);
    return vm.getAsJsonObject().get("tags").toString();
  }

  @Test
  @Order(1)
  void lostBeforeTheHostFails(Cluster cluster) throws Exception {
    cluster.engine.run("vm", "set", "vm1", "--tags", "kept").orFail();
    cluster
        .engine
        .run("settings", "watching.evidenceAgeMax=1.9s", "restart.startLimit=111s", "--yes")
        .orFail();
    var decided = decided(cluster);
    lose(cluster);
    cluster.pull("power-off", "h1");
    var next = fresh(cluster, "h2");
    ends(next, "h1", "h2");
    assertEquals(decided, decided(next));
  }

  @Test
  @Order(2)
  void lostBetweenTheSilenceAndTheDecision(Cluster cluster) throws Exception {
    var now = present(cluster);
    long before = now.now();
    now.pull("power-off", "h2");
    now.awaitTold(before, "host.non-responsive h2|host.connecting h2", 60);
    now.told(before).assertNever("vm.start");
    lose(now);
    ends(fresh(cluster, "h1"), "h2", "h1");
  }

  @Test
  @Order(3)
  void lostAfterTheStart(Cluster cluster) throws Exception {
    var now = present(cluster);
    long before = now.now();
    now.pull("power-off", "h1");
    now.awaitTold(before, "vm.start vm1", 240);
    lose(now);
    ends(fresh(cluster, "h2"), "h1", "h2");
  }

  private static void ends(Cluster now, String lost, String on) throws Exception {
    now.awaitVm("vm1", "up", on, 300);
    now.assertRunsOnlyOn("vm1", on);
    now.pull("power-on", lost);
    now.awaitHost(lost, "up", 300);
    Thread.sleep(10_000);
    now.assertRunsOnlyOn("vm1", on);
    now.verifyDisks();
    now.told(0).assertNever("vm.double-run", "vm.destroy");
  }

  /// One desktop reaches one host alone and changes something; that host and it are lost. Another
  /// one, which reaches the other host alone, goes on from what that knows, and changes the same.
  @Test
  @Order(4)
  void ofTwoThatWroteApartTheLaterEpochWinsAndTheLoserIsKeptAndShown(Cluster cluster)
      throws Exception {
    var one = present(cluster);
    var on = one.engine.vm("vm1").host();
    var away = on.equals("h1") ? "h2" : "h1";
    one.pull("cut-network", away);
    one.await("acts without the other", 180, one.engine::claim, "acting"::equals);
    one.await("the other is away", 120, () -> one.engine.host(away), it -> !it.equals("up"));
    one.engine.run("vm", "set", "vm1", "--tags", "apart").orFail();
    var lost = counts(one);
    one.pull("power-off", on);
    one.engine.kill();
    one.pull("heal-network", away);

    var folder = Files.createTempDirectory("leasehold-apart");
    try (var other = new EngineProcess(cluster.lab, folder)) {
      other.connect(away, "10.77.0.1" + away.substring(1)).orFail();
      other.start();
      var two = cluster.seenBy(other);
      two.await("acts alone", 240, other::claim, "acting"::equals);
      assertEquals("[\"kept\"]", tags(two));
      other.run("vm", "set", "vm1", "--tags", "later").orFail();
      two.awaitVm("vm1", "up", away, 240);
      long before = two.now();
      two.pull("power-on", on);
      two.awaitHost(on, "up", 300);
      two.awaitTold(before, "agent.document.lost " + on, 60);
      var shown = other.run("document").orFail().out();
      assertTrue(line(shown, on + " keeps").contains(" " + lost), shown);
      var said = other.run("document", "--aside", lost).orFail().out();
      assertTrue(said.contains("kept aside on " + on), said);
      assertTrue(said.contains("vm vm1: tags is [\"apart\"], not [\"later\"]"), said);

      // The one that lost comes back with its own, and learns better.
      one.engine.start();
      one.await("it learns", 60, () -> tags(one), "[\"later\"]"::equals);
      assertEquals("watching", one.await("it watches", 60, one.engine::claim, "watching"::equals));
      two.assertRunsOnlyOn("vm1", away);
      assertEquals("[\"later\"]", tags(two));
    }
  }

  private static String counts(Cluster now) throws IOException, InterruptedException {
    var out = now.engine.run("document").orFail().out();
    var found = Pattern.compile("document (\\d+\\.\\d+) counts").matcher(out);
    assertTrue(found.find(), out);
    return found.group(1);
  }

  private static String line(String text, String with) {
    return List.of(text.split("\n", -1)).stream()
        .filter(one -> one.contains(with))
        .findFirst()
        .orElse("");
  }
}
