package org.leasehold.installer.failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.leasehold.installer.agents.Lab;

/// A lab whose hosts are enrolled in a cluster, with an engine beside it, as an admin would make
/// it.
final class Cluster implements AutoCloseable {
  final Lab lab;
  final EngineProcess engine;

  private Cluster(Lab lab, EngineProcess engine) {
    this.lab = lab;
    this.engine = engine;
  }

  /// Hosts `h1`, `h2`, …, one store, no VM; each step one command of the README.
  static Cluster enrolled(String name, int hosts, Path folder)
      throws IOException, InterruptedException {
    var lab = Lab.up(name, hosts);
    var cluster = new Cluster(lab, new EngineProcess(lab, folder));
    cluster.engine.start();
    for (int host = 1; host <= hosts; host++) {
      cluster
          .engine
          .run("host", "add", "h" + host, "--address", "10.77.0.1" + host, "--yes")
          .orFail();
    }
    cluster
        .engine
        .run("storage", "create", "store1", "/storage/store1/xleases", "--io-timeout", "1")
        .orFail();
    for (int host = 1; host <= hosts; host++) cluster.awaitHost("h" + host, "up", 60);
    return cluster;
  }

  /// Defines a VM on a host as virt-install would, starts it, and has it adopted.
  void adopted(String vm, String host) throws IOException, InterruptedException {
    adopted(vm, host, "");
  }

  /// @param device XML of one more device
  void adopted(String vm, String host, String device) throws IOException, InterruptedException {
    var xml = lab.done("vm-xml", "--no-lease", vm).replace("</devices>", device + "</devices>");
    Files.writeString(lab.rootOf(host).resolve("root/" + vm + ".xml"), xml);
    lab.done("exec", host, "virsh", "define", "/root/" + vm + ".xml");
    lab.done("exec", host, "virsh", "start", vm);
    engine.run("vm", "adopt", vm, "--on", host, "--yes").orFail();
    awaitVm(vm, "up", host, 30);
  }

  void awaitVm(String vm, String state, String host, long seconds)
      throws IOException, InterruptedException {
    await(
        "%s %s on %s".formatted(vm, state, host),
        seconds,
        () -> engine.vm(vm),
        it -> it.state().equals(state) && it.host().equals(host));
  }

  void awaitHost(String host, String state, long seconds) throws IOException, InterruptedException {
    await(host + " " + state, seconds, () -> engine.host(host), state::equals);
  }

  /// Waits for an event of an id whose subject ends with a name.
  EngineProcess.Event awaitEvent(long after, String id, String name, long seconds)
      throws IOException, InterruptedException {
    Predicate<EngineProcess.Event> is = e -> e.id().equals(id) && e.subject().endsWith(name);
    var events =
        await(
            id + " of " + name,
            seconds,
            () -> engine.events(after),
            all -> all.stream().anyMatch(is));
    return events.stream().filter(is).findFirst().orElseThrow();
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
  String story() throws IOException, InterruptedException {
    var text = new StringBuilder();
    var events = engine.events(1);
    for (var e : events.subList(Math.max(0, events.size() - 60), events.size())) {
      text.append(e).append('\n');
    }
    return text.append(Files.readString(engine.log())).toString();
  }

  /// Every guest disk read: no two copies ever wrote to one.
  void verifyDisks() throws IOException, InterruptedException {
    lab.done("verify");
  }

  /// The hosts on which a process of a VM runs, by what the kernel says.
  List<String> processes(String vm, List<String> hosts) throws IOException, InterruptedException {
    var running = new java.util.ArrayList<String>();
    for (var host : hosts) {
      // pgrep ends with 1 where it finds nothing; a host without power runs nothing.
      if (lab.run("exec", host, "pgrep", "-f", "guest=" + vm + ",").code() == 0) running.add(host);
    }
    return running;
  }

  @Override
  public void close() throws IOException {
    engine.close();
    lab.close();
  }
}
