package org.leasehold.core.sim;

/// Simulated time: nanoseconds since the start of the run.
final class SimTime {
  static final long SECOND = 1_000_000_000L;
  static final long MILLISECOND = 1_000_000L;

  private SimTime() {}

  static long seconds(long seconds) {
    return seconds * SECOND;
  }

  static long millis(long millis) {
    return millis * MILLISECOND;
  }

  /// @return seconds with one digit, always rounded down, such as `72.9`
  static String text(long nanos) {
    long tenths = Math.floorDiv(nanos, 100 * MILLISECOND);
    return tenths / 10 + "." + Math.abs(tenths % 10);
  }
}
