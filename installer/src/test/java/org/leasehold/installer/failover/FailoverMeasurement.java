package org.leasehold.installer.failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How long a failover takes, by the times of the engine's own events: `installer/lab/run measure`
/// runs it and nothing else does. System properties: `measure.runs` (default 10),
/// `measure.scenarios` (default `1,2,3`), `measure.table` (the file it writes).
@FailoverTest(hosts = 3)
@Timeout(7200)
class FailoverMeasurement {
  private static final int RUNS = Integer.getInteger("measure.runs", 10);
  private static final List<String> SCENARIOS =
      List.of(System.getProperty("measure.scenarios", "1,2,3").split(","));
  private static final Path TABLE =
      Path.of(System.getProperty("measure.table", "target/failover/measured.md")).toAbsolutePath();

  private final List<String> rows = new ArrayList<>();

  /// Seconds from the plug to what the engine told.
  ///
  /// @param detected the first line about it
  /// @param proof nothing but the start was missing any more: the end reported, the owner dead, the
  ///   lease free for three renewals
  /// @param issued the start was asked for
  /// @param running the agent has seen it run with its lease
  /// @param claimLost the same host had held the engine's claim
  private record Run(
      double detected, double proof, double issued, double running, boolean claimLost) {}

  private interface Plug {
    void pull(String host) throws IOException, InterruptedException;
  }

  @Test
  @Order(1)
  void qemuKilledOnALiveHost(Cluster cluster) throws Exception {
    if (!SCENARIOS.contains("1")) return;
    var runs = new ArrayList<Run>();
    for (int i = 0; i < RUNS; i++) {
      runs.add(run(cluster, "vm.down.error vm1", _ -> cluster.pull("kill-qemu", "vm1")));
      Thread.sleep(10_000);
    }
    row("1: QEMU killed on a live host", runs);
  }

  @Test
  @Order(2)
  void powerLossOfTheHost(Cluster cluster) throws Exception {
    if (!SCENARIOS.contains("2")) return;
    var runs = new ArrayList<Run>();
    for (int i = 0; i < RUNS; i++) {
      var on = cluster.engine.vm("vm1").host();
      runs.add(run(cluster, "host.connecting " + on, host -> cluster.pull("power-off", host)));
      long off = cluster.now();
      cluster.pull("power-on", on);
      // One that has just joined has not watched the others for long, and would take longer.
      cluster.awaitTold(off, "agent.lockspace.joined " + on, 240);
      settled(cluster, on);
    }
    row("2: power loss of the host", runs);
  }

  @Test
  @Order(3)
  void managementCutAndStoppedThroughTheStore(Cluster cluster) throws Exception {
    if (!SCENARIOS.contains("3")) return;
    cluster.engine.run("vm", "set", "vm1", "--storage-side-stop").orFail();
    // An engine that has just begun treats nobody for 300 s.
    Thread.sleep(300_000);
    var runs = new ArrayList<Run>();
    for (int i = 0; i < RUNS; i++) {
      var on = cluster.engine.vm("vm1").host();
      runs.add(run(cluster, "host.connecting " + on, host -> cluster.pull("cut-network", host)));
      cluster.pull("heal-network", on);
      settled(cluster, on);
    }
    row("3: management cut, storage-side stop allowed", runs);
  }

  private static void settled(Cluster cluster, String host) throws Exception {
    cluster.awaitHost(host, "up", 240);
    cluster.awaitIncidentsClosed(120);
    cluster.verifyDisks();
  }

  private static Run run(Cluster cluster, String detected, Plug plug) throws Exception {
    long before = cluster.now();
    var on = cluster.engine.vm("vm1").host();
    long begun = System.currentTimeMillis();
    plug.pull(on);
    cluster.awaitTold(before, detected, 120);
    cluster.awaitTold(before, "vm.start vm1", 400);
    // A first start may be refused, because the VM has just changed; the last one counts.
    cluster.awaitTold(before, Told.UP, 120);
    var told = cluster.told(before);
    var run =
        new Run(
            (told.first(detected).wallMillis() - begun) / 1000.0,
            (provenMillis(told) - begun) / 1000.0,
            (told.last("vm.start vm1").wallMillis() - begun) / 1000.0,
            (told.last(Told.UP).wallMillis() - begun) / 1000.0,
            told.events().stream().anyMatch(e -> e.what().startsWith("acting -> lost")));
    System.out.println(run);
    return run;
  }

  /// What is told of the VM after it was last held for want of evidence; without that, its end.
  private static long provenMillis(Told told) {
    EngineProcess.Event proven = null;
    boolean waits = true;
    for (var event : told.events()) {
      if (!event.subject().equals("vm vm1")) continue;
      boolean lacks =
          event.what().startsWith("held: evidence") || event.what().startsWith("held: S4");
      if (event.id().equals("vm.held") && lacks) waits = true;
      else if (waits && (event.id().equals("vm.held") || event.id().equals("vm.start"))) {
        proven = event;
        waits = false;
      }
    }
    return Objects.requireNonNull(proven).wallMillis();
  }

  private void row(String scenario, List<Run> runs) throws IOException {
    long lost = runs.stream().filter(Run::claimLost).count();
    rows.add(
        "| %s | %d | %s | %s | %s | %s | %d |"
            .formatted(
                scenario,
                runs.size(),
                spread(runs.stream().map(Run::detected).toList()),
                spread(runs.stream().map(Run::proof).toList()),
                spread(runs.stream().map(Run::issued).toList()),
                spread(runs.stream().map(Run::running).toList()),
                lost));
    Files.createDirectories(TABLE.getParent());
    Files.writeString(
        TABLE,
        """
        | scenario | runs | detected | proof | start issued | guest running | claim lost too |
        |---|---|---|---|---|---|---|
        """
            + String.join("\n", rows)
            + "\n");
  }

  private static String spread(List<Double> seconds) {
    var sorted = seconds.stream().sorted().toList();
    int n = sorted.size();
    double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    return "%.1f / %.1f / %.1f".formatted(sorted.getFirst(), median, sorted.getLast());
  }
}
