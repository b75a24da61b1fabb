package org.leasehold.app.console.picture;

import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.app.console.demo.DemoPanel;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.shell.Cluster;
import org.leasehold.app.console.shell.Screen;
import org.leasehold.app.console.shell.Shell;
import org.leasehold.core.model.HostId;

/// Opens every screen and the usual dialogs once, so that all their classes are loaded: the build
/// keeps them as they are then, and windows open sooner.
public final class Rehearsal {
  private static final long SEEN_MILLIS = 120;

  private final Shell shell;

  public Rehearsal(Shell shell) {
    this.shell = shell;
  }

  /// @param ended told on the window's thread
  public void play(Runnable ended) {
    Thread.ofPlatform().name("rehearsal").daemon().start(() -> acts(ended));
  }

  private void acts(Runnable ended) {
    try {
      seen(() -> {});
      var face = new DemoFace(System.currentTimeMillis());
      seen(
          () -> {
            var cluster = new Cluster("rehearsal", face, face.past(), face::bytes, null);
            shell.show(cluster, new DemoPanel(face, Platform::runLater));
            face.begin();
          });
      for (var screen : Screen.values()) seen(() -> shell.open(screen));
      seen(shell::openPalette);
      seen(shell::closeDialog);
      var _ = face.make(Trouble.POWER_LOSS, 2, "web-1").get(20, TimeUnit.SECONDS);
      face.skip(60).get(60, TimeUnit.SECONDS);
      for (var screen : List.of(Screen.INCIDENTS, Screen.LEASE_MAP, Screen.OVERVIEW)) {
        seen(() -> shell.open(screen));
      }
      seen(() -> shell.confirmRebooted(new HostId(2)));
      seen(shell::closeDialog);
      Platform.runLater(ended);
    } catch (Exception e) {
      throw new IllegalStateException("the rehearsal broke off", e);
    }
  }

  /// Long enough to be drawn.
  private static void seen(Runnable action) throws Exception {
    var task = new FutureTask<>(action, true);
    Platform.runLater(task);
    task.get(60, TimeUnit.SECONDS);
    Thread.sleep(SEEN_MILLIS);
  }
}
