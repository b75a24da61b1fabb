package org.leasehold.agent.vm;

import java.util.ArrayList;
import java.util.function.Consumer;
import org.leasehold.agent.rpc.Call;
import org.leasehold.agent.rpc.DefinitionCalls;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;

/// What can be asked of this host about definitions.
public final class DefinitionService implements DefinitionCalls {
  private final VmParts parts;
  private final Adoption adoption;
  private final Replug replug;
  private final OtherUsers others;
  private final ProtectedList protectedList;
  private final Consumer<VmId> redefined;

  /// @param protectedList is brought up to date before an answer is given: what is told as
  ///   protected on this host is, by libvirt's hook
  /// @param redefined told of a VM that has another definition
  DefinitionService(
      VmParts parts,
      Adoption adoption,
      Replug replug,
      OtherUsers others,
      ProtectedList protectedList,
      Consumer<VmId> redefined) {
    this.parts = parts;
    this.adoption = adoption;
    this.replug = replug;
    this.others = others;
    this.protectedList = protectedList;
    this.redefined = redefined;
  }

  /// A definition that nothing could be started from is not kept.
  @Override
  public Done put(VmTopic.PutDefinition ask, Call call) throws CallException {
    var definition = ask.definition();
    try {
      var facts = parts.definitions().facts(definition.xml());
      if (!facts.vm().equals(definition.vm()) || !facts.name().equals(definition.name())) {
        throw new CallException(
            ErrorCode.INVALID_PARAMS,
            "the XML is of VM %s (%s), not of %s (%s)"
                .formatted(facts.name(), facts.vm(), definition.name(), definition.vm()));
      }
      if (Definitions.leaseOf(facts).isPresent()) {
        throw new CallException(
            ErrorCode.INVALID_PARAMS,
            "the XML of VM %s carries its lease; it is added at the start with the host's own path"
                .formatted(facts.name()));
      }
    } catch (BadDefinitionException e) {
      throw Troubles.of(e);
    }
    parts.store().put(definition);
    protectedList.refresh(definition.vm());
    redefined.accept(definition.vm());
    parts.reports().vmChanged(definition.vm());
    return new Done(
        "VM %s is kept at revision %d".formatted(definition.name(), definition.revision()));
  }

  @Override
  public VmTopic.Definition get(VmTopic.Named ask, Call call) throws CallException {
    return parts
        .store()
        .get(ask.vm())
        .orElseThrow(
            () ->
                new CallException(
                    ErrorCode.UNKNOWN_NAME,
                    "no definition of VM %s is kept on this host".formatted(ask.vm())));
  }

  @Override
  public Done forget(VmTopic.OneVm ask, Call call) throws CallException {
    try {
      var here = parts.hypervisor().vm(ask.vm());
      if (here.map(it -> it.power().hasProcess()).orElse(false)) {
        throw new CallException(
            ErrorCode.RULE, "VM %s runs here: its definition stays".formatted(ask.vm()));
      }
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    }
    parts.store().remove(ask.vm());
    protectedList.refresh(ask.vm());
    parts.reports().vmChanged(ask.vm());
    return new Done("no definition of VM %s is kept here".formatted(ask.vm()));
  }

  @Override
  public VmTopic.CheckedDefinition check(VmTopic.CheckDefinition ask, Call call)
      throws CallException {
    return new DefinitionCheck(parts).of(ask);
  }

  @Override
  public VmTopic.Drift drift(VmTopic.Named ask, Call call) throws CallException {
    var kept = get(ask, call);
    try {
      var here = parts.hypervisor().vm(ask.vm());
      if (here.isEmpty() || !here.get().power().hasProcess()) {
        return new VmTopic.Drift(ask.vm(), "", null);
      }
      var live = parts.hypervisor().xml(ask.vm(), Hypervisor.XmlOf.LIVE);
      return new VmTopic.Drift(
          ask.vm(),
          parts.definitions().drift(kept.xml(), live),
          parts.definitions().facts(live).diskSet());
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    } catch (BadDefinitionException e) {
      throw Troubles.of(e);
    }
  }

  /// What cannot be made the same is an obstacle: a definition that says half of it would be told
  /// as the whole.
  @Override
  public VmTopic.LiveDefinition live(VmTopic.FollowLive ask, Call call) throws CallException {
    var kept = get(new VmTopic.Named(ask.vm()), call);
    try {
      var here = parts.hypervisor().vm(ask.vm());
      if (here.isEmpty() || !here.get().power().hasProcess()) {
        throw new CallException(
            ErrorCode.RULE, "VM %s does not run on this host".formatted(kept.name()));
      }
      var running =
          new Definitions.Running(
              parts.hypervisor().xml(ask.vm(), Hypervisor.XmlOf.LIVE),
              parts.hypervisor().xml(ask.vm(), Hypervisor.XmlOf.INACTIVE));
      var next = parts.definitions().followed(kept.xml(), running, ask.disksOnly());
      var before = kept.xml();
      var checked =
          new DefinitionCheck(parts)
              .of(new VmTopic.CheckDefinition(ask.vm(), kept.name(), before, next));
      var left = ask.disksOnly() ? "" : parts.definitions().drift(next, running.live());
      var live = parts.definitions().facts(running.live()).diskSet();
      var obstacles = new ArrayList<>(checked.obstacles());
      if (!left.isEmpty()) obstacles.add("this cannot be taken over: " + left);
      if (obstacles.isEmpty()) {
        DefinitionCheck.otherDisks(live, checked.disks()).ifPresent(obstacles::add);
      }
      return new VmTopic.LiveDefinition(kept.revision(), checked.with(obstacles));
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    } catch (BadDefinitionException e) {
      throw Troubles.of(e);
    }
  }

  @Override
  public VmTopic.Adopted adopt(VmTopic.Adopt ask, Call call)
      throws CallException, InterruptedException {
    try {
      return adoption.adopt(ask);
    } finally {
      protectedList.refresh(ask.vm());
    }
  }

  @Override
  public Done plug(VmTopic.Replug ask, Call call) throws CallException, InterruptedException {
    try {
      return replug.plug(ask.next());
    } finally {
      protectedList.refresh(ask.next().vm());
    }
  }

  @Override
  public Done unplug(VmTopic.Replug ask, Call call) throws CallException, InterruptedException {
    try {
      return replug.unplug(ask.next(), call);
    } finally {
      protectedList.refresh(ask.next().vm());
    }
  }

  @Override
  public Done release(VmTopic.OneVm ask, Call call) throws CallException, InterruptedException {
    try {
      return adoption.release(ask.vm());
    } finally {
      protectedList.refresh(ask.vm());
    }
  }

  @Override
  public VmTopic.Users otherUsers(VmTopic.OtherUsers ask, Call call)
      throws CallException, InterruptedException {
    var name = parts.store().get(ask.vm()).map(it -> it.name()).orElse(ask.vm().text());
    try {
      return new VmTopic.Users(others.of(ask.vm(), name, ask.disks(), OtherUsers.Whose.ALL));
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    }
  }
}
