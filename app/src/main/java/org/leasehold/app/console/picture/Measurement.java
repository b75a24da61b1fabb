package org.leasehold.app.console.picture;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javafx.animation.AnimationTimer;
import org.leasehold.app.console.shell.Shell;

/// How fast the window is: start, frames a second while the largest volume scrolls and the demo
/// goes on, memory.
public final class Measurement {
  private static final long WARM_NANOS = 3_000_000_000L;
  private static final long MEASURED_NANOS = 10_000_000_000L;
  private static final double STEP = 16;

  private final Shell shell;
  private final PrintWriter out;
  private final Runnable ended;
  private final List<Long> gaps = new ArrayList<>();

  /// @param ended when all is printed
  public Measurement(Shell shell, PrintWriter out, Runnable ended) {
    this.shell = shell;
    this.out = out;
    this.ended = ended;
  }

  /// Called when the window is shown.
  public void begin() {
    new AnimationTimer() {
      private long firstNanos;
      private long lastNanos;
      private double step = STEP;
      private double before = -1;

      @Override
      public void handle(long now) {
        if (firstNanos == 0) {
          started();
          shell.open(new LargeVolume());
          firstNanos = now;
          lastNanos = now;
          return;
        }
        boolean measured = now - firstNanos > WARM_NANOS;
        if (measured) gaps.add(now - lastNanos);
        lastNanos = now;
        shell.leaseMapView().scrollBy(step);
        if (shell.leaseMapView().scrolled() == before) step = -step;
        before = shell.leaseMapView().scrolled();
        if (now - firstNanos < WARM_NANOS + MEASURED_NANOS) return;
        stop();
        told();
        ended.run();
      }
    }.start();
  }

  private void started() {
    var begun = ProcessHandle.current().info().startInstant().orElse(Instant.now());
    out.printf(
        "window: first frame %.1f s after the program began%n",
        Duration.between(begun, Instant.now()).toMillis() / 1000.0);
  }

  private void told() {
    gaps.sort(Long::compare);
    long sum = gaps.stream().mapToLong(Long::longValue).sum();
    long slow = gaps.get((int) (gaps.size() * 0.99));
    out.printf(
        "scrolling %,d slots: %.0f frames a second, 99 of 100 within %d ms, longest %d ms%n",
        LargeVolume.LEASES, gaps.size() * 1e9 / sum, slow / 1_000_000, gaps.getLast() / 1_000_000);
    out.printf("resident: %d MiB%n", residentMiB());
    out.flush();
  }

  private static long residentMiB() {
    try {
      for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return -1;
    }
    return -1;
  }
}
