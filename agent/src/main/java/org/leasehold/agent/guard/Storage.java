package org.leasehold.agent.guard;

import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One watched lockspace with the thread that looks at its volume.
final class Storage implements AutoCloseable {
  private static final long PERIOD_MAX_MS = 5_000;
  private static final long URGENT_MS = 500;

  /// How long an answer may take before it counts as none.
  static final long DEADLINE_MS = 3_000;

  final WatchFile.Watched lockspace;
  final Probe<DiskAnswer> probe;
  private final VolumeLook look;
  private final long periodMs;
  private final Settling settling = new Settling();
  private boolean urgent;

  /// This host's generation as the daemon says.
  OptionalLong daemonGeneration = OptionalLong.empty();

  Storage(WatchFile.Watched lockspace, Runnable answered) {
    this.lockspace = lockspace;
    this.look = new VolumeLook(lockspace);
    this.periodMs = Math.min(PERIOD_MAX_MS, 1000L * lockspace.ioTimeout().seconds());
    this.probe = new Probe<>("disk " + lockspace.name(), look::look, periodMs, answered);
  }

  void leases(Set<Long> offsets) {
    look.leases(offsets);
  }

  Probe.@Nullable Answer<DiskAnswer> last() {
    return probe.last();
  }

  /// While something looks wrong, and after a gap in the guard's time, the volume is looked at
  /// twice a second.
  void urgent(boolean isUrgent) {
    if (isUrgent && !urgent) probe.hurry();
    urgent = isUrgent;
    probe.period(isUrgent ? Math.min(periodMs, URGENT_MS) : periodMs);
  }

  boolean settled(long nowNanos, long awakeMs) {
    return settling.settled(probe.last(), periodMs + DEADLINE_MS, nowNanos, awakeMs);
  }

  @Override
  public void close() {
    probe.end();
  }
}
