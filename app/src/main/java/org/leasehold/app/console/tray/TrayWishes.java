package org.leasehold.app.console.tray;

/// What a person asks for at the icon. Called on threads of the bus: neither may wait for the
/// window.
public interface TrayWishes {
  /// The window is wanted in front.
  void show();

  /// Whether the desktop's notifications are off.
  boolean isQuiet();

  void quiet(boolean wanted);

  /// The window is to be closed, as by its own button.
  void closeWindow();
}
