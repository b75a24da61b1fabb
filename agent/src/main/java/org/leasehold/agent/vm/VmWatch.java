package org.leasehold.agent.vm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.agent.lease.LeaseProof;
import org.leasehold.agent.report.ReportSource;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.protocol.VmTopic;

/// Watches the VMs of this host: takes events as they come, and looks at everything once a second.
///
/// What was missed is seen by the look; what the look cannot know (how a VM ended) comes with the
/// events. Local rules that need no engine run here: a resume past Leasehold, a pause too long, a
/// protected VM without its lease, and who else could write its disk.
public final class VmWatch implements ReportSource.Vms, ReportSource.Findings, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(VmWatch.class.getName());
  private static final long LOOK_EVERY_MILLIS = 1000;

  /// XML is read anew at least this often, in looks.
  private static final int XML_EVERY = 30;

  private static final int ANSWERS_EVERY = 3;
  private static final int LIST_EVERY = 10;

  /// Every definition of this host, also of VMs that are off.
  private static final int DEFINITIONS_EVERY = 60;

  private final VmParts parts;
  private final VmTable table;
  private final Ending ending;
  private final VmSight sight;
  private final VmWork work = new VmWork();
  private final LeaseLook leases;
  private final LocalRules localRules;
  private final LiveXml liveXml;
  private final OtherDefinitions others;
  private final Ends ends;
  private final Recovery recovery;
  private final ProtectedList protectedList;
  private final List<Thread> threads;
  private final AtomicBoolean readsDefinitions = new AtomicBoolean();
  private volatile boolean recovered;
  private volatile boolean closed;
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
      PacemakerVms pacemaker,
      BooleanSupplier hostGoingDown) {
    this.parts = parts;
    this.table = table;
    this.ending = ending;
    this.protectedList = protectedList;
    this.sight = new VmSight(parts, table);
    this.leases = new LeaseLook(parts, table);
    this.localRules = new LocalRules(parts, leases);
    this.liveXml = new LiveXml(parts, table, localRules);
    this.others = new OtherDefinitions(parts, table, pacemaker);
    this.ends = new Ends(parts, table, localRules, log, guard, hostGoingDown);
    this.recovery = new Recovery(parts, table, ending, resumes, ends.exits());
    var events = new VmEvents(parts, table, work, ends, liveXml, others, resumes, incoming);
    this.threads =
        List.of(
            Thread.ofPlatform().daemon().name("vm-events").unstarted(events),
            Thread.ofPlatform().daemon().name("vm-look").unstarted(this::lookAgainAndAgain));
  }

  void start() {
    for (var thread : threads) thread.start();
  }

  @Override
  public void close() {
    closed = true;
    for (var thread : threads) thread.interrupt();
    work.close();
  }

  /// It has another definition: whether it still differs is looked at with the next look.
  void redefined(VmId vm) {
    liveXml.want(vm);
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
    var all = new ArrayList<>(localRules.findings());
    all.addAll(others.findings());
    return all;
  }

  /// A VM with a lease whose process sanlock does not know: another host may be starting it, and a
  /// join would make its lease free at once.
  Optional<String> joinObstacle() {
    if (!recovered) return Optional.of("the VMs of this host have not been looked at yet");
    var status = ends.lookAtLockspaces();
    if (status.isEmpty()) return Optional.of("sanlock does not answer");
    for (var record : table.all()) {
      if (record.leaseAt().isEmpty() || !record.hasProcess()) continue;
      var pid = record.seen().map(VmSeen::pid).orElse(OptionalLong.empty());
      if (pid.isPresent() && !LeaseProof.isKnown(status.get(), pid.getAsLong())) {
        return Optional.of(
            "process %d of VM %s runs, and sanlock does not know it; it has to end first"
                .formatted(pid.getAsLong(), sight.nameOf(record.vm)));
      }
    }
    return Optional.empty();
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
    ends.lookForTheMissing(lookAtRunning(all));
    if (!recovered && recovery.run(ends::note, work::about)) {
      recovered = true;
      parts.reports().changed();
    }
    var status = ends.lookAtLockspaces();
    status.ifPresent(leases::look);
    if (looks % LIST_EVERY == 1) status.ifPresent(protectedList::refresh);
    if (looks % LIST_EVERY == 1 || others.isAnythingChanged()) lookAtDefinitions(all);
    if (looks % ANSWERS_EVERY == 0) work.run("whether VMs answer", this::lookAtAnswers);
    for (var record : table.all()) {
      if (!localRules.isPausedTooLong(record, sight.nameOf(record.vm))) continue;
      work.about(
          record, () -> ending.kill(record, ending.pid(record.vm), VmRecord.Wish.PAUSED_TOO_LONG));
    }
  }

  /// @return the VMs that have a process
  private Set<VmId> lookAtRunning(List<VmSeen> all) {
    var here = new HashSet<VmId>();
    for (var seen : all) {
      if (!seen.power().hasProcess()) continue;
      here.add(seen.vm());
      boolean known = table.of(seen.vm()).seen().isPresent();
      sight.saw(seen);
      liveXml.read(seen.vm(), !known || looks % XML_EVERY == 0);
    }
    return here;
  }

  /// It asks the storage, so it must not hold a look up; one at a time.
  private void lookAtDefinitions(List<VmSeen> all) {
    if (!readsDefinitions.compareAndSet(false, true)) return;
    boolean everything = looks % DEFINITIONS_EVERY == 1;
    work.run(
        "other definitions",
        () -> {
          try {
            others.look(all, everything);
          } finally {
            readsDefinitions.set(false);
          }
        });
  }

  private void lookAtAnswers() {
    try {
      for (var vm : parts.hypervisor().answering()) table.of(vm).answered();
    } catch (HypervisorException _) {
      // Their age grows, and that is what is reported.
    }
  }
}
