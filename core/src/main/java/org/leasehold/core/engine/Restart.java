package org.leasehold.core.engine;

import java.util.List;
import org.leasehold.core.model.HostId;

/// A VM's place in the restart queue.
///
/// @param phase where it is
/// @param cause why it is to run, for people
/// @param sinceNanos in the queue since
/// @param failures tries that failed
/// @param nextTryNanos not before; 0 at once
/// @param blockedNanos time spent waiting for others, counted against the priority cap
/// @param refusedBy hosts that failed within the present try
public record Restart(
    Phase phase,
    String cause,
    long sinceNanos,
    int failures,
    long nextTryNanos,
    long blockedNanos,
    List<HostId> refusedBy) {
  /// `DOWN` waits for its next try, `STARTING` has a start under way or is booting.
  public enum Phase {
    DOWN,
    STARTING
  }

  public Restart {
    refusedBy = List.copyOf(refusedBy);
  }
}
