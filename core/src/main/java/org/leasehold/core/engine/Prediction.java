package org.leasehold.core.engine;

import org.leasehold.core.model.IoTimeout;

/// When a threatened VM's lease can be taken elsewhere: between the two, then queue and start.
///
/// @param lastRenewalNanos the owner's last known renewal
/// @param lastChangeNanos last change of its heartbeat as the target saw it
/// @param ioTimeout the owner's
public record Prediction(long lastRenewalNanos, long lastChangeNanos, IoTimeout ioTimeout) {
  /// Last renewal + 8N + 60.
  public long earliestNanos() {
    return lastRenewalNanos + ioTimeout.hostDeadSeconds() * Turn.SECOND;
  }

  /// Last change as seen by the target + 2N + 8N + 60 + 7N.
  public long latestNanos() {
    long seconds = ioTimeout.renewalSeconds();
    seconds += ioTimeout.hostDeadSeconds();
    seconds += ioTimeout.acquireDeadSeconds();
    return lastChangeNanos + seconds * Turn.SECOND;
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
