package org.leasehold.agent.guard;

import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The last renewal of this host in each lockspace, by whichever source told of it.
///
/// A renewal's own timestamp is the host's monotonic clock, so its age needs no memory of an
/// earlier guard. From its first sight on it is counted on the boot clock, which goes on through a
/// suspend.
public final class Renewals {
  private record Renewal(long timestampSeconds, long atBootNanos) {}

  private final TreeMap<String, Renewal> last = new TreeMap<>();
  private @Nullable Moment look;
  private @Nullable Moment lookBefore;

  /// @param timestampSeconds 0 (left the lockspace) and what lies in the future (written in an
  ///   earlier boot) tell nothing
  public void seen(String lockspace, long timestampSeconds, Moment now) {
    looks(now);
    long atNanos = timestampSeconds * 1_000_000_000L;
    if (timestampSeconds <= 0 || atNanos > now.monotonicNanos()) return;
    var before = last.get(lockspace);
    if (before != null && timestampSeconds <= before.timestampSeconds()) return;
    var slept = lookBefore == null ? now : lookBefore;
    last.put(lockspace, new Renewal(timestampSeconds, atNanos + slept.suspendedNanos()));
  }

  private void looks(Moment now) {
    if (now.equals(look)) return;
    lookBefore = look;
    look = now;
  }

  /// Empty: no renewal was seen in this boot.
  public OptionalLong ageMs(String lockspace, Moment now) {
    looks(now);
    var renewal = last.get(lockspace);
    if (renewal == null) return OptionalLong.empty();
    return OptionalLong.of((now.bootNanos() - renewal.atBootNanos()) / 1_000_000);
  }
}
