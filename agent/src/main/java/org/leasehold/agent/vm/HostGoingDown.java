package org.leasehold.agent.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Whether the operating system is shutting down, as systemd says. libvirt-guests makes a host's
/// shutdown look like the guest's own, so libvirt's word is not enough.
///
/// Asked at most once in five seconds: a report every three asks too.
public final class HostGoingDown implements BooleanSupplier {
  private static final List<String> QUESTION = List.of("/usr/bin/systemctl", "is-system-running");

  private static final long SECONDS_MAX = 2;
  private static final long KEPT_NANOS = 5_000_000_000L;

  private long askedNanos;
  private boolean asked;
  private boolean answer;

  @Override
  public synchronized boolean getAsBoolean() {
    long now = System.nanoTime();
    if (asked && now - askedNanos < KEPT_NANOS) return answer;
    answer = ask();
    asked = true;
    askedNanos = now;
    return answer;
  }

  /// A host without systemd, or one that does not answer, is not said to go down.
  private static boolean ask() {
    try {
      var process = new ProcessBuilder(QUESTION).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      var said = new String(process.getInputStream().readNBytes(200), StandardCharsets.US_ASCII);
      return said.strip().equals("stopping");
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
