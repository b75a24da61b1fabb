package org.leasehold.agent.guard;

/// One reading of both of the host's clocks, in nanoseconds.
///
/// @param monotonicNanos CLOCK_MONOTONIC: stops while the host is suspended; sanlock's timestamps
/// @param bootNanos CLOCK_BOOTTIME: goes on
public record Moment(long monotonicNanos, long bootNanos) {
  /// Time spent suspended since boot.
  long suspendedNanos() {
    return bootNanos - monotonicNanos;
  }
}
