package org.leasehold.app.console.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.incidents.Stories;
import org.leasehold.app.console.leasemap.ClusterVolume;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Snapshot;

/// A cluster as the window shows it, whatever is behind its engine's face.
///
/// @param name for people
/// @param face of its engine
/// @param past snapshots from before the window, oldest first
/// @param raw how the bytes of its volumes are read
/// @param stories how its incidents are written as stories; null where its journal is elsewhere
public record Cluster(
    String name,
    EngineFace face,
    List<Snapshot> past,
    ClusterVolume.Raw raw,
    @Nullable Stories stories) {
  public Cluster {
    past = List.copyOf(past);
  }
}
