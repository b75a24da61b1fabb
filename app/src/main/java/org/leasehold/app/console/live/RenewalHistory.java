package org.leasehold.app.console.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Snapshot;

/// How long each host's lease renewals took, as its reports told, for the last hour.
public final class RenewalHistory {
  private static final long KEPT_MILLIS = 3_600_000;
  private static final int KEPT_MAX = 4_000;

  private final TreeMap<String, Deque<Renewal>> byPlace = new TreeMap<>();

  /// @param atMillis wall clock of the renewal
  /// @param tookMillis how long it took
  public record Renewal(long atMillis, long tookMillis) {}

  public synchronized void add(Snapshot snapshot) {
    for (var host : snapshot.state().hosts().values()) {
      var report = host.report();
      if (report == null) continue;
      long reported = snapshot.wallMillis(host.reportNanos());
      for (var space : report.lockspaces()) {
        add(
            place(host.id(), space.lockspace()),
            new Renewal(reported - space.renewalAgeMillis(), space.renewalLatencyMillis()));
      }
    }
  }

  private void add(String place, Renewal renewal) {
    var known = byPlace.computeIfAbsent(place, _ -> new ArrayDeque<>());
    var last = known.peekLast();
    // the same renewal, told again: its age was measured a little later
    if (last != null && renewal.atMillis() - last.atMillis() < 900) return;
    known.addLast(renewal);
    while (known.size() > KEPT_MAX
        || renewal.atMillis() - known.getFirst().atMillis() > KEPT_MILLIS) {
      known.removeFirst();
    }
  }

  private static String place(HostId host, LockspaceName space) {
    return host + "/" + space;
  }

  /// Oldest first.
  public synchronized List<Renewal> of(HostId host, LockspaceName space) {
    var known = byPlace.get(place(host, space));
    return known == null ? List.of() : new ArrayList<>(known);
  }

  /// What all but one in a hundred renewals stayed below, in milliseconds; -1 without any.
  public static long p99(List<Renewal> renewals) {
    if (renewals.isEmpty()) return -1;
    var sorted = renewals.stream().mapToLong(Renewal::tookMillis).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * 0.99))];
  }
}
