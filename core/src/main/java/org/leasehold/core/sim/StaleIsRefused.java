package org.leasehold.core.sim;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.model.ClusterDocument;

/// S15: an agent runs nothing that is older, lower or out of date, and keeps no lower document.
final class StaleIsRefused extends Invariant {
  StaleIsRefused(World world) {
    super(world, "S15");
  }

  @Override
  void startRuns(SimHost host, Command.StartVm command, long ageNanos) {
    var header = command.header();
    if (header.epoch().compareTo(host.agent.notes.epoch) < 0) {
      violated(
          "%s runs a start of epoch %s after %s"
              .formatted(host, header.epoch(), host.agent.notes.epoch));
    }
    if (ageNanos > SimTime.millis(header.ageMaxMillis())) {
      violated("%s runs a start issued %s s ago".formatted(host, SimTime.text(ageNanos)));
    }
    var agent = header.agent();
    if (agent != null && !agent.equals(host.agent.reports.instance())) {
      violated("%s runs a start that rests on another run of its agent".formatted(host));
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
