package org.leasehold.installer.window;

import java.util.List;

/// The real viewers of guests' screens that this program has begun and that are still open.
final class Viewers {
  /// One that is refused by the display ends sooner.
  private static final long STAYS_MILLIS = 4_000;

  private Viewers() {}

  /// Whether exactly one is open, and stays so.
  static boolean isOneOpen() {
    if (open().size() != 1) return false;
    try {
      Thread.sleep(STAYS_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return open().size() == 1;
  }

  /// As a person who has seen enough.
  static void close() {
    open().forEach(ProcessHandle::destroy);
  }

  private static List<ProcessHandle> open() {
    return ProcessHandle.current()
        .descendants()
        .filter(one -> one.info().command().orElse("").endsWith("/remote-viewer"))
        .toList();
  }
}
