package org.leasehold.core.sim;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;

/// S14: release and delete remove the lease from the volume first, held by a holder of ours; a
/// missing lease is never created again without the newest document, nor by an engine that has not
/// seen every host of its document; and without a lease nothing is started.
final class ReleaseStands extends Invariant {
  ReleaseStands(World world) {
    super(world, "S14");
  }

  @Override
  void leaseRemoved(SimEngine engine, SimVm vm, @Nullable LeaseHolder holder) {
    if (holder == null || !holder.isAlive()) {
      violated("the lease of %s is removed, and no holder of ours has it".formatted(vm));
    }
    for (var copy : vm.copies) {
      if (copy.holdsLease()) violated("the lease of %s is removed under it".formatted(copy));
    }
  }

  /// The document forgets a VM: its lease has to be gone before.
  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (!(command instanceof Command.WriteDocument write)) return;
    for (var entry : engine.document().vms().values()) {
      if (write.document().vms().containsKey(entry.id()) || !entry.isProtected()) continue;
      var vm = world.vm(entry.id());
      if (vm.store.area.exists(vm.slot)) {
        violated("%s is released by %s, its lease is in %s".formatted(vm, engine.name, vm.store));
      }
    }
  }

  @Override
  void leaseCreated(SimEngine engine, SimVm vm) {
    var ears = world.observers.ears(engine);
    for (var host : world.hosts) {
      var id = world.hostId(host.id);
      if (!engine.document().hosts().containsKey(id)) continue;
      if (ears.latest(id) == null) {
        violated(
            "a lease of %s is made by %s, which has not seen %s".formatted(vm, engine.name, host));
      }
      var theirs = host.agent.notes.document;
      if (theirs != null && theirs.isNewerThan(engine.document())) {
        violated(
            "a lease of %s is made by %s, %s has a newer document"
                .formatted(vm, engine.name, host));
      }
    }
  }

  @Override
  void startProven(SimCopy copy) {
    if (copy.leaseInXml && !copy.vm.store.area.exists(copy.vm.slot)) {
      violated("%s counts as started, its volume has no lease of it".formatted(copy));
    }
  }
}
