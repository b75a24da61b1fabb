package org.leasehold.core.link;

import java.time.Duration;

/// How long to wait before the next attempt: 0.5 s, 1 s, 2 s, 4 s, 8 s, then every 15 s. Short, for
/// a host that is back must be seen soon; a handful of hosts is no crowd.
final class Backoff {
  private static final long FIRST_MS = 500;
  private static final long MOST_MS = 15_000;

  private Backoff() {}

  /// @param attempt that just failed, 1 and up
  static Duration after(int attempt) {
    long ms = attempt > 6 ? MOST_MS : FIRST_MS << (attempt - 1);
    return Duration.ofMillis(Math.min(ms, MOST_MS));
  }
}
