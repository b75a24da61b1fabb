package org.leasehold.core.sim;

import org.leasehold.core.model.IoTimeout;

/// What one daemon remembers of one other host id, from its own looks at the lockspace.
///
/// @param lastChangeNanos own monotonic time of the look that saw the timestamp change, else of the
///   first
/// @param changes how often it was seen to change
record HostSeen(long generation, long timestampSeconds, long lastChangeNanos, int changes) {

  HostSeen lookedAgain(Delta delta, long nowNanos) {
    boolean same = delta.timestampSeconds() == timestampSeconds && delta.generation() == generation;
    return same
        ? this
        : new HostSeen(delta.generation(), delta.timestampSeconds(), nowNanos, changes + 1);
  }

  static HostSeen first(Delta delta, long nowNanos) {
    return new HostSeen(delta.generation(), delta.timestampSeconds(), nowNanos, 0);
  }

  HostFlag flag(IoTimeout io, long nowNanos) {
    if (timestampSeconds == 0) return HostFlag.FREE;
    long age = nowNanos - lastChangeNanos;
    if (age > SimTime.seconds(io.hostDeadSeconds())) return HostFlag.DEAD;
    if (age > SimTime.seconds(io.renewalFailSeconds())) return HostFlag.FAIL;
    return changes == 0 ? HostFlag.UNKNOWN : HostFlag.LIVE;
  }
}
