package org.leasehold.core.monitor;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.CommandHeader;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.protocol.Header;

/// An agent's boot clock as the engine reckons it from the last message (S15).
///
/// @param clockMillis in that message
/// @param receivedNanos engine time at which it came
record AgentClock(long clockMillis, long receivedNanos) {
  /// A message that was this much longer under way than the one before waited somewhere: in a
  /// stopped process, or in a sleeping machine's buffers.
  static final long LATE_MILLIS = 5_000;

  private long at(long engineNanos) {
    return clockMillis + Math.floorDiv(engineNanos - receivedNanos, 1_000_000L);
  }

  /// Whether a message sent at `itsClockMillis` says nothing of the present.
  boolean isLate(long itsClockMillis, long nowNanos) {
    return at(nowNanos) - itsClockMillis > LATE_MILLIS;
  }

  Header header(CommandHeader header) {
    return new Header(
        header.epoch(),
        at(header.issuedNanos()),
        Math.clamp(header.ageMaxMillis(), 1, Header.AGE_MAX_MILLIS),
        header.agent(),
        header.agent() == null ? 0 : header.reportNumber(),
        header.why());
  }

  /// For a step of an operation, decided now and resting on no report.
  Header header(Epoch epoch, long nowNanos, String why) {
    @Nullable AgentInstance none = null;
    return new Header(epoch, at(nowNanos), Header.AGE_MAX_MILLIS, none, 0, why);
  }
}
