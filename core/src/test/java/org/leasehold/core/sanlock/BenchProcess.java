package org.leasehold.core.sanlock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Starts processes that end with this JVM, however it ends.
///
/// Linux sends the parent-death signal when the *thread* that started a process ends, so all are
/// started by one thread that lives as long as the JVM.
final class BenchProcess {
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("bench-processes").factory());

  private BenchProcess() {}

  /// @param output where its output and errors go
  static Process start(List<String> command, Map<String, String> environment, Path output) {
    var whole = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    whole.addAll(command);
    var builder =
        new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    try {
      return STARTER.submit(builder::start).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting " + command, e);
    } catch (ExecutionException e) {
      throw new UncheckedIOException(new IOException("cannot start " + command, e.getCause()));
    }
  }

  /// Runs a command to its end.
  ///
  /// @return its exit code
  static int run(List<String> command, Map<String, String> environment, Path output)
      throws InterruptedException {
    var process = start(command, environment, output);
    if (process.waitFor(20, TimeUnit.SECONDS)) return process.exitValue();
    process.destroyForcibly();
    throw new IllegalStateException("still running after 20 s: " + command);
  }
}
