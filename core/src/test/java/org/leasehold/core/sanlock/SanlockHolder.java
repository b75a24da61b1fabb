package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process other than the JVM that holds a lease: `sanlock client command`, which registers
/// itself, acquires, and becomes a `sleep`.
final class SanlockHolder implements AutoCloseable {
  private static final long ACQUIRE_SECONDS_MAX = 10;

  private final Process process;

  private SanlockHolder(Process process) {
    this.process = process;
  }

  static SanlockHolder exclusive(SanlockDaemon daemon, ResourceAt resource) throws Exception {
    return start(daemon, resource, "");
  }

  static SanlockHolder shared(SanlockDaemon daemon, ResourceAt resource) throws Exception {
    return start(daemon, resource, ":SH");
  }

  private static SanlockHolder start(SanlockDaemon daemon, ResourceAt resource, String suffix)
      throws Exception {
    var place = resource.place();
    var argument =
        "%s:%s:%s:%d%s"
            .formatted(
                resource.lockspace(), resource.lease(), place.file(), place.offsetBytes(), suffix);
    var output = Files.createTempFile(daemon.runDir(), "holder", ".log");
    var holder =
        new SanlockHolder(
            BenchProcess.start(
                List.of("sanlock", "client", "command", "-r", argument, "-c", "/bin/sleep", "600"),
                SanlockDaemon.environment(daemon.runDir()),
                output));
    holder.awaitLease(daemon, resource, output);
    return holder;
  }

  private void awaitLease(SanlockDaemon daemon, ResourceAt resource, Path output) throws Exception {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(ACQUIRE_SECONDS_MAX);
    while (!holds(daemon, resource)) {
      boolean ended = !process.isAlive();
      if (ended || System.nanoTime() > giveUp) {
        process.destroyForcibly();
        fail(
            "no lease for the holder process, %s: %s"
                .formatted(
                    ended ? "it ended with " + process.exitValue() : "it waits",
                    Files.readAllLines(output)));
      }
      Thread.sleep(20);
    }
  }

  /// By `status`, because an `inquire` that comes just before the acquire makes that fail as busy.
  private boolean holds(SanlockDaemon daemon, ResourceAt resource) throws IOException {
    return daemon.client().status().leases().stream()
        .anyMatch(
            held ->
                held.pid() == pid()
                    && held.phase() == DaemonStatus.Lease.Phase.HELD
                    && held.lease().equals(resource.lease().text()));
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// @return true if it ended within that time
  boolean awaitEnd(long secondsMax) throws InterruptedException {
    return process.waitFor(secondsMax, TimeUnit.SECONDS);
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
