package org.leasehold.app.console.live;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.SanlockHostState;

/// What is known of one host's heartbeat in one lockspace: its own last word, and what the others
/// see.
///
/// @param host whose heartbeat
/// @param lockspace where
/// @param generation newest known
/// @param ioTimeout N of the host there
/// @param lastChangeNanos engine time of the last renewal that anybody knows of
/// @param state what the others' sanlock says; null when no other host has looked
/// @param seenBy other hosts that look at it
public record Sightings(
    HostId host,
    LockspaceName lockspace,
    Generation generation,
    IoTimeout ioTimeout,
    long lastChangeNanos,
    @Nullable SanlockHostState state,
    List<HostId> seenBy) {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;

  public Sightings {
    seenBy = List.copyOf(seenBy);
  }

  /// Every lockspace the host is known in, by name.
  public static List<Sightings> of(EngineState state, HostId host) {
    var all = new ArrayList<Sightings>();
    var document = state.document();
    if (document == null) return all;
    for (var space : document.stores().keySet()) {
      var seen = of(state, host, space);
      if (seen != null) all.add(seen);
    }
    return all;
  }

  /// @return null when nothing is known
  public static @Nullable Sightings of(EngineState state, HostId host, LockspaceName space) {
    var record = state.hosts().get(host);
    var own = record == null ? null : record.lives().get(space);
    long last = own == null ? Long.MIN_VALUE : own.lastRenewalNanos();
    var generation = own == null ? null : own.life().generation();
    IoTimeout io = null;
    SanlockHostState judged = null;
    var seenBy = new ArrayList<HostId>();
    for (var other : state.hosts().values()) {
      if (other.id().equals(host) || !other.status().answers()) continue;
      var report = other.report();
      if (report == null) continue;
      for (var lockspace : report.lockspaces()) {
        if (!lockspace.lockspace().equals(space)) continue;
        for (var sight : lockspace.hosts()) {
          if (!sight.host().equals(host)) continue;
          seenBy.add(other.id());
          io = sight.ioTimeout();
          judged = livelier(judged, sight.state());
          last = Math.max(last, other.reportNanos() - sight.changeAgeMillis() * MILLI);
          if (generation == null || sight.generation().isNewerThan(generation)) {
            generation = sight.generation();
          }
        }
      }
    }
    if (generation == null) return null;
    return new Sightings(
        host, space, generation, io == null ? io(state, space) : io, last, judged, seenBy);
  }

  private static IoTimeout io(EngineState state, LockspaceName space) {
    var document = state.document();
    var store = document == null ? null : document.stores().get(space);
    return store == null ? IoTimeout.DEFAULT : store.ioTimeout();
  }

  private static SanlockHostState livelier(@Nullable SanlockHostState a, SanlockHostState b) {
    if (a == null) return b;
    return a == SanlockHostState.LIVE || b == SanlockHostState.LIVE
        ? SanlockHostState.LIVE
        : a.compareTo(b) <= 0 ? a : b;
  }

  public long ageSeconds(long nowNanos) {
    return Math.max(0, nowNanos - lastChangeNanos) / SECOND;
  }

  /// Renewed within the time of two renewals: what the engine takes for a sign of life.
  public boolean isAlive(long nowNanos) {
    return state == SanlockHostState.LIVE
        && nowNanos - lastChangeNanos <= 2L * ioTimeout.renewalSeconds() * SECOND;
  }

  /// The next renewal is not due yet, so nobody can know whether it will come.
  ///
  /// One starts every 2N; a third of that again is more than a slow one takes.
  public boolean isFresh(long nowNanos) {
    return nowNanos - lastChangeNanos <= ioTimeout.renewalSeconds() * SECOND * 4 / 3;
  }

  /// A renewal is overdue.
  public long missedNanos() {
    return lastChangeNanos + ioTimeout.renewalSeconds() * SECOND;
  }

  /// Its sanlock has ended every holder by itself.
  public long endedNanos() {
    return lastChangeNanos + ioTimeout.renewalFailSeconds() * SECOND;
  }

  /// Others may take its leases.
  public long deadNanos() {
    return lastChangeNanos + ioTimeout.hostDeadSeconds() * SECOND;
  }
}
