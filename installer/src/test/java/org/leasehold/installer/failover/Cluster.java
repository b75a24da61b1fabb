package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.leasehold.installer.agents.Lab;

/// A lab whose hosts are enrolled in a cluster, with an engine beside it, as an admin would make
/// it.
final class Cluster implements AutoCloseable {
  /// Wall clock of host and engine, and what a message took.
  private static final long CLOCK_MILLIS = 2000;

  /// `watching.watcherDelay` (S16).
  private static final long WATCHER_DELAY_MILLIS = 30_000;

  /// What the engine told, for people to read after a test.
  private static final Path TOLD = Path.of("target/failover").toAbsolutePath();

  final Lab lab;
  final EngineProcess engine;
  final List<String> hosts;
  private final Path folder;
  private final String store;
  private final boolean ownsLab;

  private Cluster(
      Lab lab,
      EngineProcess engine,
      List<String> hosts,
      Path folder,
      String store,
      boolean ownsLab) {
    this.lab = lab;
    this.engine = engine;
    this.hosts = hosts;
    this.folder = folder;
    this.store = store;
    this.ownsLab = ownsLab;
  }

  /// One of several in one lab, which stays the caller's; its engine's clock can be set.
  static Cluster enrolled(Lab lab, List<String> hosts, String store)
      throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("leasehold-" + lab.name());
    var engine = EngineProcess.withClock(lab, folder);
    var cluster = new Cluster(lab, engine, List.copyOf(hosts), folder, store, false);
    boolean enrolled = false;
    try {
      cluster.enrol();
      enrolled = true;
    } finally {
      if (!enrolled) engine.close();
    }
    return cluster;
  }

  /// The same cluster as another engine shows it.
  Cluster seenBy(EngineProcess other) {
    return new Cluster(lab, other, hosts, folder, store, ownsLab);
  }

  /// Hosts `h1`, `h2`, …, `store1` of the lab's stores, no VM; each step one command of the README.
  static Cluster enrolled(String name, int hosts, int stores)
      throws IOException, InterruptedException {
    var lab = Lab.up(name, hosts, stores);
    var folder = Files.createTempDirectory("leasehold-" + name);
    var names = new ArrayList<String>();
    for (int host = 1; host <= hosts; host++) names.add("h" + host);
    var cluster =
        new Cluster(
            lab, new EngineProcess(lab, folder), List.copyOf(names), folder, "store1", true);
    boolean enrolled = false;
    try {
      cluster.enrol();
      enrolled = true;
    } finally {
      if (!enrolled) cluster.close();
    }
    return cluster;
  }

  private void enrol() throws IOException, InterruptedException {
    engine.start();
    for (var host : hosts) {
      var address = "10.77.0.1" + host.substring(1);
      engine.run("host", "add", host, "--address", address, "--yes").orFail();
    }
    engine
        .run("storage", "create", store, "/storage/" + store + "/xleases", "--io-timeout", "1")
        .orFail();
    for (var host : hosts) awaitHost(host, "up", 60);
  }

  /// Defines a VM on a host as virt-install would, starts it, and has it adopted.
  void adopted(String vm, String host) throws IOException, InterruptedException {
    adopted(vm, host, "");
  }

  /// @param device XML of one more device
  void adopted(String vm, String host, String device) throws IOException, InterruptedException {
    var xml = lab.done("vm-xml", "--no-lease", vm).replace("</devices>", device + "</devices>");
    Files.writeString(lab.rootOf(host).resolve("root/" + vm + ".xml"), xml);
    in(host, "virsh", "define", "/root/" + vm + ".xml");
    in(host, "virsh", "start", vm);
    engine.run("vm", "adopt", vm, "--on", host, "--yes").orFail();
    awaitVm(vm, "up", host, 30);
  }

  /// A plug of the lab, such as `power-off h1`.
  void pull(String plug, String... words) throws IOException, InterruptedException {
    lab.done(plug, words);
  }

  /// A command as root in a host that must end well.
  String in(String host, String... words) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of(host));
    all.addAll(List.of(words));
    return lab.done("exec", all.toArray(String[]::new));
  }

  // What the engine tells.

  /// Number of the newest event: what comes later is [#told].
  long now() throws IOException, InterruptedException {
    return engine.lastEvent();
  }

  Told told(long since) throws IOException, InterruptedException {
    return new Told(engine.events(since).stream().filter(e -> e.number() > since).toList());
  }

  /// @param line see [Told]
  void awaitTold(long since, String line, long seconds) throws IOException, InterruptedException {
    await(line, seconds, () -> told(since), it -> it.has(line));
  }

  void awaitVm(String vm, String state, String host, long seconds)
      throws IOException, InterruptedException {
    await(
        "%s %s on %s".formatted(vm, state, host),
        seconds,
        () -> engine.vm(vm),
        it -> it.state().equals(state) && it.host().equals(host));
  }

  /// @return the host it runs on now, which is another one
  String awaitVmElsewhere(String vm, String host, long seconds)
      throws IOException, InterruptedException {
    return await(
            "%s up, not on %s".formatted(vm, host),
            seconds,
            () -> engine.vm(vm),
            it -> it.state().equals("up") && !it.host().equals(host))
        .host();
  }

  void awaitHost(String host, String state, long seconds) throws IOException, InterruptedException {
    await(host + " " + state, seconds, () -> engine.host(host), state::equals);
  }

  void awaitIncidentsClosed(long seconds) throws IOException, InterruptedException {
    await(
        "all incidents closed",
        seconds,
        engine::incidents,
        all -> all.stream().allMatch(it -> millis(it, "closedMillis") > 0));
  }

  interface Ask<T> {
    T ask() throws IOException, InterruptedException;
  }

  <T> T await(String what, long seconds, Ask<T> ask, Predicate<T> is)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    while (true) {
      var now = ask.ask();
      if (is.test(now)) return now;
      if (System.nanoTime() > until) {
        throw new AssertionError(
            "not %s within %d s, but %s%n%s".formatted(what, seconds, now, story()));
      }
      Thread.sleep(500);
    }
  }

  /// The newest events, to read after a failure.
  private String story() throws IOException, InterruptedException {
    return told(0) + "\n" + Files.readString(engine.log());
  }

  // What has to hold.

  /// The newest proof card of a VM.
  JsonObject card(String vm) throws IOException, InterruptedException {
    for (var incident : engine.incidents()) {
      for (var one : incident.getAsJsonArray("vms")) {
        var card = one.getAsJsonObject();
        if (EngineProcess.text(card, "name").equals(vm)) return card;
      }
    }
    throw new AssertionError("no incident has " + vm + story());
  }

  /// The start was asked for not before the printed interval and not after it; where the host had
  /// held the engine's claim too, later by what an engine without it waits at most.
  void assertWithinPrediction(String vm, long since) throws IOException, InterruptedException {
    assertNotBeforePrediction(vm);
    boolean claimLost =
        told(since).events().stream().anyMatch(e -> e.what().startsWith("acting -> lost"));
    long latest = millis(card(vm), "latestMillis") + (claimLost ? WATCHER_DELAY_MILLIS : 0);
    var card = card(vm);
    assertTrue(millis(card, "askedMillis") <= latest, card::toString);
  }

  /// As for a VM that waits for others after that: the interval ends where the queue begins.
  void assertNotBeforePrediction(String vm) throws IOException, InterruptedException {
    var card = card(vm);
    long earliest = millis(card, "earliestMillis");
    assertTrue(earliest > 0, () -> "nothing was predicted: " + card);
    assertTrue(millis(card, "askedMillis") >= earliest - CLOCK_MILLIS, card::toString);
  }

  static long millis(JsonObject card, String field) {
    return card.get(field).getAsLong();
  }

  void assertRunsOnlyOn(String vm, String host) throws IOException, InterruptedException {
    assertEquals(List.of(host), processes(vm), () -> "hosts with a process of " + vm);
  }

  void assertRunsSomewhereOnce(String vm) throws IOException, InterruptedException {
    assertRunsOnlyOn(vm, engine.vm(vm).host());
  }

  void assertRunsNowhere(String vm) throws IOException, InterruptedException {
    assertEquals(List.of(), processes(vm), () -> "hosts with a process of " + vm);
  }

  /// Every guest disk read: no two copies ever wrote to one.
  void verifyDisks() throws IOException, InterruptedException {
    lab.done("verify");
  }

  /// The hosts on which a process of a VM runs, by what the kernel says.
  List<String> processes(String vm) throws IOException, InterruptedException {
    var running = new ArrayList<String>();
    for (var host : hosts) {
      // pgrep ends with 1 where it finds nothing; a host without power runs nothing.
      if (lab.run("exec", host, "pgrep", "-f", "guest=" + vm + ",").code() == 0) running.add(host);
    }
    return running;
  }

  @Override
  public void close() throws IOException {
    try {
      Files.createDirectories(TOLD);
      Files.writeString(TOLD.resolve(lab.name() + (ownsLab ? "" : "-" + store) + ".txt"), story());
    } catch (IOException | AssertionError _) {
      // No engine answers: the test has said why.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    engine.close();
    if (ownsLab) lab.close();
    try (var files = Files.walk(folder)) {
      for (var file : files.toList().reversed()) Files.delete(file);
    }
  }
}
