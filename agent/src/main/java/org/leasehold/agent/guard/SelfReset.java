package org.leasehold.agent.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Resets this host at once, because a process with a lost lease cannot be killed (S9).
///
/// By sysrq first: reboot(2) asks every driver to finish, and the one whose storage hangs may never
/// do so.
public interface SelfReset {
  void now();

  static SelfReset ofThisHost() {
    return () -> {
      Thread.ofPlatform().daemon().start(() -> write(Path.of("/proc/sysrq-trigger"), "b"));
      try {
        Thread.sleep(1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Thread.ofPlatform().daemon().start(Libc::reboot);
    };
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      // No sysrq in this kernel: reboot(2) is next.
      return;
    }
  }

  /// When the guard may do it.
  enum Use {
    /// Where sanlock was not seen to use a watchdog, or where that has not fired 8N + 60 s after
    /// the last renewal.
    AUTO,
    ON,
    OFF
  }
}
