package org.leasehold.core.sanlock;

import java.time.Duration;

/// The moment at which a call is given up.
///
/// @param atNanos on the clock of [System#nanoTime]
/// @param patience what the caller allowed, for messages
record Deadline(long atNanos, Duration patience) {
  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos(), patience);
  }

  long remainingNanos() {
    return atNanos - System.nanoTime();
  }

  boolean isOver() {
    return remainingNanos() <= 0;
  }

  /// At least 1, because 0 means "for ever" to a selector.
  long remainingMillis() {
    return Math.max(1, Math.ceilDiv(remainingNanos(), 1_000_000));
  }
}
