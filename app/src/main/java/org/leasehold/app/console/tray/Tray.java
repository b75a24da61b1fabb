package org.leasehold.app.console.tray;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.shell.Standing;
import org.leasehold.app.console.theme.ThemeColours;

/// The icon in the desktop's tray, while a person wants it. Everything is done on a thread of its
/// own: nobody waits for the bus, and what goes wrong there costs the icon, nothing else.
public final class Tray implements AutoCloseable {
  /// Changes are told together: a desktop draws anew after each.
  private static final long TOGETHER_MILLIS = 300;

  private static final long IDLE_SECONDS = 5;
  private static final long CLOSED_WITHIN_MILLIS = 500;

  private final Map<String, String> environment;
  private final ThemeColours colours;
  private final TrayWishes wishes;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, task -> Thread.ofPlatform().name("tray").daemon().unstarted(task));
  private final AtomicReference<TrayReading> newest =
      new AtomicReference<>(TrayReading.of(new Standing.None()));
  private final AtomicBoolean waiting = new AtomicBoolean();
  private @Nullable TrayBus bus;

  /// @param environment of this process; says where the bus is
  public Tray(Map<String, String> environment, ThemeColours colours, TrayWishes wishes) {
    this.environment = environment;
    this.colours = colours;
    this.wishes = wishes;
    // without a bus there is nothing to do for it
    thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// @param shown whether there is to be an icon, where the desktop has a place for it
  public void wanted(boolean shown) {
    thread.execute(shown ? this::open : this::leave);
  }

  public void show(TrayReading reading) {
    if (!newest.getAndSet(reading).equals(reading)) refresh();
  }

  /// Something that the menu shows may have changed.
  public void refresh() {
    if (thread.isShutdown() || waiting.getAndSet(true)) return;
    var _ = thread.schedule(this::tell, TOGETHER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tell() {
    waiting.set(false);
    var open = bus;
    if (open == null) return;
    try {
      open.show(newest.get());
    } catch (IOException e) {
      gone(e);
    }
  }

  private void open() {
    if (bus != null) return;
    var address = SessionBus.address(environment);
    if (address.isEmpty()) return;
    try {
      bus = TrayBus.open(address.get(), thread, newest.get(), colours, wishes);
    } catch (IOException e) {
      gone(e);
    }
  }

  private static void gone(IOException e) {
    System.getLogger("leasehold.console")
        .log(System.Logger.Level.INFO, "no icon in the tray: {0}", e.getMessage());
  }

  private void leave() {
    var open = bus;
    bus = null;
    if (open != null) open.close();
  }

  /// Waits half a second at most; the bus takes the icon away when the process ends.
  @Override
  public void close() {
    try {
      thread.execute(this::leave);
      thread.shutdown();
      var _ = thread.awaitTermination(CLOSED_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
