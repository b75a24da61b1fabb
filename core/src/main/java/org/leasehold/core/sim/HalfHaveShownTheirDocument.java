package org.leasehold.core.sim;

import java.util.TreeSet;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Request;

/// S5 for an engine that has just begun: what the last live disks were stands in the newest
/// document, and it has that once half of the hosts have reported. Before, it starts a protected VM
/// only for a person.
final class HalfHaveShownTheirDocument extends Invariant {
  /// Engine and VM: a person has asked for the start, in this run or in one that its journal knows.
  private final TreeSet<String> asked = new TreeSet<>();

  HalfHaveShownTheirDocument(World world) {
    super(world, "S5");
  }

  @Override
  void engineHears(SimEngine engine, Event event) {
    switch (event) {
      case Event.Started started -> {
        boolean forgot = started.memory().vms().isEmpty();
        if (forgot) asked.removeIf(k -> k.startsWith(engine.name + "/"));
      }
      case Event.OperatorAsked(_, _, Request.StartVm start) ->
          asked.add(engine.name + "/" + start.vm());
      default -> {}
    }
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (!(command instanceof Command.StartVm start)) return;
    if (!world.vm(start.vm()).hasLease() || asked.contains(engine.name + "/" + start.vm())) return;
    var ears = world.observers.ears(engine);
    int met = 0;
    for (var host : world.hosts) if (ears.latest(world.hostId(host.id)) != null) met++;
    if (met * 2 < world.hosts.size()) {
      violated(
          "%s starts %s having met %d of %d hosts"
              .formatted(engine.name, start.vm(), met, world.hosts.size()));
    }
  }
}
