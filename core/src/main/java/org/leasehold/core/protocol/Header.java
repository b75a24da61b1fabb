package org.leasehold.core.protocol;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.Epoch;

/// What every changing call carries (S15). The agent refuses a lower epoch than it has seen, a call
/// older than its limit, and one that rests on another agent run or on a report before the VM
/// changed.
///
/// @param epoch the engine's
/// @param decidedAtClockMillis the agent's own boot clock at the decision as the engine reckons it:
///   the clock in the last message received from that agent, plus the time since; so the age the
///   agent computes holds the way of both messages and is never too small
/// @param ageMaxMillis older is refused, 1..60,000
/// @param agent the agent run whose report the decision rests on; null when it rests on none
/// @param reportNumber number of that report; 0 when it rests on none
/// @param why the decision in words, for the journal
public record Header(
    Epoch epoch,
    long decidedAtClockMillis,
    long ageMaxMillis,
    @Nullable AgentInstance agent,
    long reportNumber,
    String why) {
  /// Longest age limit an agent accepts.
  public static final long AGE_MAX_MILLIS = 60_000;

  public Header {
    if (ageMaxMillis < 1 || ageMaxMillis > AGE_MAX_MILLIS) {
      throw new IllegalArgumentException(
          "age limit out of 1.." + AGE_MAX_MILLIS + " ms: " + ageMaxMillis);
    }
    if (reportNumber < 0) {
      throw new IllegalArgumentException("report number below 0: " + reportNumber);
    }
    if (agent == null && reportNumber > 0) {
      throw new IllegalArgumentException(
          "report number " + reportNumber + " without the agent run that sent it");
    }
  }
}
