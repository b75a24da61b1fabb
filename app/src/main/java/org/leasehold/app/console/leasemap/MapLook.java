package org.leasehold.app.console.leasemap;

import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.LeaseHistory;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.live.Sightings;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.volume.Liveness;
import org.leasehold.core.volume.VolumeHistory;
import org.leasehold.core.volume.VolumeSnapshot;

/// One look at a volume with all that helps to judge it.
///
/// @param volume as read
/// @param history looks so far, this one included
/// @param nowNanos time of the look: engine time with a cluster, else the console's own clock
/// @param cluster what the engine knew then; null for a file
/// @param renewals of the cluster's hosts
/// @param owners who held the leases so far
public record MapLook(
    VolumeSnapshot volume,
    VolumeHistory history,
    long nowNanos,
    @Nullable Snapshot cluster,
    RenewalHistory renewals,
    LeaseHistory owners,
    Times times) {

  @Nullable LockspaceName lockspace() {
    var name = volume.lockspaceName().orElse("");
    try {
      return name.isEmpty() ? null : new LockspaceName(name);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// What the cluster's hosts see of a host; null without a cluster.
  @Nullable Sightings sightings(HostId host) {
    var space = lockspace();
    return cluster == null || space == null ? null : Sightings.of(cluster.state(), host, space);
  }

  /// How the owner stands. The cluster knows more than this console's looks, where it knows it.
  OwnerState owner(HostLife life) {
    var seen = sightings(life.host());
    var judged = history.heartbeats().judge(life, nowNanos);
    var beat = history.heartbeats().beats().get(life.host());
    var io = beat == null ? org.leasehold.core.model.IoTimeout.DEFAULT : beat.last().ioTimeout();
    if (judged instanceof Liveness.Stale stale) {
      return new OwnerState(OwnerState.Stage.GONE, -1, 0, io, stale.why().sentence());
    }
    if (seen != null && seen.generation().equals(life.generation()) && cluster != null) {
      return OwnerState.ofAge(seen.ageSeconds(cluster.state().nowNanos()), seen.ioTimeout());
    }
    return switch (judged) {
      case Liveness.Live live -> OwnerState.ofAge(live.ageSeconds(), io);
      case Liveness.Failing failing -> OwnerState.ofAge(failing.ageSeconds(), io);
      case Liveness.Dead dead -> OwnerState.ofAge(dead.ageSeconds(), io);
      case Liveness.Unknown unknown -> new OwnerState(OwnerState.Stage.UNKNOWN, -1, -1, io, "");
      case Liveness.Stale stale ->
          new OwnerState(OwnerState.Stage.GONE, -1, 0, io, stale.why().sentence());
    };
  }

  /// The cluster's name of a host, else what its sanlock wrote, else its id.
  String name(HostId host) {
    if (cluster != null) {
      var document = cluster.state().document();
      var entry = document == null ? null : document.hosts().get(host);
      if (entry != null) return entry.name();
    }
    var joined = volume.lockspace().host(host);
    if (joined.isEmpty() || joined.get().hostName().isEmpty()) return "host " + host;
    var written = joined.get().hostName();
    // sanlock puts a random UUID before the name
    int dot = written.indexOf('.');
    return dot == 36 ? written.substring(dot + 1) : written;
  }

  /// Now, on people's clock; for a file, the time of day is not known to the bytes.
  long wallMillis() {
    return cluster == null ? System.currentTimeMillis() : cluster.wallMillis();
  }
}
