package org.leasehold.agent.volume;

import java.util.TreeMap;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;

/// For how long leases have been free, by what one watch has seen of them (S4).
///
/// Each acquire raises a lease's version. So a lease seen free twice at one version was free in
/// between; at another version somebody held it meanwhile, however short that was or however long
/// nobody could look.
final class FreeSince {
  private record Free(LeaseVersion version, long sinceNanos) {}

  private final TreeMap<LeaseId, Free> seen = new TreeMap<>();

  /// @param nowNanos of a clock that does not jump back; while the host sleeps it may stand still
  /// @return since the first look that saw it free at this version
  long freeNanos(LeaseId lease, LeaseVersion version, long nowNanos) {
    var before = seen.get(lease);
    if (before != null && before.version().equals(version)) return nowNanos - before.sinceNanos();
    seen.put(lease, new Free(version, nowNanos));
    return 0;
  }
}
