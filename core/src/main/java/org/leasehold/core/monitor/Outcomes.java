package org.leasehold.core.monitor;

import org.leasehold.core.engine.Outcome;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;

/// What an agent's refusal or silence means for the engine.
final class Outcomes {
  private Outcomes() {}

  static Outcome of(CallException e) {
    if (e.code().effect() == ErrorCode.Effect.UNKNOWN) {
      return new Outcome.MayHaveHappened(e.sentence());
    }
    return switch (e.code()) {
      case LEASE_HELD -> new Outcome.Refused(Outcome.Refusal.LEASE_HELD, e.sentence());
      case NOT_JOINED -> new Outcome.Refused(Outcome.Refusal.NOT_JOINED, e.sentence());
      case RESOURCES, BUSY -> new Outcome.Refused(Outcome.Refusal.RESOURCES, e.sentence());
      case STALE -> new Outcome.Refused(Outcome.Refusal.STALE, e.sentence());
      case RULE, UNKNOWN_NAME -> new Outcome.Refused(Outcome.Refusal.RULE, e.sentence());
      case PARSE_ERROR,
          INVALID_REQUEST,
          METHOD_NOT_FOUND,
          INVALID_PARAMS,
          INTERNAL_ERROR,
          CANCELLED,
          NOT_AGREED,
          UNREACHABLE,
          FAILED,
          TIMED_OUT,
          IN_DOUBT ->
          new Outcome.Failed(e.sentence());
    };
  }
}
