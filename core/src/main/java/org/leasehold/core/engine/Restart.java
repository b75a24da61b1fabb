package org.leasehold.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.model.HostId;

/// A VM's place in the restart queue.
///
/// @param phase where it is
/// @param cause why it is to run, for people
/// @param asked a person asked for it: it runs though it ended normally
/// @param sinceNanos in the queue since
/// @param failures tries that failed
/// @param nextTryNanos not before
/// @param blockedSinceNanos first time it waited for others, negative when it did not: counts
///   against the priority cap
/// @param refusedBy hosts that failed within the present try
public record Restart(
    Phase phase,
    String cause,
    boolean asked,
    long sinceNanos,
    int failures,
    long nextTryNanos,
    long blockedSinceNanos,
    List<HostId> refusedBy) {
  /// `DOWN` waits for its next try, `STARTING` has a start under way or is booting.
  public enum Phase {
    DOWN,
    STARTING
  }

  public Restart {
    refusedBy = List.copyOf(refusedBy);
  }

  static Restart queued(String cause, boolean asked, long nowNanos) {
    return new Restart(Phase.DOWN, cause, asked, nowNanos, 0, nowNanos, -1, List.of());
  }

  Restart at(Phase next) {
    return new Restart(
        next, cause, asked, sinceNanos, failures, nextTryNanos, blockedSinceNanos, refusedBy);
  }

  Restart blockedSince(long nanos) {
    return new Restart(phase, cause, asked, sinceNanos, failures, nextTryNanos, nanos, refusedBy);
  }

  Restart tryAt(long nanos) {
    return new Restart(
        phase, cause, asked, sinceNanos, failures, nanos, blockedSinceNanos, refusedBy);
  }

  /// The try goes on, on another host.
  Restart refusedOn(HostId host) {
    var hosts = new ArrayList<>(refusedBy);
    hosts.add(host);
    return new Restart(
        Phase.DOWN, cause, asked, sinceNanos, failures, nextTryNanos, blockedSinceNanos, hosts);
  }

  /// The try is over and failed.
  Restart failed(long nextNanos) {
    return new Restart(
        Phase.DOWN,
        cause,
        asked,
        sinceNanos,
        failures + 1,
        nextNanos,
        blockedSinceNanos,
        List.of());
  }
}
