package org.leasehold.app.console.overview;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.leasehold.app.console.live.Names;
import org.leasehold.core.engine.HostRecord;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.Snapshot;

/// A host that misses reports and is not given up yet: no incident for the engine, but people want
/// to see it at once.
final class SilentHost {
  private SilentHost() {}

  static boolean isNew(Snapshot snapshot, HostRecord host) {
    if (host.status() != HostStatus.CONNECTING || host.report() == null) return false;
    return snapshot.open().stream().noneMatch(incident -> host.id().equals(incident.host()));
  }

  /// @return one with a number below 0, by host
  static Incident incident(Snapshot snapshot, HostRecord host) {
    var state = snapshot.state();
    var document = state.document();
    var entries = new ArrayList<VmEntry>();
    for (var vm : host.vms().keys()) {
      var entry = document == null ? null : document.vms().get(vm);
      if (entry != null) entries.add(entry);
    }
    entries.sort(Comparator.comparingInt(VmEntry::priority).reversed());
    var vms = new ArrayList<Incident.VmCase>();
    for (var entry : entries) {
      vms.add(
          new Incident.VmCase(
              entry.id(),
              entry.name(),
              host.id(),
              null,
              "",
              "",
              null,
              0,
              0,
              0,
              0,
              state.explain(entry.id())));
    }
    return new Incident(
        -host.id().value(),
        Names.of(state, host.id()),
        host.id(),
        snapshot.wallMillis(host.reportNanos()),
        0,
        vms,
        List.of());
  }
}
