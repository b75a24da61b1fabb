package org.leasehold.core.sim;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Event;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;

/// What one engine was told in its present run, kept apart from the engine itself so that it can be
/// judged by it.
final class EngineEars {
  /// @param atNanos when it arrived
  record Heard(HostReport report, long atNanos) {}

  /// @param from the second vantage
  record Probed(HostId from, boolean reachable, long atNanos) {}

  private final TreeMap<HostId, Heard> latest = new TreeMap<>();
  private final TreeMap<HostId, Probed> probes = new TreeMap<>();
  private long startedNanos;
  private long jumpedNanos = Long.MIN_VALUE;

  void hear(SimEngine engine, Event event) {
    switch (event) {
      case Event.Started started -> {
        latest.clear();
        probes.clear();
        startedNanos = started.atNanos();
        jumpedNanos = Long.MIN_VALUE;
      }
      case Event.HostReported(var at, var report) -> {
        var before = latest.get(report.host());
        if (before == null || isNewer(report, before.report())) {
          latest.put(report.host(), new Heard(report, at));
        }
      }
      case Event.HostProbed(var at, var from, var silent, var reachable) ->
          probes.put(silent, new Probed(from, reachable, at));
      case Event.TimeJumped(var at, _) -> jumpedNanos = at;
      case Event.Tick _,
          Event.HostAnswered _,
          Event.ContactFailed _,
          Event.HostWatched _,
          Event.CommandEnded _,
          Event.OperatorAsked _,
          Event.ClaimChanged _,
          Event.DocumentChanged _ -> {}
    }
  }

  private static boolean isNewer(HostReport report, HostReport than) {
    int byRun = report.agent().compareTo(than.agent());
    return byRun > 0 || (byRun == 0 && report.number() > than.number());
  }

  @Nullable Heard latest(HostId host) {
    return latest.get(host);
  }

  Iterable<Heard> all() {
    return latest.values();
  }

  @Nullable Probed probe(HostId silent) {
    return probes.get(silent);
  }

  long startedNanos() {
    return startedNanos;
  }

  long jumpedNanos() {
    return jumpedNanos;
  }

  static @Nullable VmReport of(HostReport report, VmId vm) {
    for (var seen : report.vms()) if (seen.vm().equals(vm)) return seen;
    return null;
  }
}
