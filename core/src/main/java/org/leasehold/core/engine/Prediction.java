package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;

/// When a threatened VM's lease can be taken elsewhere: between the two, then queue and start.
///
/// Stated anew when the evidence changes, or the host that is to start it. Where the owner was dead
/// long before anybody asked (the grace of a silent host may outlast 8N + 60), what remains is the
/// target's look at the lease.
///
/// @param statedNanos when it was stated
/// @param lastRenewalNanos the owner's last known renewal
/// @param lastChangeNanos last change of its heartbeat as the target saw it
/// @param ioTimeout the owner's
/// @param target the host whose sight it rests on; null when not told
public record Prediction(
    long statedNanos,
    long lastRenewalNanos,
    long lastChangeNanos,
    IoTimeout ioTimeout,
    @Nullable HostId target) {
  public Prediction(
      long statedNanos, long lastRenewalNanos, long lastChangeNanos, IoTimeout ioTimeout) {
    this(statedNanos, lastRenewalNanos, lastChangeNanos, ioTimeout, null);
  }

  /// A look is asked for with the statement, and again after 5 s without an answer.
  private static final long LOOK_NANOS = 6 * Turn.SECOND;

  /// Last renewal + 8N + 60, not before it was stated.
  public long earliestNanos() {
    return Math.max(statedNanos, lastRenewalNanos + ioTimeout.hostDeadSeconds() * Turn.SECOND);
  }

  /// Last change as seen by the target + 2N + 8N + 60 + 7N, or one look after it was stated.
  public long latestNanos() {
    long seconds = ioTimeout.renewalSeconds();
    seconds += ioTimeout.hostDeadSeconds();
    seconds += ioTimeout.acquireDeadSeconds();
    return Math.max(statedNanos + LOOK_NANOS, lastChangeNanos + seconds * Turn.SECOND);
  }

  /// The arithmetic.
  public String text() {
    return "last renewal at %s + %d s; last change seen at %s + %d + %d + %d s"
        .formatted(
            Turn.seconds(lastRenewalNanos),
            ioTimeout.hostDeadSeconds(),
            Turn.seconds(lastChangeNanos),
            ioTimeout.renewalSeconds(),
            ioTimeout.hostDeadSeconds(),
            ioTimeout.acquireDeadSeconds());
  }
}
