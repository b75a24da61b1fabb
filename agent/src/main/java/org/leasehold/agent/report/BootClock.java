package org.leasehold.agent.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The host's boot clock: runs on while the host sleeps, starts at 0 with the boot. Not the clock
/// of sanlock's timestamps, which stands still meanwhile ([org.leasehold.agent.guard.Moment]).
@FunctionalInterface
public interface BootClock {
  long millis();

  /// As the kernel shows it, in steps of 10 ms.
  ///
  /// @see "proc_uptime(5)"
  BootClock KERNEL =
      () -> {
        try {
          var text = Files.readString(Path.of("/proc/uptime"));
          var seconds = text.substring(0, text.indexOf(' '));
          int point = seconds.indexOf('.');
          return Long.parseLong(seconds.substring(0, point)) * 1000
              + Long.parseLong(seconds.substring(point + 1)) * 10;
        } catch (IOException e) {
          throw new UncheckedIOException("/proc/uptime cannot be read", e);
        }
      };
}
