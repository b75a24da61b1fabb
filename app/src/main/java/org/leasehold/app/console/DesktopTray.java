package org.leasehold.app.console;

import javafx.application.Platform;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import org.leasehold.app.console.shell.Notices;
import org.leasehold.app.console.tray.TrayWishes;

/// What is asked for at the tray's icon, done on the window's thread.
///
/// @param changed told when the menu may show something else
record DesktopTray(Stage stage, Notices notices, Runnable changed) implements TrayWishes {
  @Override
  public void show() {
    Platform.runLater(this::toFront);
  }

  private void toFront() {
    stage.setIconified(false);
    stage.toFront();
    stage.requestFocus();
  }

  @Override
  public boolean isQuiet() {
    return notices.isQuiet();
  }

  @Override
  public void quiet(boolean wanted) {
    Platform.runLater(
        () -> {
          notices.quiet(wanted);
          changed.run();
        });
  }

  /// The road of the window's own button: a person is asked about the engine that acts, in a window
  /// that can be seen.
  @Override
  public void close() {
    Platform.runLater(
        () -> {
          toFront();
          stage.fireEvent(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST));
        });
  }
}
