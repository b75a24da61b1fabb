package org.leasehold.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseSight;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;

/// What a host last told of other hosts' heartbeats and of leases: its look if there is one, else
/// its report. Only what it said in its present boot.
final class Sights {
  private Sights() {}

  /// A sight and when it arrived.
  record OfHost(HostSight sight, long atNanos) {
    /// Engine time at which the watcher last saw the heartbeat move.
    long lastChangeNanos() {
      return atNanos - sight.changeAgeMillis() * 1_000_000L;
    }
  }

  /// A leader record and when it was read.
  record OfLease(LeaseSight sight, long atNanos) {}

  static @Nullable OfHost host(HostRecord watcher, LockspaceName lockspace, HostId host) {
    var look = look(watcher, lockspace);
    if (look != null) {
      var seen = find(look.report().hosts(), host);
      if (seen != null && look.atNanos() >= watcher.reportNanos()) {
        return new OfHost(seen, look.atNanos());
      }
    }
    var space = lockspace(watcher, lockspace);
    if (space == null) return null;
    var seen = find(space.hosts(), host);
    return seen == null ? null : new OfHost(seen, watcher.reportNanos());
  }

  /// Where the watcher can tell of others, also of a host that never spoke itself; empty while it
  /// does not answer.
  static List<LockspaceName> lockspaces(HostRecord watcher) {
    var report = watcher.report();
    if (report == null || !watcher.status().answers()) return List.of();
    return report.lockspaces().stream().map(LockspaceReport::lockspace).toList();
  }

  static @Nullable OfLease lease(HostRecord watcher, LockspaceName lockspace, LeaseId lease) {
    var look = look(watcher, lockspace);
    if (look == null) return null;
    var leases = look.report().leases();
    int low = 0;
    int high = leases.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = leases.get(middle).lease().compareTo(lease);
      if (order == 0) return new OfLease(leases.get(middle), look.atNanos());
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }

  static @Nullable LockspaceReport lockspace(HostRecord host, LockspaceName lockspace) {
    var report = host.report();
    if (report == null) return null;
    for (var space : report.lockspaces()) {
      if (space.lockspace().equals(lockspace)) return space;
    }
    return null;
  }

  private static HostRecord.@Nullable Look look(HostRecord watcher, LockspaceName lockspace) {
    var look = watcher.looks().get(lockspace);
    return look != null && look.report().boot().equals(watcher.boot()) ? look : null;
  }

  private static @Nullable HostSight find(List<HostSight> sights, HostId host) {
    for (var sight : sights) {
      if (sight.host().equals(host)) return sight;
    }
    return null;
  }
}
