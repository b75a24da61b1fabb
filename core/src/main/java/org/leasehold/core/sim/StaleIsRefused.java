package org.leasehold.core.sim;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.CommandHeader;
import org.leasehold.core.model.ClusterDocument;

/// S15: an agent runs nothing that is older, lower or out of date, and keeps no lower document.
final class StaleIsRefused extends Invariant {
  StaleIsRefused(World world) {
    super(world, "S15");
  }

  @Override
  void commandRuns(SimHost host, CommandHeader header, SimVm vm, long ageNanos) {
    var notes = host.agent.notes;
    if (header.epoch().compareTo(notes.epoch) < 0) {
      violated(
          "%s runs a command of epoch %s after %s".formatted(host, header.epoch(), notes.epoch));
    }
    if (ageNanos > SimTime.millis(header.ageMaxMillis())) {
      violated("%s runs a command issued %s s ago".formatted(host, SimTime.text(ageNanos)));
    }
    var agent = header.agent();
    if (agent == null) return;
    if (!agent.equals(host.agent.reports.instance())) {
      violated("%s runs a command that rests on another run of its agent".formatted(host));
    }
    var changed = vm.changedAtReport.get(host.id);
    if (changed != null
        && changed.instance() == notes.instances
        && header.reportNumber() <= changed.afterReport()) {
      violated(
          "%s runs a command that rests on report %d, %s changed after report %d"
              .formatted(host, header.reportNumber(), vm, changed.afterReport()));
    }
  }

  @Override
  void documentKept(SimHost host, @Nullable ClusterDocument before, ClusterDocument now) {
    if (before != null && !now.isNewerThan(before)) {
      violated(
          "%s keeps document (%s, %d) after (%s, %d)"
              .formatted(host, now.epoch(), now.revision(), before.epoch(), before.revision()));
    }
  }
}
