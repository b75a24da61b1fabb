package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A real sanlock daemon that plays one host, with a run directory of its own.
///
/// It runs unprivileged features off (no watchdog, no real-time priority, no locked memory), so it
/// needs root only for the lease files' sake.
final class SanlockDaemon implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/sbin/sanlock");
  private static final Duration START_MAX = Duration.ofSeconds(10);

  private final Path runDir;
  private final String hostName;
  private Process process;

  private SanlockDaemon(Path runDir, String hostName) {
    this.runDir = runDir;
    this.hostName = hostName;
    this.process = spawn(runDir, hostName);
  }

  /// Starts it and waits until it answers.
  ///
  /// @param hostName what it writes into delta records; a restart under the same name gets its host
  ///   id back without the long wait
  static SanlockDaemon start(Path runDir, String hostName) throws Exception {
    requireSanlock();
    Files.createDirectories(runDir);
    var daemon = new SanlockDaemon(runDir, hostName);
    daemon.awaitAnswer();
    return daemon;
  }

  /// A daemon test never passes by being skipped.
  static void requireSanlock() throws IOException {
    if (!Files.isExecutable(BINARY)) {
      fail(BINARY + " is missing: install the Debian package sanlock");
    }
    if (!Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
      fail("/usr/bin/setpriv is missing: install the Debian package util-linux");
    }
    if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      fail("tests tagged 'daemon' start real sanlock daemons (Debian package sanlock) as root");
    }
  }

  private static Process spawn(Path runDir, String hostName) {
    var command =
        List.of(
            BINARY.toString(),
            "daemon",
            "-D",
            "-w",
            "0",
            "-l",
            "0",
            "-h",
            "0",
            "-L",
            "-1",
            "-U",
            "root",
            "-G",
            "root",
            "-e",
            hostName);
    return BenchProcess.start(command, environment(runDir), runDir.resolve("daemon.log"));
  }

  static Map<String, String> environment(Path runDir) {
    return Map.of("SANLOCK_RUN_DIR", runDir.toString(), "SANLOCK_PRIVILEGED", "0");
  }

  private void awaitAnswer() throws Exception {
    long giveUp = System.nanoTime() + START_MAX.toNanos();
    while (true) {
      try {
        var _ = client().version();
        return;
      } catch (SanlockException e) {
        if (!process.isAlive() || System.nanoTime() > giveUp) {
          fail("sanlock did not start: " + Files.readString(runDir.resolve("daemon.log")), e);
        }
        Thread.sleep(20);
      }
    }
  }

  Path runDir() {
    return runDir;
  }

  /// The reference client, whatever implementation a test is about.
  SanlockClient client() {
    return new SocketSanlockClient(runDir, Patience.DEFAULT);
  }

  /// Ends it as a crash or a power cut would: nothing is written, nothing given back.
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Starts it again after [#kill], with the same name and run directory.
  void restart() throws Exception {
    process = spawn(runDir, hostName);
    awaitAnswer();
  }

  /// Leaves all lockspaces, killing their lease holders, and ends.
  void shutDown() throws InterruptedException {
    BenchProcess.run(
        List.of(BINARY.toString(), "client", "shutdown", "-f", "1"),
        environment(runDir),
        runDir.resolve("shutdown.log"));
    if (!process.waitFor(20, TimeUnit.SECONDS)) fail("sanlock did not shut down in 20 s");
  }

  /// Stops it in its tracks: it keeps its sockets and answers nobody.
  void freeze() throws InterruptedException {
    signal("-STOP");
  }

  void thaw() throws InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws InterruptedException {
    BenchProcess.run(
        List.of("kill", signal, Long.toString(process.pid())),
        Map.of(),
        runDir.resolve("signal.log"));
  }

  @Override
  public void close() {
    kill();
  }
}
