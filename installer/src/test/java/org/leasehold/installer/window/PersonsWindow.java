package org.leasehold.installer.window;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.leasehold.app.cli.desktop.Opening;
import org.leasehold.app.cli.desktop.Play;
import org.leasehold.app.console.ConsoleWindow;

/// The window as `leasehold console` opens it, in this process.
final class PersonsWindow {
  private PersonsWindow() {}

  /// Returns at once; the window comes.
  static void open() {
    Thread.ofPlatform().name("window").daemon().start(PersonsWindow::run);
  }

  private static void run() {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    try {
      new ConsoleWindow()
          .open(
              new Opening(
                  false,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  false,
                  Play.PERSON,
                  Optional.empty(),
                  false,
                  0,
                  "dark",
                  out));
    } catch (RuntimeException e) {
      out.println("the window broke: " + e);
    }
  }
}
