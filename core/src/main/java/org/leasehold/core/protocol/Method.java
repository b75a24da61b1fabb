package org.leasehold.core.protocol;

import java.time.Duration;

/// One method that can be called over the wire.
///
/// @param name `topic/verb`; never changes meaning
/// @param params record of the parameters
/// @param result record of the answer
/// @param atMost the callee answers within this, if only that it gave up; callers may wait less
/// @param does what it does, one sentence for the document
public record Method<P extends Record, R>(
    String name, Class<P> params, Class<R> result, Duration atMost, String does) {
  /// Whether it changes anything, so that it is refused when old, of a lower epoch or resting on an
  /// older report (S15).
  public boolean changes() {
    return Change.class.isAssignableFrom(params);
  }
}
