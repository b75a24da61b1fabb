package org.leasehold.app.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.leasehold.app.console.shell.Notices;

/// The desktop's notifications, by `notify-send` (package `libnotify-bin`): the one fixed command
/// that every desktop of freedesktop.org understands. Where it is not installed, nothing is shown.
///
/// @see "Desktop Notifications Specification 1.2, urgency levels"
final class DesktopNotices implements Consumer<Notices.Notice> {
  private static final Path COMMAND = Path.of("/usr/bin/notify-send");
  private static final long ENDS_WITHIN_SECONDS = 10;

  @Override
  public void accept(Notices.Notice notice) {
    if (!Files.isExecutable(COMMAND)) return;
    Thread.ofVirtual().name("desktop notice").start(() -> send(notice));
  }

  /// No shell; what an event says is an argument and never an option.
  static List<String> command(Notices.Notice notice) {
    return List.of(
        COMMAND.toString(),
        "--app-name=Leasehold",
        "--urgency=" + (notice.critical() ? "critical" : "normal"),
        "--",
        notice.title(),
        notice.text());
  }

  private static void send(Notices.Notice notice) {
    try {
      var process =
          new ProcessBuilder(command(notice))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (IOException e) {
      System.getLogger("leasehold.console")
          .log(System.Logger.Level.INFO, "no desktop notification: {0}", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
