package org.leasehold.agent.guard;

import org.leasehold.core.model.GuardTimes;
import org.leasehold.core.model.IoTimeout;

/// Gaps in the guard's own time: before its start, a freeze of its process, a suspend of its host.
///
/// After each the disks are asked often (S8), because sanlock does not notice a suspend and a guard
/// that has just begun cannot know of one.
final class Gaps {
  private static final long FREEZE_MS = 2000;
  private static final long DRIFT_NANOS = 500_000_000;

  private Moment before;
  private Moment lastEnd;
  private long passedMs;

  Gaps(Moment start) {
    before = start;
    lastEnd = start;
  }

  /// Once per look.
  ///
  /// @return whether a gap has just ended
  boolean look(Moment now) {
    passedMs = (now.monotonicNanos() - before.monotonicNanos()) / 1_000_000;
    boolean slept = now.suspendedNanos() - before.suspendedNanos() > DRIFT_NANOS;
    boolean gap = passedMs > FREEZE_MS || slept;
    before = now;
    if (gap) lastEnd = now;
    return gap;
  }

  /// By the monotonic clock, between the last two looks.
  long passedMs() {
    return passedMs;
  }

  /// Whether the last gap ended so lately that another host may still take this host for dead.
  boolean isRecent(Moment now, IoTimeout ioTimeout) {
    long nanos = 1_000_000_000L * GuardTimes.diskOftenSeconds(ioTimeout);
    return now.bootNanos() - lastEnd.bootNanos() < nanos;
  }
}
