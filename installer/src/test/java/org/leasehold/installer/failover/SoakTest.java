package org.leasehold.installer.failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random faults, many at once, on hosts and engine; at no time two copies write to one disk, and
/// when all is put back every VM runs once, without a click.
///
/// System properties: `soak.seed` (default: drawn, and printed) and `soak.minutes` (default 30).
@FailoverTest(hosts = 3, vms = 3)
@Tag("long")
@Timeout(4 * 3600)
class SoakTest {
  private static final long SEED = Long.getLong("soak.seed", System.nanoTime());
  private static final Duration LASTS = Duration.ofMinutes(Integer.getInteger("soak.minutes", 30));
  private static final Path DIARY = Path.of("target/failover/soak-steps.txt").toAbsolutePath();

  /// A plug that stays pulled until it is put back.
  private enum Plug {
    POWER("power-off", "power-on"),
    NETWORK("cut-network", "heal-network"),
    STORAGE_HANGS("hang-storage", "heal-storage"),
    STORAGE_FAILS("lose-storage", "heal-storage"),
    FROZEN("freeze", "thaw");

    private final String pull;
    private final String putBack;

    Plug(String pull, String putBack) {
      this.pull = pull;
      this.putBack = putBack;
    }
  }

  /// What is over at once.
  private enum Blow {
    QEMU_KILLED,
    AGENT_KILLED,
    LIBVIRTD_KILLED,
    ENGINE_KILLED
  }

  private record Pulled(Plug plug, String host) {}

  private final Random random = new Random(SEED);
  private final List<Pulled> pulled = new ArrayList<>();

  @Test
  void whateverFailsEveryVmRunsOnceInTheEndAndNeverTwice(Cluster cluster) throws Exception {
    Files.createDirectories(DIARY.getParent());
    Files.deleteIfExists(DIARY);
    note("seed " + SEED + ", " + LASTS.toMinutes() + " minutes");
    long begun = cluster.now();
    long until = System.nanoTime() + LASTS.toNanos();
    try {
      while (System.nanoTime() < until) {
        step(cluster);
        Thread.sleep(
            1000L * (random.nextInt(5) == 0 ? 70 + random.nextInt(40) : random.nextInt(25)));
        cluster.verifyDisks();
      }
      while (!pulled.isEmpty()) putBack(cluster, pulled.getFirst());
      note("all is put back");
      settle(cluster);
    } catch (IOException | AssertionError e) {
      throw new AssertionError("soak.seed=" + SEED + ", see " + DIARY + ": " + e.getMessage(), e);
    }
    var told = cluster.told(begun);
    note("%d events, %d starts".formatted(told.events().size(), told.started().size()));
    told.assertNever("vm.double-run");
  }

  /// One host is always left well, as with three hosts and one of them in trouble.
  private void step(Cluster cluster) throws IOException, InterruptedException {
    var broken = pulled.stream().map(Pulled::host).distinct().toList();
    if (broken.size() == 2 || (!pulled.isEmpty() && random.nextBoolean())) {
      putBack(cluster, any(pulled));
    } else if (random.nextInt(5) < 3) {
      pull(cluster, any(List.of(Plug.values())), any(well(cluster)));
    } else {
      blow(cluster, any(List.of(Blow.values())), any(well(cluster)));
    }
  }

  private List<String> well(Cluster cluster) {
    var well = new ArrayList<>(cluster.hosts);
    for (var one : pulled) well.remove(one.host());
    return well;
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private void pull(Cluster cluster, Plug plug, String host)
      throws IOException, InterruptedException {
    note(plug + " " + host);
    if (plug == Plug.FROZEN) cluster.pull(plug.pull, host, "everything");
    else cluster.pull(plug.pull, host);
    pulled.add(new Pulled(plug, host));
  }

  private void putBack(Cluster cluster, Pulled one) throws IOException, InterruptedException {
    note("put back: " + one.plug() + " " + one.host());
    cluster.pull(one.plug().putBack, one.host());
    pulled.remove(one);
  }

  private void blow(Cluster cluster, Blow blow, String host)
      throws IOException, InterruptedException {
    switch (blow) {
      case QEMU_KILLED -> {
        var vm = "vm" + (1 + random.nextInt(3));
        note(blow + " " + vm);
        // It may run nowhere just now.
        cluster.lab.run("kill-qemu", vm);
      }
      case AGENT_KILLED -> kill(cluster, blow, host, "leasehold-agent");
      case LIBVIRTD_KILLED -> kill(cluster, blow, host, "libvirtd");
      case ENGINE_KILLED -> {
        note(blow.toString());
        cluster.engine.kill();
        Thread.sleep(1000L * random.nextInt(20));
        cluster.engine.start();
      }
    }
  }

  private static void kill(Cluster cluster, Blow blow, String host, String unit)
      throws IOException, InterruptedException {
    note(blow + " " + host);
    // A host that has just come up may not have started it yet, or may be resetting itself.
    cluster.lab.run("exec", host, "systemctl", "kill", "--signal=SIGKILL", unit);
  }

  private static void settle(Cluster cluster) throws IOException, InterruptedException {
    for (var host : cluster.hosts) cluster.awaitHost(host, "up", 400);
    cluster.await(
        "every VM up",
        400,
        cluster.engine::vms,
        all -> all.stream().allMatch(vm -> vm.state().equals("up")));
    for (var vm : cluster.engine.vms()) cluster.assertRunsOnlyOn(vm.name(), vm.host());
    cluster.awaitIncidentsClosed(120);
  }

  private static void note(String what) throws IOException {
    var line = Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + what + "\n";
    System.out.print("soak: " + line);
    Files.writeString(DIARY, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
