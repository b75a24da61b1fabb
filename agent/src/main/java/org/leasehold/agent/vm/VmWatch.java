package org.leasehold.agent.vm;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.lease.LeaseProof;
import org.leasehold.agent.report.ReportSource;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.VmTopic;
import org.leasehold.core.sanlock.DaemonStatus;

/// Watches the VMs of this host: takes events as they come, and looks at everything once a second.
///
/// What was missed is seen by the look; what the look cannot know (how a VM ended) comes with the
/// events. Local rules that need no engine run here: a resume past Leasehold, a pause too long, a
/// protected VM without its lease.
public final class VmWatch implements ReportSource.Vms, ReportSource.Findings, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(VmWatch.class.getName());
  private static final long LOOK_EVERY_MILLIS = 1000;

  /// XML is read anew at least this often, in looks.
  private static final int XML_EVERY = 30;

  private static final int ANSWERS_EVERY = 3;
  private static final int LIST_EVERY = 10;

  private final VmParts parts;
  private final VmTable table;
  private final Ending ending;
  private final Resumes resumes;
  private final Incoming incoming;
  private final Exits exits;
  private final Recovery recovery;
  private final ProtectedList protectedList;
  private final LeaseLook leases;
  private final LocalRules localRules;
  private final LockspaceTrouble trouble = new LockspaceTrouble();
  private final Map<VmId, Integer> missing = new HashMap<>();
  private final Set<VmId> xmlWanted = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("vm-work-", 1).factory());
  private final List<Thread> threads;
  private volatile boolean recovered;
  private volatile boolean closed;
  private boolean wasLost;
  private int looks;

  VmWatch(
      VmParts parts,
      VmTable table,
      Ending ending,
      Resumes resumes,
      Incoming incoming,
      QemuLog log,
      GuardWords guard,
      ProtectedList protectedList,
      BooleanSupplier hostGoingDown) {
    this.parts = parts;
    this.table = table;
    this.ending = ending;
    this.resumes = resumes;
    this.incoming = incoming;
    this.protectedList = protectedList;
    this.leases = new LeaseLook(parts, table);
    this.localRules = new LocalRules(parts, leases);
    this.exits = new Exits(log, guard, this::leaseFails, hostGoingDown);
    this.recovery = new Recovery(parts, table, ending, resumes, exits);
    this.threads =
        List.of(
            Thread.ofPlatform().daemon().name("vm-events").unstarted(this::takeEvents),
            Thread.ofPlatform().daemon().name("vm-look").unstarted(this::lookAgainAndAgain));
  }

  void start() {
    for (var thread : threads) thread.start();
  }

  @Override
  public void close() {
    closed = true;
    for (var thread : threads) thread.interrupt();
    workers.shutdown();
  }

  @Override
  public boolean recovering() {
    return !recovered;
  }

  @Override
  public List<VmReport> vms() {
    return table.all().stream()
        .filter(this::isKnown)
        .flatMap(record -> record.report(defined(record.vm)).stream())
        .toList();
  }

  private DiskSet defined(VmId vm) {
    return parts.store().get(vm).map(VmTopic.Definition::disks).orElse(DiskSet.NONE);
  }

  /// Ours by definition, by its lease, or by the cluster's document.
  private boolean isKnown(VmRecord record) {
    return record.leaseAt().isPresent()
        || record.exit().isPresent()
        || parts.store().get(record.vm).isPresent()
        || parts.policies().apply(record.vm).isPresent();
  }

  @Override
  public List<Finding> findings() {
    return localRules.findings();
  }

  /// A VM with a lease whose process sanlock does not know: another host may be starting it, and a
  /// join would make its lease free at once.
  Optional<String> joinObstacle() {
    if (!recovered) return Optional.of("the VMs of this host have not been looked at yet");
    var status = lookAtLockspaces();
    if (status.isEmpty()) return Optional.of("sanlock does not answer");
    for (var record : table.all()) {
      if (record.leaseAt().isEmpty() || !record.hasProcess()) continue;
      var pid = record.seen().map(VmSeen::pid).orElse(OptionalLong.empty());
      if (pid.isPresent() && !LeaseProof.isKnown(status.get(), pid.getAsLong())) {
        return Optional.of(
            "process %d of VM %s runs, and sanlock does not know it; it has to end first"
                .formatted(pid.getAsLong(), nameOf(record.vm)));
      }
    }
    return Optional.empty();
  }

  private void takeEvents() {
    while (!closed) {
      try {
        take(parts.hypervisor().happenings().take());
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, "an event of libvirt was not understood; the next look sees it", e);
      }
    }
  }

  private void take(VmHappening happening) {
    switch (happening) {
      case VmHappening.Connected _ -> {
        if (wasLost) {
          parts.journal().record(EventId.LIBVIRT_CONNECTED, null, "libvirt is reachable again");
        }
        wasLost = false;
      }
      case VmHappening.Disconnected(String why) -> {
        wasLost = true;
        parts
            .journal()
            .record(
                EventId.LIBVIRT_LOST, null, "libvirt is not reachable: " + why + "; VMs run on");
      }
      case VmHappening.Missed _ ->
          LOG.warning("events of libvirt were lost; everything is looked at");
      case VmHappening.Running(VmId vm, var how) -> running(table.of(vm), how);
      case VmHappening.Paused(VmId vm, var why) -> {
        see(vm);
        if (table.of(vm).doing() == VmRecord.Doing.NOTHING
            && why != VmSeen.Power.PAUSED_MIGRATING) {
          parts.journal().record(EventId.VM_PAUSED, vm, "VM %s: %s".formatted(nameOf(vm), why));
        }
      }
      case VmHappening.StorageTrouble(VmId vm, String disk, String reason) ->
          table.of(vm).storageTrouble(reason);
      case VmHappening.PoweringDown(VmId vm, var side) -> {
        table.of(vm).shutBy(side);
        see(vm);
      }
      case VmHappening.Panicked(VmId vm) -> table.of(vm).panicked();
      case VmHappening.Ended(VmId vm, var how) -> ended(table.of(vm), how);
      case VmHappening.Rebooted(VmId vm) -> {
        see(vm);
        parts
            .journal()
            .record(EventId.VM_REBOOTED, vm, "the guest of VM %s rebooted".formatted(nameOf(vm)));
      }
      case VmHappening.WatchdogFired(VmId vm, var action) -> {
        see(vm);
        parts
            .journal()
            .record(
                EventId.VM_WATCHDOG,
                vm,
                "the watchdog of VM %s fired: %s".formatted(nameOf(vm), action));
      }
      case VmHappening.JobEnded(VmId vm) -> see(vm);
      case VmHappening.DeviceRemoved(VmId vm, String _) -> xmlWanted.add(vm);
      case VmHappening.DefinitionChanged(VmId vm) -> xmlWanted.add(vm);
    }
  }

  private void running(VmRecord record, VmHappening.Running.How how) {
    xmlWanted.add(record.vm);
    see(record.vm);
    if (record.doing() != VmRecord.Doing.NOTHING) return;
    switch (how) {
      case MIGRATED_IN -> work(record, () -> incoming.arrived(record));
      case UNPAUSED, RESTORED -> work(record, () -> resumes.afterTheFact(record));
      case BOOTED -> {}
    }
  }

  /// Something that takes longer than an event may.
  interface Work {
    void run() throws CallException, InterruptedException;
  }

  private void work(VmRecord record, Work work) {
    workers.execute(
        () -> {
          try {
            work.run();
          } catch (CallException e) {
            LOG.warning("VM " + record.vm + ": " + e.sentence());
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "VM " + record.vm + " was not looked at after the fact", e);
          }
        });
  }

  private void see(VmId vm) {
    try {
      parts.hypervisor().vm(vm).ifPresent(seen -> saw(seen));
    } catch (HypervisorException _) {
      // The look that follows says so if it lasts.
    }
  }

  private void saw(VmSeen seen) {
    if (table.of(seen.vm()).saw(seen)) parts.reports().vmChanged(seen.vm());
  }

  private String nameOf(VmId vm) {
    return table
        .of(vm)
        .seen()
        .map(VmSeen::name)
        .or(() -> parts.store().get(vm).map(it -> it.name()))
        .orElse(vm.text());
  }

  private void ended(VmRecord record, VmHappening.Ended.End how) {
    if (record.exit().isPresent()) return;
    lookAtLockspaces();
    note(record, exits.told(record, nameOf(record.vm), how));
  }

  private void note(VmRecord record, ExitEvidence evidence) {
    var text =
        "VM %s ended: %s%s; %s"
            .formatted(
                nameOf(record.vm),
                evidence.marks(),
                evidence.signal() == 0 ? "" : ", signal " + evidence.signal(),
                evidence.text());
    record.ended(evidence);
    localRules.ended(record.vm);
    parts.journal().record(EventId.VM_ENDED, record.vm, text);
    parts.reports().vmChanged(record.vm);
  }

  private boolean leaseFails(VmId vm) {
    return leaseOf(vm).map(trouble::isFailing).orElse(false);
  }

  private Optional<org.leasehold.core.model.LockspaceName> leaseOf(VmId vm) {
    return table.of(vm).leaseAt().map(it -> it.lockspace());
  }

  private Optional<DaemonStatus> lookAtLockspaces() {
    try {
      var status = parts.desk().status();
      trouble.saw(status);
      return Optional.of(status);
    } catch (CallException _) {
      return Optional.empty();
    }
  }

  private void lookAgainAndAgain() {
    while (!closed) {
      try {
        look();
        Thread.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, "looking at the VMs failed by a defect", e);
        sleepAfterDefect();
      }
    }
  }

  private void sleepAfterDefect() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// One look at everything.
  private void look() throws InterruptedException {
    List<VmSeen> all;
    try {
      all = parts.hypervisor().vms();
    } catch (HypervisorException _) {
      return;
    }
    looks++;
    var here = new HashSet<VmId>();
    for (var seen : all) {
      if (!seen.power().hasProcess()) continue;
      here.add(seen.vm());
      boolean known = table.of(seen.vm()).seen().isPresent();
      saw(seen);
      boolean asked = xmlWanted.remove(seen.vm());
      if (!known || asked || looks % XML_EVERY == 0) readXml(seen.vm());
    }
    lookForTheMissing(here);
    if (!recovered && recovery.run(this::note, this::work)) {
      recovered = true;
      parts.reports().changed();
    }
    var status = lookAtLockspaces();
    status.ifPresent(leases::look);
    if (looks % LIST_EVERY == 1) status.ifPresent(protectedList::refresh);
    if (looks % ANSWERS_EVERY == 0) workers.execute(this::lookAtAnswers);
    for (var record : table.all()) {
      boolean tooLong = localRules.isPausedTooLong(record, nameOf(record.vm));
      if (tooLong)
        work(
            record,
            () -> ending.kill(record, ending.pid(record.vm), VmRecord.Wish.PAUSED_TOO_LONG));
    }
  }

  private void lookForTheMissing(Set<VmId> here) {
    missing.keySet().removeIf(here::contains);
    for (var record : table.all()) {
      if (!record.hasProcess() || here.contains(record.vm)) continue;
      // An event that tells more may be on its way.
      if (missing.merge(record.vm, 1, Integer::sum) < 3) continue;
      missing.remove(record.vm);
      note(record, exits.vanished(record, nameOf(record.vm), true));
    }
  }

  private void lookAtAnswers() {
    try {
      for (var vm : parts.hypervisor().answering()) table.of(vm).answered();
    } catch (HypervisorException _) {
      // Their age grows, and that is what is reported.
    }
  }

  private void readXml(VmId vm) {
    var record = table.of(vm);
    try {
      var live = parts.hypervisor().xml(vm, Hypervisor.XmlOf.LIVE);
      var facts = parts.definitions().facts(live);
      record.leaseAt(Definitions.leaseOf(facts).orElse(null));
      var kept = parts.store().get(vm);
      var drift = kept.isPresent() ? parts.definitions().drift(kept.get().xml(), live) : "";
      if (record.live(facts.diskSet(), drift)) parts.reports().vmChanged(vm);
      localRules.alarmWithoutLease(vm, facts, kept.map(it -> it.lockspace() != null).orElse(false));
    } catch (HypervisorException _) {
      xmlWanted.add(vm);
    } catch (BadDefinitionException e) {
      LOG.warning("the live XML of VM " + vm + " is not understood: " + e.sentence());
    }
  }
}
