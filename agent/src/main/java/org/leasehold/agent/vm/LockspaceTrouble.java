package org.leasehold.agent.vm;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.sanlock.DaemonStatus;

/// Which lockspaces sanlock is giving up, now or a moment ago: then it, and nobody else, ends the
/// VMs that hold leases there.
///
/// @see "sanlock src/cmd.c: print_state_lockspace (killing_pids, space_dead)"
final class LockspaceTrouble {
  /// From the first signal to the last: SIGKILL comes 40 s after SIGTERM, and a hung process later.
  private static final long REMEMBERED_NANOS = 180_000_000_000L;

  private final Map<String, Long> troubleNanos = new ConcurrentHashMap<>();
  private final Set<String> joined = ConcurrentHashMap.newKeySet();

  /// What the daemon said just now.
  void saw(DaemonStatus status) {
    long now = System.nanoTime();
    var there = new java.util.HashSet<String>();
    for (var space : status.lockspaces()) {
      there.add(space.name());
      boolean failing = isOn(space, "killing_pids") || isOn(space, "space_dead");
      if (failing) troubleNanos.put(space.name(), now);
      // Joined anew: what ends from now on ends for another reason.
      else troubleNanos.remove(space.name());
      joined.add(space.name());
    }
    for (var name : List.copyOf(joined)) {
      if (there.contains(name)) continue;
      joined.remove(name);
      troubleNanos.put(name, now);
    }
  }

  private static boolean isOn(DaemonStatus.Lockspace space, String key) {
    var value = space.details().get(key);
    return value != null && !value.equals("0");
  }

  boolean isFailing(LockspaceName lockspace) {
    var since = troubleNanos.get(lockspace.text());
    return since != null && System.nanoTime() - since < REMEMBERED_NANOS;
  }
}
