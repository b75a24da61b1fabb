package org.leasehold.agent.volume;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.SanlockHostState;
import org.leasehold.core.sanlock.HostSeen;

/// Turns what the daemon says of a host into a sight with an age: when its timestamp was last seen
/// to change by this agent.
final class HostSights {
  private record Key(LockspaceName lockspace, HostId host) {}

  private record Mark(long generation, long timestampSeconds, long changedNanos) {
    boolean isSame(Mark other) {
      return generation == other.generation && timestampSeconds == other.timestampSeconds;
    }
  }

  private final Map<Key, Mark> marks = new ConcurrentHashMap<>();

  HostSight of(LockspaceName lockspace, HostSeen seen, IoTimeout ours) {
    long now = System.nanoTime();
    var fresh = new Mark(seen.generation().value(), seen.timestampSeconds(), now);
    var key = new Key(lockspace, seen.host());
    var mark = marks.merge(key, fresh, (before, next) -> before.isSame(next) ? before : next);
    int seconds = seen.ioTimeoutSeconds();
    return new HostSight(
        seen.host(),
        seen.generation(),
        seen.timestampSeconds(),
        state(seen),
        Math.max(0, (now - mark.changedNanos()) / 1_000_000),
        seconds >= 1 && seconds <= 255 ? new IoTimeout(seconds) : ours);
  }

  private static SanlockHostState state(HostSeen seen) {
    return switch (seen.state()) {
      case FREE -> SanlockHostState.FREE;
      case LIVE -> SanlockHostState.LIVE;
      case FAIL -> SanlockHostState.FAIL;
      case DEAD -> SanlockHostState.DEAD;
      case UNKNOWN -> SanlockHostState.UNKNOWN;
    };
  }
}
