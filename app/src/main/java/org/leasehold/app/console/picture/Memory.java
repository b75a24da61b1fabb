package org.leasehold.app.console.picture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process takes of the machine, by what the kernel says.
final class Memory {
  private Memory() {}

  /// In MiB (`VmRSS` of `/proc/self/status`); -1 where that cannot be read.
  static long residentMiB() {
    try {
      for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return -1;
    }
    return -1;
  }

  /// Runnable programs of the whole machine over the last minute; what is measured beside it.
  static String load() {
    try {
      var text = Files.readString(Path.of("/proc/loadavg"));
      return text.substring(0, text.indexOf(' '));
    } catch (IOException e) {
      return "unknown";
    }
  }
}
