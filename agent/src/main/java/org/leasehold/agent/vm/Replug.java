package org.leasehold.agent.vm;

import java.io.IOException;
import java.util.ArrayList;
import org.leasehold.agent.rpc.Call;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;
import org.leasehold.core.sanlock.ResourceAt;

/// A running VM gets its lease, or loses it, at a person's word.
///
/// To lose it: first the lease goes out of the volume's index, while the VM holds it, so that no
/// host can find it and start the VM, whatever engine or document asks for that (S14); then the
/// process gives it up; then a process of ours takes it, which proves that nobody else has it, and
/// clears it. An agent that ends in between leaves a VM that runs and that nobody can start; asked
/// again, it goes on where that stopped. Where the VM does not give it up, the index is put back
/// and nothing has changed.
final class Replug {
  private final VmParts parts;
  private final VmTable table;
  private final LeasePlug plug;
  private final LeaseIndex index;

  Replug(VmParts parts, VmTable table, LeasePlug plug, LeaseIndex index) {
    this.parts = parts;
    this.table = table;
    this.plug = plug;
    this.index = index;
  }

  private interface Change {
    String make(VmRecord record)
        throws CallException, HypervisorException, BadDefinitionException, InterruptedException;
  }

  Done plug(VmTopic.Definition next) throws CallException, InterruptedException {
    var lockspace = next.lockspace();
    if (lockspace == null) {
      throw new CallException(
          ErrorCode.INVALID_PARAMS,
          "the definition of VM %s names no lockspace, so there is no lease to give it"
              .formatted(next.name()));
    }
    return changed(
        next,
        record -> {
          requireRunning(next.vm(), next.name());
          var facts = live(next.vm());
          requireFit(next.name(), facts);
          parts.store().requireNew(next);
          if (Definitions.leaseOf(facts).isEmpty()) {
            plug.attach(record, parts.desk().find(parts.desk().status(), lockspace, next.vm()));
          } else {
            var _ = plug.ledger(record);
          }
          parts.store().put(next);
          return "VM %s holds its lease".formatted(next.name());
        });
  }

  Done unplug(VmTopic.Definition next, Call call) throws CallException, InterruptedException {
    if (next.lockspace() != null) {
      throw new CallException(
          ErrorCode.INVALID_PARAMS,
          "the definition of VM %s names lockspace %s, so its lease is not taken away"
              .formatted(next.name(), next.lockspace()));
    }
    return changed(
        next,
        record -> {
          requireRunning(next.vm(), next.name());
          parts.store().requireNew(next);
          var lease = Definitions.leaseOf(live(next.vm()));
          var before = parts.store().get(next.vm()).map(VmTopic.Definition::lockspace).orElse(null);
          if (lease.isPresent()) takeAway(record, lease.get(), call);
          else if (before != null) removed(record.vm, before, call);
          parts.store().put(next);
          // Only now: until nobody can find it, it is reported as held, so that no alarm is told.
          record.leaseAt(null);
          record.lease(null);
          return "VM %s runs without a lease".formatted(next.name());
        });
  }

  private Done changed(VmTopic.Definition next, Change change)
      throws CallException, InterruptedException {
    var record = table.taken(next.vm());
    try {
      record.begin(VmRecord.Doing.REPLUGGING);
      return new Done(change.make(record));
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    } catch (BadDefinitionException e) {
      throw Troubles.of(e);
    } finally {
      record.end();
      parts.reports().vmChanged(next.vm());
      record.busy.unlock();
    }
  }

  private void takeAway(VmRecord record, ResourceAt lease, Call call)
      throws CallException, InterruptedException {
    var lockspace = lease.lockspace();
    var _ = plug.ledger(record);
    index.withdraw(lockspace, record.vm.lease(), call);
    try {
      plug.detach(record, lease);
    } catch (HypervisorException e) {
      index.reinstate(lockspace, record.vm.lease(), call);
      throw Troubles.of(e, "; the VM keeps its lease, nothing was changed");
    }
    index.remove(lockspace, record.vm.lease(), call);
  }

  /// What is left of a time before that broke off; where it was removed then, there is nothing.
  private void removed(VmId vm, LockspaceName lockspace, Call call)
      throws CallException, InterruptedException {
    forgetLedger(vm);
    try {
      index.remove(lockspace, vm.lease(), call);
    } catch (CallException e) {
      if (e.code() != ErrorCode.UNKNOWN_NAME) throw e;
    }
  }

  private void forgetLedger(VmId vm) throws CallException {
    try {
      parts.ledger().remove(vm);
    } catch (IOException e) {
      throw new CallException(ErrorCode.RESOURCES, String.valueOf(e.getMessage()), e);
    }
  }

  private DefinitionFacts live(VmId vm) throws HypervisorException, BadDefinitionException {
    return parts.definitions().facts(parts.hypervisor().xml(vm, Hypervisor.XmlOf.LIVE));
  }

  /// What runs is what is protected from now on (S5).
  private static void requireFit(String name, DefinitionFacts live) throws CallException {
    var obstacles = new ArrayList<String>();
    DefinitionCheck.obstacles(live, obstacles);
    if (obstacles.isEmpty()) return;
    throw new CallException(
        ErrorCode.RULE,
        "VM %s cannot be protected as it runs: %s".formatted(name, String.join("; ", obstacles)));
  }

  private void requireRunning(VmId vm, String name) throws HypervisorException, CallException {
    var power = parts.hypervisor().vm(vm).map(VmSeen::power);
    if (power.isPresent() && power.get() == VmSeen.Power.RUNNING) return;
    throw new CallException(
        ErrorCode.RULE,
        "VM %s does not run here (%s)"
            .formatted(name, power.map(VmSeen.Power::toString).orElse("unknown")));
  }
}
