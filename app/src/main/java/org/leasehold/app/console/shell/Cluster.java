package org.leasehold.app.console.shell;

import java.util.List;
import org.leasehold.app.console.leasemap.ClusterVolume;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Snapshot;

/// A cluster as the window shows it, whatever is behind its engine's face.
///
/// @param name for people
/// @param face of its engine
/// @param past snapshots from before the window, oldest first
/// @param raw how the bytes of its volumes are read
public record Cluster(String name, EngineFace face, List<Snapshot> past, ClusterVolume.Raw raw) {
  public Cluster {
    past = List.copyOf(past);
  }
}
