package org.leasehold.app.console.picture;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import javafx.animation.AnimationTimer;
import javafx.geometry.Orientation;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.TableView;
import org.leasehold.app.console.shell.Cluster;
import org.leasehold.app.console.shell.Screen;
import org.leasehold.app.console.shell.Shell;

/// How fast the window is: start, frames a second while 5,000 VMs and then the largest volume
/// scroll and a snapshot comes every 100 ms, memory after each.
public final class Measurement {
  private static final long WARM_NANOS = 3_000_000_000L;
  private static final long MEASURED_NANOS = 10_000_000_000L;
  private static final double STEP = 16;

  private final Shell shell;
  private final PrintWriter out;
  private final Runnable ended;

  /// @param ended when all is printed
  public Measurement(Shell shell, PrintWriter out, Runnable ended) {
    this.shell = shell;
    this.out = out;
    this.ended = ended;
  }

  /// Called when the window is shown.
  public void begin() {
    new AnimationTimer() {
      private boolean told;

      @Override
      public void handle(long now) {
        if (!told) started();
        told = true;
        // the demo cluster comes once its past has been played
        if (!shell.hasCluster()) return;
        stop();
        out.printf("resident with the demo cluster: %d MiB%n", Memory.residentMiB());
        vms();
      }
    }.start();
  }

  private void started() {
    var begun = ProcessHandle.current().info().startInstant().orElse(Instant.now());
    out.printf(
        "window: first frame %.1f s after the program began (load %s)%n",
        Duration.between(begun, Instant.now()).toMillis() / 1000.0, Memory.load());
  }

  private void vms() {
    var large = new LargeCluster();
    shell.show(new Cluster("large", large, List.of(), large::bytes, null), null);
    shell.open(Screen.VMS);
    shell.applyCss();
    shell.layout();
    var table = (TableView<?>) Objects.requireNonNull(shell.lookup("#vms"), "the table of VMs");
    new Scrolling(
            "%,d VMs".formatted(LargeCluster.VMS),
            () -> scrolled(table, 0),
            step -> scrolled(table, step),
            this::slots)
        .start();
  }

  /// By pixels, as a wheel does.
  static double scrolled(TableView<?> table, double pixels) {
    for (var node : table.lookupAll(".scroll-bar")) {
      if (!(node instanceof ScrollBar bar) || bar.getOrientation() != Orientation.VERTICAL) {
        continue;
      }
      double height = table.getItems().size() * table.getFixedCellSize();
      bar.setValue(Math.clamp(bar.getValue() + pixels / height, bar.getMin(), bar.getMax()));
      return bar.getValue();
    }
    throw new IllegalStateException("the table has no bar to scroll");
  }

  private void slots() {
    shell.open(new LargeVolume());
    var map = shell.leaseMapView();
    new Scrolling("%,d slots".formatted(LargeVolume.LEASES), map::scrolled, map::scrollBy, ended)
        .start();
  }

  /// Moves something.
  private interface Mover {
    void by(double pixels);
  }

  /// Up and down for ten seconds, after three to warm up.
  private final class Scrolling extends AnimationTimer {
    private final String what;
    private final DoubleSupplier place;
    private final Mover mover;
    private final Runnable next;
    private final List<Long> gaps = new ArrayList<>();
    private long firstNanos;
    private long lastNanos;
    private double step = STEP;
    private double before = -1;

    Scrolling(String what, DoubleSupplier place, Mover mover, Runnable next) {
      this.what = what;
      this.place = place;
      this.mover = mover;
      this.next = next;
    }

    @Override
    public void handle(long now) {
      if (firstNanos == 0) {
        firstNanos = now;
        lastNanos = now;
        return;
      }
      if (now - firstNanos > WARM_NANOS) gaps.add(now - lastNanos);
      lastNanos = now;
      mover.by(step);
      double at = place.getAsDouble();
      if (at == before) step = -step;
      before = at;
      if (now - firstNanos < WARM_NANOS + MEASURED_NANOS) return;
      stop();
      told();
      next.run();
    }

    private void told() {
      gaps.sort(Long::compare);
      long sum = gaps.stream().mapToLong(Long::longValue).sum();
      long slow = gaps.get((int) (gaps.size() * 0.99));
      out.printf(
          "%s scrolling: %.0f frames a second, 99 of 100 within %d ms, longest %d ms (load %s)%n",
          what,
          gaps.size() * 1e9 / sum,
          slow / 1_000_000,
          gaps.getLast() / 1_000_000,
          Memory.load());
      out.printf("resident: %d MiB%n", Memory.residentMiB());
      out.flush();
    }
  }
}
