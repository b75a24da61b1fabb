package org.leasehold.core.sim;

/// What resets a host whose lockspace could not be renewed (S12).
enum Watchdog {
  /// Debian's default: sanlock `-w 0`, wdmd off.
  NONE,
  /// wdmd with softdog: works while the kernel runs, not while it is stopped.
  SOFT,
  /// wdmd with a device of its own: also ends a stopped host.
  HARD;

  boolean isThere() {
    return this != NONE;
  }
}
