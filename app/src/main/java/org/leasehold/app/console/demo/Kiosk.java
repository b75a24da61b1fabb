package org.leasehold.app.console.demo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.leasehold.core.monitor.Snapshot;

/// Plays "a host loses power" by itself, again and again: another host each time.
public final class Kiosk {
  private static final int CALM_SECONDS = 6;
  private static final int FAST = 10;

  private final DemoFace face;
  private int host = 2;

  public Kiosk(DemoFace face) {
    this.face = face;
  }

  public void begin() {
    after(CALM_SECONDS, this::pull);
  }

  private static void after(int seconds, Runnable action) {
    CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS).execute(action);
  }

  private void pull() {
    face.speed(FAST);
    var _ = face.make(Trouble.POWER_LOSS, host, "web-1");
    after(18, this::restore);
  }

  private void restore() {
    if (!isOver(face.latest())) {
      after(2, this::restore);
      return;
    }
    var _ = face.make(Trouble.POWER_BUTTON, host, "web-1");
    host = host % 3 + 1;
    after(25, this::begin);
  }

  /// Every protected VM of the silent host runs again.
  static boolean isOver(Snapshot snapshot) {
    var document = snapshot.state().document();
    if (document == null || snapshot.open().isEmpty()) return false;
    for (var incident : snapshot.open()) {
      for (var vm : incident.vms()) {
        var entry = document.vms().get(vm.vm());
        if (entry != null && entry.isProtected() && vm.runningMillis() == 0) return false;
      }
    }
    return true;
  }
}
