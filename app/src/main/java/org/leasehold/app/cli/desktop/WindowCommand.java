package org.leasehold.app.cli.desktop;

import java.util.ServiceLoader;
import org.leasehold.app.cli.ExitCode;

/// What the window's commands share.
final class WindowCommand {
  private WindowCommand() {}

  static boolean hasDisplay() {
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY");
  }

  private static boolean isSet(String variable) {
    var value = System.getenv(variable);
    return value != null && !value.isEmpty();
  }

  static int open(Opening opening) throws Exception {
    var desktop = ServiceLoader.load(Desktop.class).findFirst();
    if (desktop.isEmpty()) {
      opening
          .out()
          .println("leasehold: this installation has no window: install it with the console");
      opening.out().flush();
      return ExitCode.UNREACHABLE.number();
    }
    return desktop.get().open(opening).number();
  }
}
