package org.leasehold.core.volume;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.IoTimeout;

/// What has been seen of every host's heartbeat so far. Immutable; [#observe] gives the next.
///
/// @param beats one per host id that ever joined
public record Heartbeats(SortedMap<HostId, Beat> beats) {
  public static final Heartbeats NONE = new Heartbeats(new TreeMap<>());

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  public Heartbeats {
    beats = Collections.unmodifiableSortedMap(new TreeMap<>(beats));
  }

  /// @param last as last read
  /// @param sinceNanos when the timestamp was last seen to change, else when it was first seen
  /// @param moved whether it was ever seen to change
  /// @param wentBack generation or timestamp fell without a new life: the volume was restored from
  ///   a copy or the lockspace re-created; the history starts anew
  public record Beat(
      DeltaLease.Joined last, long sinceNanos, boolean moved, Optional<String> wentBack) {}

  /// @param nowNanos the observer's own monotonic clock
  public Heartbeats observe(Lockspace lockspace, long nowNanos) {
    var next = new TreeMap<HostId, Beat>();
    for (var lease : lockspace.joined().values()) {
      var before = beats.get(lease.host());
      next.put(
          lease.host(), before == null ? first(lease, nowNanos) : after(before, lease, nowNanos));
    }
    // An unreadable sector is no evidence of anything: what was known of that host is kept.
    for (var damaged : lockspace.damaged()) {
      var before = beats.get(damaged.host());
      if (before != null) next.put(damaged.host(), before);
    }
    return new Heartbeats(next);
  }

  private static Beat first(DeltaLease.Joined lease, long nowNanos) {
    return new Beat(lease, nowNanos, false, Optional.empty());
  }

  private static Beat after(Beat before, DeltaLease.Joined lease, long nowNanos) {
    var was = before.last();
    if (was.generation().isNewerThan(lease.generation())) {
      return new Beat(lease, nowNanos, false, Optional.of(fell("generation", was, lease)));
    }
    boolean sameLife = was.generation().equals(lease.generation());
    if (sameLife && was.timestamp() == lease.timestamp()) {
      return new Beat(lease, before.sinceNanos(), before.moved(), Optional.empty());
    }
    if (sameLife && lease.timestamp() != 0 && lease.timestamp() < was.timestamp()) {
      return new Beat(lease, nowNanos, false, Optional.of(fell("timestamp", was, lease)));
    }
    return new Beat(lease, nowNanos, true, Optional.empty());
  }

  private static String fell(String what, DeltaLease.Joined was, DeltaLease.Joined is) {
    return "%s of host %s fell: was generation %s timestamp %d, is generation %s timestamp %d"
        .formatted(
            what, is.host(), was.generation(), was.timestamp(), is.generation(), is.timestamp());
  }

  /// Every host whose record fell at the last look.
  public List<Beat> wentBack() {
    return beats.values().stream().filter(beat -> beat.wentBack().isPresent()).toList();
  }

  /// Judges a host by what was seen last.
  public Liveness judge(HostLife owner, long nowNanos) {
    var beat = beats.get(owner.host());
    return beat == null ? new Liveness.Unknown(-1) : judge(owner, beat, nowNanos);
  }

  /// Judges the owner of a lease as its next acquirer's sanlock would.
  ///
  /// What the heartbeat says now comes from the present look, for how long it has said so from the
  /// looks before. A heartbeat that cannot be read is no evidence, whatever was seen before.
  ///
  /// @param lockspace the present look, in this history or not
  Liveness judge(HostLife owner, Lockspace lockspace, long nowNanos) {
    var lease = lockspace.lease(owner.host());
    if (lease.isEmpty()) return new Liveness.Unknown(-1);
    return switch (lease.get()) {
      case DeltaLease.NeverJoined _ -> new Liveness.Stale(Liveness.Why.NEVER_JOINED);
      case DeltaLease.Damaged damaged when damaged.why() == DeltaLease.Flaw.OWNER ->
          new Liveness.Stale(Liveness.Why.OTHER_HOST);
      case DeltaLease.Damaged _ -> new Liveness.Unknown(-1);
      case DeltaLease.Joined joined -> judge(owner, beat(joined, nowNanos), nowNanos);
    };
  }

  private Beat beat(DeltaLease.Joined lease, long nowNanos) {
    var before = beats.get(lease.host());
    if (before == null) return first(lease, nowNanos);
    return before.last().equals(lease) ? before : after(before, lease, nowNanos);
  }

  private static Liveness judge(HostLife owner, Beat beat, long nowNanos) {
    if (beat.last().left()) return new Liveness.Stale(Liveness.Why.LEFT);
    if (beat.last().generation().isNewerThan(owner.generation())) {
      return new Liveness.Stale(Liveness.Why.REJOINED);
    }
    return judge(beat, nowNanos);
  }

  private static Liveness judge(Beat beat, long nowNanos) {
    IoTimeout io = beat.last().ioTimeout();
    long ageNanos = Math.max(0, nowNanos - beat.sinceNanos());
    long age = ageNanos / NANOS_PER_SECOND;
    long fail = io.renewalFailSeconds();
    long dead = io.hostDeadSeconds();
    if (ageNanos > dead * NANOS_PER_SECOND) return new Liveness.Dead(age);
    if (ageNanos > fail * NANOS_PER_SECOND) return new Liveness.Failing(age, dead - age);
    return beat.moved() ? new Liveness.Live(age) : new Liveness.Unknown(fail - age);
  }
}
