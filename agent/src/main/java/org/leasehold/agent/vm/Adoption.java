package org.leasehold.agent.vm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.leasehold.agent.journal.EventId;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;
import org.leasehold.core.sanlock.ResourceAt;

/// Makes a persistent domain of libvirt a VM of Leasehold, also while it runs, and back.
///
/// A running VM gets its lease attached and proven before libvirt forgets the definition; any step
/// that fails leaves it running as it was.
final class Adoption {
  private final VmParts parts;
  private final VmTable table;
  private final LeasePlug plug;
  private final OtherUsers others;

  Adoption(VmParts parts, VmTable table, LeasePlug plug, OtherUsers others) {
    this.parts = parts;
    this.table = table;
    this.plug = plug;
    this.others = others;
  }

  VmTopic.Adopted adopt(VmTopic.Adopt ask) throws CallException, InterruptedException {
    var record = table.taken(ask.vm());
    try {
      var plan = plan(ask);
      if (ask.dryRun() || !plan.adopted.obstacles().isEmpty()) return plan.adopted;
      carryOut(record, plan);
      parts
          .journal()
          .record(
              EventId.VM_ADOPTED,
              ask.vm(),
              "VM %s belongs to Leasehold, revision %d"
                  .formatted(ask.name(), plan.adopted.definition().revision()));
      var adopted = plan.adopted;
      return new VmTopic.Adopted(
          adopted.definition(),
          adopted.memoryMiB(),
          adopted.running(),
          adopted.diff(),
          adopted.obstacles(),
          adopted.advice(),
          true);
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    } catch (BadDefinitionException e) {
      throw Troubles.of(e);
    } finally {
      parts.reports().vmChanged(ask.vm());
      record.busy.unlock();
    }
  }

  private record Plan(VmTopic.Adopted adopted, boolean running, Optional<ResourceAt> lease) {}

  private Plan plan(VmTopic.Adopt ask)
      throws CallException, HypervisorException, BadDefinitionException, InterruptedException {
    var seen =
        parts
            .hypervisor()
            .vm(ask.vm())
            .filter(it -> it.name().equals(ask.name()))
            .orElseThrow(
                () ->
                    new CallException(
                        ErrorCode.UNKNOWN_NAME,
                        "libvirt of this host has no VM %s with uuid %s"
                            .formatted(ask.name(), ask.vm())));
    var before = parts.hypervisor().xml(ask.vm(), Hypervisor.XmlOf.INACTIVE);
    var kept = parts.definitions().withoutLease(before, ask.vm());
    var facts = parts.definitions().facts(kept);
    var obstacles = new ArrayList<String>();
    var lease = lease(ask, obstacles);
    obstacles(seen, facts, obstacles);
    if (seen.power().hasProcess()) live(ask.vm(), facts, obstacles);
    obstacles.addAll(
        others.of(ask.vm(), ask.name(), facts.diskSet().sources(), OtherUsers.Whose.OTHERS));
    long revision = parts.store().get(ask.vm()).map(it -> it.revision() + 1).orElse(1L);
    var definition =
        new VmTopic.Definition(
            ask.vm(), ask.name(), revision, ask.lockspace(), kept, facts.diskSet());
    var after = lease.isPresent() ? parts.definitions().withLease(kept, lease.get()) : kept;
    var diff = parts.definitions().difference(before, after);
    return new Plan(
        new VmTopic.Adopted(
            definition,
            facts.memoryMiB(),
            seen.power().hasProcess(),
            diff,
            obstacles,
            advice(facts),
            false),
        seen.power().hasProcess(),
        lease);
  }

  /// For a plan the lease need not exist yet: it is made just before.
  private Optional<ResourceAt> lease(VmTopic.Adopt ask, List<String> obstacles) {
    try {
      return Optional.of(parts.desk().find(parts.desk().status(), ask.lockspace(), ask.vm()));
    } catch (CallException e) {
      if (!ask.dryRun() || e.code() != ErrorCode.UNKNOWN_NAME) obstacles.add(e.sentence());
      return Optional.empty();
    }
  }

  private static void obstacles(VmSeen seen, DefinitionFacts facts, List<String> obstacles) {
    if (seen.name().chars().anyMatch(c -> c <= ' ' || c == ':' || c > '~')) {
      obstacles.add(
          "the name '%s' has a space, a colon or a letter beyond ASCII; rename it"
              .formatted(seen.name()));
    }
    if (!seen.persistent()) obstacles.add("it is transient: there is no definition to take over");
    DefinitionCheck.obstacles(facts, obstacles);
    if (seen.power().isPaused()) obstacles.add("it is paused; resume it or shut it down first");
  }

  /// What runs must be what is taken over.
  private void live(VmId vm, DefinitionFacts facts, List<String> obstacles)
      throws HypervisorException, BadDefinitionException {
    var live = parts.definitions().facts(parts.hypervisor().xml(vm, Hypervisor.XmlOf.LIVE));
    DefinitionCheck.otherDisks(live.diskSet(), facts.diskSet()).ifPresent(obstacles::add);
  }

  private static List<String> advice(DefinitionFacts facts) {
    var advice = new ArrayList<String>();
    for (var disk : facts.disks()) {
      if (disk.isWritable() && !disk.errorPolicy().equals("stop")) {
        advice.add(
            "disk %s: set error_policy='stop', so that a storage error pauses the VM"
                .formatted(disk.target()));
      }
    }
    return advice;
  }

  private void carryOut(VmRecord record, Plan plan)
      throws CallException, HypervisorException, InterruptedException {
    var vm = record.vm;
    if (plan.running) plug.attach(record, plan.lease.orElseThrow());
    parts.store().put(plan.adopted.definition());
    parts.hypervisor().undefine(vm);
  }

  /// Back to libvirt. The lease must be gone from the volume first, so that no older definition can
  /// start it as a second copy (S14); one that runs has lost it before, and runs on.
  Done release(VmId vm) throws CallException, InterruptedException {
    var record = table.taken(vm);
    try {
      var kept =
          parts
              .store()
              .get(vm)
              .orElseThrow(
                  () ->
                      new CallException(
                          ErrorCode.UNKNOWN_NAME,
                          "no definition of VM %s is kept on this host".formatted(vm)));
      var here = parts.hypervisor().vm(vm);
      if (here.map(it -> it.power().hasProcess()).orElse(false)) refuseWithLease(kept);
      if (kept.lockspace() != null) refuseWhileLeaseIsThere(kept);
      parts.hypervisor().define(kept.xml());
      parts.store().remove(vm);
      parts.ledger().remove(vm);
      table.forget(vm);
      var text = "VM %s is libvirt's again, defined on this host".formatted(kept.name());
      parts.journal().record(EventId.VM_RELEASED, vm, text);
      return new Done(text);
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    } catch (BadDefinitionException e) {
      throw Troubles.of(e);
    } catch (IOException e) {
      throw new CallException(ErrorCode.RESOURCES, String.valueOf(e.getMessage()), e);
    } finally {
      parts.reports().vmChanged(vm);
      record.busy.unlock();
    }
  }

  private void refuseWithLease(VmTopic.Definition kept)
      throws CallException, HypervisorException, BadDefinitionException {
    var live = parts.definitions().facts(parts.hypervisor().xml(kept.vm(), Hypervisor.XmlOf.LIVE));
    if (kept.lockspace() == null && Definitions.leaseOf(live).isEmpty()) return;
    throw new CallException(
        ErrorCode.RULE,
        "VM %s runs here with its lease: that is taken from it first; a release before would let a second copy start"
            .formatted(kept.name()));
  }

  private void refuseWhileLeaseIsThere(VmTopic.Definition kept) throws CallException {
    var lockspace = java.util.Objects.requireNonNull(kept.lockspace());
    try {
      parts.desk().find(parts.desk().status(), lockspace, kept.vm());
    } catch (CallException e) {
      if (e.code() == ErrorCode.UNKNOWN_NAME) return;
      throw e;
    }
    throw new CallException(
        ErrorCode.RULE,
        "the lease of VM %s is still in lockspace %s; delete it first"
            .formatted(kept.name(), lockspace));
  }
}
