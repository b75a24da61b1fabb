package org.leasehold.app.console;

import javafx.application.Platform;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.KeptSwitch;
import org.leasehold.app.console.shell.Notices;
import org.leasehold.app.console.shell.Shell;
import org.leasehold.app.console.tray.Tray;
import org.leasehold.app.console.tray.TrayReading;
import org.leasehold.app.console.tray.TrayWishes;

/// The icon of a person's window in the tray; what is asked for there is done on the window's
/// thread.
final class DesktopTray implements TrayWishes, AutoCloseable {
  private final Stage stage;
  private final Shell shell;
  private final Notices notices;
  private final KeptSwitch off;
  private volatile @Nullable Tray tray;

  /// @param off on: the person wants no icon
  DesktopTray(Stage stage, Shell shell, Notices notices, KeptSwitch off) {
    this.stage = stage;
    this.shell = shell;
    this.notices = notices;
    this.off = off;
  }

  /// Once the window is there: it opens no later for this.
  void begin() {
    var icon = new Tray(System.getenv(), shell.theme().colours(), this);
    tray = icon;
    shell.outside(standing -> icon.show(TrayReading.of(standing)));
    if (!off.isOn()) icon.wanted(true);
  }

  void wanted(boolean shown) {
    var icon = tray;
    if (icon != null) icon.wanted(shown);
  }

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
          var icon = tray;
          if (icon != null) icon.refresh();
        });
  }

  /// The road of the window's own button: a person is asked about the engine that acts, in a window
  /// that can be seen.
  @Override
  public void closeWindow() {
    Platform.runLater(
        () -> {
          toFront();
          stage.fireEvent(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST));
        });
  }

  @Override
  public void close() {
    var icon = tray;
    if (icon != null) icon.close();
  }
}
