package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.ResumeBehaviour;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.Wanted;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// VMs are taken over and given back.
record VmOperations(OperationDesk.Steps steps) {
  private static final int PRIORITY = 50;

  /// Plan, lease, take over, tell every host, then the document: until the last step an engine does
  /// not restart it, and no step lets it run twice.
  Answer adopt(Operation.Adopt ask) throws OperationRefused, CallException, InterruptedException {
    steps.requireActing();
    var line = steps.up(ask.host());
    var domain = ask.domain() == null ? steps.document().home() : ask.domain();
    if (domain == null) {
      throw OperationRefused.untouched("there is no store yet: leasehold storage create");
    }
    var vm = find(line, ask.name());
    if (steps.document().vms().containsKey(vm)) {
      throw OperationRefused.untouched(ask.name() + " is a VM of this cluster already");
    }
    requireEveryHost();
    steps.say("checking %s on every host".formatted(ask.name()));
    var plan = plan(line, vm, ask.name(), domain, true);
    var obstacles = new ArrayList<>(plan.obstacles());
    for (var other : steps.lines().all()) {
      if (other.id().equals(line.id()) || !other.isUp()) continue;
      for (var user : users(other, vm, plan.definition().disks().sources())) {
        obstacles.add(other.entry().name() + ": " + user);
      }
    }
    if (!obstacles.isEmpty()) {
      throw OperationRefused.untouched(
          "%s cannot be adopted:\n  %s".formatted(ask.name(), String.join("\n  ", obstacles)));
    }
    if (ask.dryRun()) return new Answer.Done(told(plan));
    forgetElsewhere(line, vm, ask.name());
    lease(line, domain, vm);
    var done = plan(line, vm, ask.name(), domain, false);
    if (!done.done()) {
      throw OperationRefused.halfWay(
          "the lease was made, but %s was not adopted: %s"
              .formatted(ask.name(), String.join("; ", done.obstacles())));
    }
    steps.say("%s is adopted on %s".formatted(ask.name(), line.entry().name()));
    var missing = replicate(done.definition(), line);
    steps.ask(new Request.SetPolicy(entry(done, domain)));
    return new Answer.Done(
        "%s is protected: its lease is in %s%s"
            .formatted(ask.name(), domain, missing.isEmpty() ? "" : "; " + missing));
  }

  /// What is left of an earlier membership has a revision of its own, and would win over the new
  /// one.
  void forgetElsewhere(HostLine keeper, VmId vm, String name) throws CallException {
    steps.definitions().forget(vm);
    for (var other : steps.lines().all()) {
      if (other.id().equals(keeper.id()) || !other.isUp()) continue;
      other.call(
          VmTopic.FORGET_DEFINITION,
          new VmTopic.OneVm(steps.header(other, "not a VM of the cluster: " + name), vm));
    }
  }

  private static VmId find(HostLine line, String name) throws OperationRefused, CallException {
    for (var one : line.call(VmTopic.LIST, new HostTopic.Nothing()).domains()) {
      if (one.name().equals(name)) return one.vm();
    }
    throw OperationRefused.untouched(
        "libvirt on %s knows no VM %s".formatted(line.entry().name(), name));
  }

  /// S14: an engine that has not seen every host of its document creates no lease.
  void requireEveryHost() throws OperationRefused {
    for (var host : steps.document().hosts().values()) {
      var line = steps.lines().find(host.id());
      if (line.isPresent() && line.get().isHeard()) continue;
      throw OperationRefused.untouched(
          "%s has not been heard, and may use the VM's disks; bring it back, or remove it"
              .formatted(host.name()));
    }
  }

  static List<String> users(HostLine other, VmId vm, List<String> disks) throws CallException {
    return other.call(VmTopic.OTHER_USERS, new VmTopic.OtherUsers(vm, disks)).users();
  }

  private VmTopic.Adopted plan(
      HostLine line, VmId vm, String name, LockspaceName domain, boolean dryRun)
      throws CallException {
    return line.call(
        VmTopic.ADOPT,
        new VmTopic.Adopt(steps.header(line, "adopt " + name), vm, name, domain, dryRun));
  }

  private static String told(VmTopic.Adopted plan) {
    var text = new StringBuilder(plan.diff());
    for (var advice : plan.advice()) text.append("\nadvice: ").append(advice);
    return text.isEmpty() ? "nothing in its definition changes" : text.toString();
  }

  void lease(HostLine line, LockspaceName domain, VmId vm) throws CallException {
    steps.say("making the lease");
    try {
      line.call(StoreTopic.INSPECT_LEASE, new StoreTopic.LeaseNamed(domain, vm.lease()));
    } catch (CallException e) {
      if (e.code() != ErrorCode.UNKNOWN_NAME) throw e;
      line.call(
          StoreTopic.CREATE_LEASE,
          new StoreTopic.OneLease(steps.header(line, "adopt " + vm), domain, vm.lease()));
    }
  }

  /// Without its lease nothing of ours holds its starts any more.
  private static void requireWritten(VmRecord record, VmEntry entry) throws OperationRefused {
    var not = record.mayStillLand(entry);
    if (not != null) throw OperationRefused.untouched(not);
  }

  /// One that is gone already was taken out by an operation that was interrupted there: what is
  /// left of it is done now.
  void unlease(HostLine line, LockspaceName domain, VmId vm, String why) throws CallException {
    steps.say("removing the lease");
    try {
      line.call(
          StoreTopic.DELETE_LEASE,
          new StoreTopic.OneLease(steps.header(line, why), domain, vm.lease()));
    } catch (CallException e) {
      if (e.code() != ErrorCode.UNKNOWN_NAME || isSeenByAnyHost(domain, vm)) throw e;
      steps.say("the lease is gone already");
    }
  }

  /// One host may be shown an old state of the volume, from before the lease was made (S2).
  boolean isSeenByAnyHost(LockspaceName domain, VmId vm) throws CallException {
    for (var line : steps.lines().all()) {
      if (!line.isUp()) continue;
      try {
        line.call(StoreTopic.INSPECT_LEASE, new StoreTopic.LeaseNamed(domain, vm.lease()));
        return true;
      } catch (CallException e) {
        if (e.code() != ErrorCode.UNKNOWN_NAME) throw e;
      }
    }
    return false;
  }

  private String replicate(VmTopic.Definition definition, HostLine from) {
    steps.definitions().keep(definition);
    var missing = new ArrayList<String>();
    for (var line : steps.lines().all()) {
      if (line.id().equals(from.id())) continue;
      put(line, definition, missing);
    }
    return String.join("; ", missing);
  }

  private static VmEntry entry(VmTopic.Adopted done, LockspaceName domain) {
    var definition = done.definition();
    var state = done.running() ? Wanted.State.RUNNING : Wanted.State.OFF;
    return new VmEntry(
        definition.vm(),
        definition.name(),
        definition.revision(),
        done.memoryMiB(),
        HaMode.PROTECTED,
        domain,
        PRIORITY,
        new Wanted(state, "adopted", System.currentTimeMillis() / 1000),
        ResumeBehaviour.KILL,
        List.of(),
        List.of(),
        "",
        definition.disks(),
        VmEntry.Allowances.NONE);
  }

  /// A VM of the cluster, as an operation begins with it.
  private record Known(VmEntry entry, VmRecord record) {}

  private Known known(VmId vm) throws OperationRefused {
    steps.requireActing();
    var entry = steps.document().vms().get(vm);
    var record = steps.state().vms().get(vm);
    if (entry != null && record != null) return new Known(entry, record);
    throw OperationRefused.untouched("no VM " + vm + " in this cluster");
  }

  /// Another way to be kept alive. The lease is made first, or goes first (S14); then the hosts get
  /// the definition that names it or not, then the document. While the VM is up its lease is put
  /// into its process, or taken from it.
  Answer protect(Operation.Protect ask)
      throws OperationRefused, CallException, InterruptedException {
    var known = known(ask.vm());
    var entry = known.entry();
    var record = known.record();
    if (entry.mode() == ask.mode()) return new Answer.Done(entry.name() + ": it is so already");
    var domain = ask.mode() == HaMode.PROTECTED ? steps.document().home() : null;
    if (RunningVmOperations.runs(record)) {
      return new RunningVmOperations(steps, this).protect(entry, record, ask.mode());
    }
    if (record.status() != VmStatus.DOWN || !record.copies().isEmpty()) {
      throw OperationRefused.untouched(
          "%s is %s; its mode changes only while it is up or down"
              .formatted(entry.name(), record.status().word()));
    }
    if (entry.isProtected()) requireWritten(record, entry);
    requireEveryHost();
    var newest = newest(entry);
    var line = steps.lines().all().stream().filter(HostLine::isUp).findFirst().orElseThrow();
    var before = entry.leaseDomain();
    if (before != null) {
      unlease(line, before, entry.id(), "mode of " + entry.name());
    }
    if (domain != null) lease(line, domain, entry.id());
    var next =
        new VmTopic.Definition(
            entry.id(), entry.name(), newest.revision() + 1, domain, newest.xml(), newest.disks());
    var missing = tellAll(next);
    steps.ask(
        new Request.Redefined(
            entry.id(), next.revision(), entry.memoryMiB(), entry.disks(), ask.mode(), domain));
    return new Answer.Done(told(entry, ask.mode(), domain, missing));
  }

  static String told(
      VmEntry entry, HaMode mode, @Nullable LockspaceName domain, List<String> missing) {
    return "%s is %s now%s"
        .formatted(
            entry.name(),
            switch (mode) {
              case OFF -> "left alone";
              case CONFIRM -> "restarted elsewhere only after a typed confirmation";
              case PROTECTED -> "protected: its lease is in " + domain;
            },
            missing.isEmpty() ? "" : "; " + String.join("; ", missing));
  }

  /// Checked on every host in reach, then told to all, then the document. Only while the VM is
  /// down: no process may run from a definition that says something else, and none of its disks may
  /// be in use by another VM (S5).
  Answer edit(Operation.Edit ask) throws OperationRefused, CallException, InterruptedException {
    var known = known(ask.vm());
    var entry = known.entry();
    var record = known.record();
    var newest = newestKept(entry);
    if (newest.revision() != ask.basedOn()) {
      throw OperationRefused.untouched(
          "the definition of %s was changed meanwhile: revision %d, and yours is based on %d; begin anew"
              .formatted(entry.name(), newest.revision(), ask.basedOn()));
    }
    requireEveryHost();
    var checked = checked(entry, record, newest.xml(), ask.xml());
    if (ask.dryRun()) {
      return new Answer.Done(checked.diff().isEmpty() ? "nothing changes" : checked.diff());
    }
    if (checked.diff().isEmpty()) return new Answer.Done(entry.name() + ": it is so already");
    if (record.status() != VmStatus.DOWN || !record.copies().isEmpty()) {
      throw OperationRefused.untouched(
          "%s is %s; shut it down first: leasehold vm stop %s"
              .formatted(entry.name(), record.status().word(), entry.name()));
    }
    var next =
        new VmTopic.Definition(
            entry.id(),
            entry.name(),
            Math.max(newest.revision(), entry.revision()) + 1,
            entry.leaseDomain(),
            checked.xml(),
            checked.disks());
    var missing = tellAll(next);
    steps.ask(
        new Request.Redefined(
            entry.id(),
            next.revision(),
            checked.memoryMiB(),
            checked.disks(),
            entry.mode(),
            entry.leaseDomain()));
    return new Answer.Done(
        "%s has definition %d now%s"
            .formatted(
                entry.name(),
                next.revision(),
                missing.isEmpty() ? "" : "; " + String.join("; ", missing)));
  }

  /// By every host in reach; none of its disks may be in use by another VM (S5).
  VmTopic.CheckedDefinition checked(VmEntry entry, VmRecord record, String kept, String xml)
      throws OperationRefused, CallException {
    steps.say("checking the definition of %s on every host".formatted(entry.name()));
    VmTopic.@Nullable CheckedDefinition checked = null;
    var obstacles = new ArrayList<String>();
    for (var line : steps.lines().all()) {
      if (!line.isUp()) continue;
      var its =
          line.call(
              VmTopic.CHECK_DEFINITION,
              new VmTopic.CheckDefinition(entry.id(), entry.name(), kept, xml));
      for (var obstacle : its.obstacles()) obstacles.add(line.entry().name() + ": " + obstacle);
      if (!its.obstacles().isEmpty()) continue;
      checked = its;
      // Where it runs it uses its disks itself.
      if (record.copies().has(line.id())) continue;
      for (var user : users(line, entry.id(), its.disks().sources())) {
        obstacles.add(line.entry().name() + ": " + user);
      }
    }
    if (checked != null && obstacles.isEmpty()) return checked;
    throw OperationRefused.untouched(
        "%s cannot be defined so:\n  %s".formatted(entry.name(), String.join("\n  ", obstacles)));
  }

  Answer takeOver(Operation.TakeOver ask)
      throws OperationRefused, CallException, InterruptedException {
    var known = known(ask.vm());
    var entry = known.entry();
    var record = known.record();
    if (!RunningVmOperations.runs(record)) {
      throw OperationRefused.untouched(
          "%s is %s; what runs is taken over only while it is up"
              .formatted(entry.name(), record.status().word()));
    }
    return new RunningVmOperations(steps, this).takeOver(entry, record, ask.dryRun());
  }

  List<String> tellAll(VmTopic.Definition next) {
    steps.say("telling every host");
    steps.definitions().keep(next);
    var missing = new ArrayList<String>();
    for (var line : steps.lines().all()) put(line, next, missing);
    return missing;
  }

  VmTopic.Definition newest(VmEntry entry) throws OperationRefused {
    var newest = newestKept(entry);
    if (newest.revision() >= entry.revision()) return newest;
    throw OperationRefused.untouched(
        "no host in reach has revision %d of the definition of %s"
            .formatted(entry.revision(), entry.name()));
  }

  /// It may be older than the document's: disks that moved while the VM ran are a revision of the
  /// document at once, and where it ended before its XML was read nobody has that one.
  VmTopic.Definition newestKept(VmEntry entry) throws OperationRefused {
    VmTopic.@Nullable Definition newest = null;
    for (var line : steps.lines().all()) {
      try {
        var its = line.call(VmTopic.GET_DEFINITION, new VmTopic.Named(entry.id()));
        if (newest == null || its.revision() > newest.revision()) newest = its;
      } catch (CallException _) {
        // That host has none, or does not answer; the next may.
      }
    }
    if (newest != null) return newest;
    throw OperationRefused.untouched(
        "no host in reach has a definition of %s".formatted(entry.name()));
  }

  private void put(HostLine line, VmTopic.Definition definition, List<String> missing) {
    try {
      line.call(
          VmTopic.PUT_DEFINITION,
          new VmTopic.PutDefinition(
              steps.header(line, "definition of " + definition.name()), definition));
    } catch (CallException e) {
      missing.add(line.entry().name() + " has no definition yet: " + e.sentence());
    }
  }

  /// The lease goes first (S14): nothing that is left of the definition can start it as a second
  /// copy.
  Answer release(Operation.Release ask)
      throws OperationRefused, CallException, InterruptedException {
    var known = known(ask.vm());
    var entry = known.entry();
    var record = known.record();
    if (RunningVmOperations.runs(record)) {
      return new RunningVmOperations(steps, this).release(entry, record, ask.host());
    }
    if (record.status() != VmStatus.DOWN || !record.copies().isEmpty()) {
      throw OperationRefused.untouched(
          "%s is %s; it is released only while it is up or down"
              .formatted(entry.name(), record.status().word()));
    }
    requireWritten(record, entry);
    requireEveryHost();
    var line = steps.up(ask.host());
    var domain = entry.leaseDomain();
    if (domain != null) {
      unlease(line, domain, ask.vm(), "release " + entry.name());
    }
    var text =
        line.call(
                VmTopic.RELEASE,
                new VmTopic.OneVm(steps.header(line, "release " + entry.name()), ask.vm()))
            .text();
    steps.ask(new Request.RemoveVm(ask.vm()));
    forgetElsewhere(line, ask.vm(), entry.name());
    return new Answer.Done(text);
  }
}
