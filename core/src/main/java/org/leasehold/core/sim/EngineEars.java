package org.leasehold.core.sim;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Event;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;

/// What one engine was told in its present run, kept apart from the engine itself so that it can be
/// judged by it.
final class EngineEars {
  /// @param atNanos when it arrived
  record Heard(HostReport report, long atNanos) {
    /// Heard before its present lease was made: it was released since, which takes that it is down
    /// on every host (S14), so what this report shows of it has ended.
    boolean isFromBeforeRelease(SimVm vm) {
      return atNanos < vm.leaseMadeNanos;
    }
  }

  /// @param from the second vantage
  record Probed(HostId from, boolean reachable, long atNanos) {}

  private final TreeMap<HostId, Heard> latest = new TreeMap<>();

  /// @param sinceNanos since when this life was told; negative for the first of the engine's run,
  ///   which may be older
  record Life(HostLife life, long sinceNanos) {}

  private final TreeMap<HostId, Probed> probes = new TreeMap<>();
  private final TreeMap<HostId, Long> failed = new TreeMap<>();
  private final TreeMap<String, Life> lives = new TreeMap<>();
  private long startedNanos;
  private long jumpedNanos = Long.MIN_VALUE;

  void hear(SimEngine engine, Event event) {
    switch (event) {
      case Event.Started started -> {
        latest.clear();
        probes.clear();
        lives.clear();
        failed.clear();
        startedNanos = started.atNanos();
        jumpedNanos = Long.MIN_VALUE;
      }
      case Event.HostReported(var at, var report) -> {
        var before = latest.get(report.host());
        if (before == null || isNewer(report, before.report())) {
          latest.put(report.host(), new Heard(report, at));
          for (var space : report.lockspaces()) live(space, at);
        }
      }
      case Event.HostProbed(var at, var from, var silent, var reachable) ->
          probes.put(silent, new Probed(from, reachable, at));
      case Event.TimeJumped(var at, _) -> jumpedNanos = at;
      case Event.ContactFailed(var at, var host, _) -> failed.put(host, at);
      case Event.Tick _,
          Event.HostAnswered _,
          Event.HostWatched _,
          Event.PowerChecked _,
          Event.CommandEnded _,
          Event.OperatorAsked _,
          Event.ClaimChanged _,
          Event.DocumentChanged _ -> {}
    }
  }

  private void live(LockspaceReport space, long at) {
    var key = space.life().host() + "/" + space.lockspace();
    var before = lives.get(key);
    if (before != null && before.life().equals(space.life())) return;
    lives.put(key, new Life(space.life(), before == null ? -1 : at));
  }

  /// Since when the present life of a host in a lockspace has been told; negative: longer than this
  /// engine can say.
  long livesSinceNanos(LockspaceReport space) {
    var known = lives.get(space.life().host() + "/" + space.lockspace());
    return known == null ? -1 : known.sinceNanos();
  }

  /// The last life it told of in a lockspace, in any report of this run: a host whose daemon hangs
  /// names none.
  @Nullable HostLife lastLife(HostId host, LockspaceName lockspace) {
    var known = lives.get(host + "/" + lockspace);
    return known == null ? null : known.life();
  }

  /// It has reported since the last contact failed.
  boolean answers(Heard heard) {
    return heard.atNanos() > failed.getOrDefault(heard.report().host(), -1L);
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

  static @Nullable LockspaceReport space(HostReport report, LockspaceName name) {
    for (var space : report.lockspaces()) if (space.lockspace().equals(name)) return space;
    return null;
  }

  static @Nullable VmReport of(HostReport report, VmId vm) {
    for (var seen : report.vms()) if (seen.vm().equals(vm)) return seen;
    return null;
  }
}
