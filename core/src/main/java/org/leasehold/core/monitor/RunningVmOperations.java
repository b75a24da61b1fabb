package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.VmTopic;

/// A VM is released, or kept alive in another way, while it runs: the agent of its host takes its
/// lease from its process or gives it one; once that host reports it so, the document says it, and
/// the other hosts get the definition.
///
/// @param all what it has in common with the operations on VMs that are down
record RunningVmOperations(OperationDesk.Steps steps, VmOperations all) {
  private static final long REPORTED_WITHIN_MILLIS = 15_000;
  private static final long LOOK_AGAIN_MILLIS = 100;

  static boolean runs(VmRecord record) {
    return record.status() == VmStatus.UP;
  }

  private HostLine there(VmEntry entry, VmRecord record) throws OperationRefused {
    var host = record.host();
    if (record.migration() != null) {
      throw OperationRefused.untouched(
          "%s is on its way elsewhere; wait until it is there".formatted(entry.name()));
    }
    if (host == null || record.copies().size() != 1 || record.start() != null) {
      throw OperationRefused.untouched(
          "%s is seen on %d hosts; that is settled first"
              .formatted(entry.name(), record.copies().size()));
    }
    return steps.up(host);
  }

  Answer protect(VmEntry entry, VmRecord record, HaMode mode)
      throws OperationRefused, CallException, InterruptedException {
    var line = there(entry, record);
    all.requireEveryHost();
    var domain = mode == HaMode.PROTECTED ? steps.document().home() : null;
    var next = next(entry, domain);
    var before = entry.leaseDomain();
    if (domain != null) plug(line, entry, next, domain);
    else if (before != null) unplug(line, entry, next, before);
    awaitReported(entry, line, domain == null ? Objects::isNull : RunningVmOperations::held);
    steps.ask(new Request.RemodedRunning(entry.id(), line.id(), next.revision(), mode, domain));
    var missing = all.tellAll(next);
    return new Answer.Done(VmOperations.told(entry, mode, domain, missing));
  }

  Answer release(VmEntry entry, VmRecord record, HostId host)
      throws OperationRefused, CallException, InterruptedException {
    var line = there(entry, record);
    if (!line.id().equals(host)) {
      throw OperationRefused.untouched(
          "%s runs on %s; release it there: --on %s"
              .formatted(entry.name(), line.entry().name(), line.entry().name()));
    }
    all.requireEveryHost();
    var domain = entry.leaseDomain();
    if (domain != null) {
      var next = next(entry, null);
      unplug(line, entry, next, domain);
      awaitReported(entry, line, Objects::isNull);
      steps.ask(new Request.RemodedRunning(entry.id(), host, next.revision(), HaMode.OFF, null));
    }
    var text =
        line.call(
                VmTopic.RELEASE,
                new VmTopic.OneVm(steps.header(line, "release " + entry.name()), entry.id()))
            .text();
    steps.ask(new Request.RemoveRunningVm(entry.id(), host));
    all.forgetElsewhere(line, entry.id(), entry.name());
    return new Answer.Done(text + ", and runs on");
  }

  /// Its own host first, then the document, then the others: one that is asked to start it
  /// meanwhile refuses the other revision.
  Answer takeOver(VmEntry entry, VmRecord record, boolean dryRun)
      throws OperationRefused, CallException, InterruptedException {
    var line = there(entry, record);
    var copy = record.copies().get(line.id());
    if (entry.isProtected() && (copy == null || !held(copy.seen().lease()))) {
      throw OperationRefused.untouched(
          "%s does not hold its lease; that is settled first".formatted(entry.name()));
    }
    all.requireEveryHost();
    steps.say("reading what runs on " + line.entry().name());
    var ask = new VmTopic.FollowLive(entry.id(), false);
    var live = line.call(VmTopic.LIVE_DEFINITION, ask).definition();
    if (!live.obstacles().isEmpty()) {
      throw OperationRefused.untouched(
          "%s cannot be defined as it runs:\n  %s"
              .formatted(entry.name(), String.join("\n  ", live.obstacles())));
    }
    var kept = line.call(VmTopic.GET_DEFINITION, new VmTopic.Named(entry.id()));
    var checked = all.checked(entry, record, kept.xml(), live.xml());
    boolean same = checked.diff().isEmpty() && kept.revision() >= entry.revision();
    if (same) return new Answer.Done(entry.name() + " runs as defined");
    if (dryRun) return new Answer.Done(checked.diff());
    var next =
        new VmTopic.Definition(
            entry.id(),
            entry.name(),
            Math.max(all.newestKept(entry).revision(), entry.revision()) + 1,
            entry.leaseDomain(),
            checked.xml(),
            checked.disks());
    steps.say("telling " + line.entry().name());
    line.call(
        VmTopic.PUT_DEFINITION,
        new VmTopic.PutDefinition(steps.header(line, "what runs of " + entry.name()), next));
    steps.ask(
        new Request.RedefinedRunning(
            entry.id(), line.id(), next.revision(), checked.memoryMiB(), checked.disks()));
    var missing = all.tellAll(next);
    return new Answer.Done(
        "%s is defined as it runs, revision %d%s"
            .formatted(
                entry.name(),
                next.revision(),
                missing.isEmpty() ? "" : "; " + String.join("; ", missing)));
  }

  private VmTopic.Definition next(VmEntry entry, @Nullable LockspaceName domain)
      throws OperationRefused {
    var newest = all.newest(entry);
    return new VmTopic.Definition(
        entry.id(), entry.name(), newest.revision() + 1, domain, newest.xml(), newest.disks());
  }

  /// Nobody else may use its disks (S6). A lease that could not be put in must not stay: an old
  /// document could start the VM with it (S14).
  private void plug(HostLine line, VmEntry entry, VmTopic.Definition next, LockspaceName domain)
      throws OperationRefused, CallException {
    var obstacles = new ArrayList<String>();
    for (var other : steps.lines().all()) {
      if (other.id().equals(line.id()) || !other.isUp()) continue;
      for (var user : VmOperations.users(other, entry.id(), next.disks().sources())) {
        obstacles.add(other.entry().name() + ": " + user);
      }
    }
    if (!obstacles.isEmpty()) {
      throw OperationRefused.untouched(
          "%s cannot be protected:\n  %s".formatted(entry.name(), String.join("\n  ", obstacles)));
    }
    all.lease(line, domain, entry.id());
    steps.say("giving the running VM its lease");
    try {
      line.call(
          VmTopic.PLUG_LEASE,
          new VmTopic.Replug(steps.header(line, "mode of " + entry.name()), next));
    } catch (CallException e) {
      all.unlease(line, domain, entry.id(), "it could not be given to " + entry.name());
      throw e;
    }
  }

  private void unplug(HostLine line, VmEntry entry, VmTopic.Definition next, LockspaceName domain)
      throws OperationRefused, CallException {
    steps.say("taking the lease from the running VM");
    line.call(
        VmTopic.UNPLUG_LEASE,
        new VmTopic.Replug(steps.header(line, entry.name() + " goes on without a lease"), next));
    if (all.isSeenByAnyHost(domain, entry.id())) {
      throw OperationRefused.halfWay(
          "%s runs without a lease, but a host still finds one in %s; look at that host's volume, then ask again"
              .formatted(entry.name(), domain));
    }
  }

  private static boolean held(@Nullable HeldLease lease) {
    return lease != null && lease.heldInDaemon() && lease.leaderIsOurs();
  }

  /// The document says it only once its host does.
  private void awaitReported(VmEntry entry, HostLine line, Predicate<@Nullable HeldLease> is)
      throws OperationRefused, InterruptedException {
    long until = System.nanoTime() + REPORTED_WITHIN_MILLIS * 1_000_000;
    while (true) {
      var record = steps.state().vms().get(entry.id());
      var copy = record == null ? null : record.copies().get(line.id());
      if (copy != null && is.test(copy.seen().lease())) return;
      if (System.nanoTime() > until) {
        throw OperationRefused.halfWay(
            "what was done stands, but %s does not report it within %d s; ask again"
                .formatted(line.entry().name(), REPORTED_WITHIN_MILLIS / 1000));
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }
}
