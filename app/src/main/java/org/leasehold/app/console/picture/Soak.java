package org.leasehold.app.console.picture;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import org.leasehold.app.cli.desktop.Opening;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.shell.Screen;
import org.leasehold.app.console.shell.Shell;

/// One fault after the other at ten times the speed of life while the screens take turns; prints
/// the memory every minute. Should it grow, something is kept that should not be.
public final class Soak {
  private static final int SPEED = 10;
  private static final long TURN_MILLIS = 10_000;
  private static final List<String> VMS = List.of("web-1", "mail", "erp-db", "build");

  private final Shell shell;
  private final DemoFace face;
  private final PrintWriter out;
  private final long turns;
  private final Runnable ended;
  private int turn;

  /// @param ended told on the window's thread
  public Soak(Shell shell, DemoFace face, Opening wanted, Runnable ended) {
    this.shell = shell;
    this.face = face;
    this.ended = ended;
    out = wanted.out();
    turns = TimeUnit.MINUTES.toMillis(wanted.minutes()) / TURN_MILLIS;
  }

  public void begin() {
    face.speed(SPEED);
    out.println("minute  resident MiB  load  events");
    later();
  }

  private void later() {
    CompletableFuture.delayedExecutor(TURN_MILLIS, TimeUnit.MILLISECONDS)
        .execute(() -> Platform.runLater(this::next));
  }

  private void next() {
    turn++;
    var screens = Screen.values();
    shell.open(screens[turn % screens.length]);
    int host = turn % 3 + 1;
    var troubles = Trouble.values();
    var trouble = troubles[turn % troubles.length];
    // a host that was left without power is switched on again before the next fault
    for (int i = 1; i <= 3; i++) {
      var _ = face.make(Trouble.POWER_BUTTON, i, "web-1");
    }
    var _ = face.make(trouble, host, VMS.get(turn % VMS.size()));
    if (turn * TURN_MILLIS % 60_000 == 0) told();
    if (turn < turns) later();
    else ended.run();
  }

  private void told() {
    var events = face.latest().recent();
    out.printf(
        "%6d  %12d  %4s  %d%n",
        turn * TURN_MILLIS / 60_000,
        Memory.residentMiB(),
        Memory.load(),
        events.isEmpty() ? 0 : events.getLast().number());
    out.flush();
  }
}
