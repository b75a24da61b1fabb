package org.leasehold.agent.guard;

import java.util.OptionalLong;
import java.util.TreeMap;

/// The last renewal of this host in each lockspace, by whichever source told of it.
///
/// A renewal's own timestamp is the host's monotonic clock, so its age needs no memory of an
/// earlier guard. From its first sight on it is counted on the boot clock, which goes on through a
/// suspend.
final class Renewals {
  private record Renewal(long timestampSeconds, long atBootNanos) {}

  private final TreeMap<String, Renewal> last = new TreeMap<>();

  /// @param timestampSeconds 0 (left the lockspace) and what lies in the future (written in an
  ///   earlier boot) tell nothing
  void seen(String lockspace, long timestampSeconds, Moment now) {
    long atNanos = timestampSeconds * 1_000_000_000L;
    if (timestampSeconds <= 0 || atNanos > now.monotonicNanos()) return;
    var before = last.get(lockspace);
    if (before != null && timestampSeconds <= before.timestampSeconds()) return;
    long ageNanos = now.monotonicNanos() - atNanos;
    last.put(lockspace, new Renewal(timestampSeconds, now.bootNanos() - ageNanos));
  }

  OptionalLong ageMs(String lockspace, Moment now) {
    var renewal = last.get(lockspace);
    if (renewal == null) return OptionalLong.empty();
    return OptionalLong.of((now.bootNanos() - renewal.atBootNanos()) / 1_000_000);
  }
}
