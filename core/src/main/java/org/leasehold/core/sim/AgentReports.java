package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Capacity;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostLoad;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseSight;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.SanlockHostState;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.model.StoreReport;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;
import org.leasehold.core.model.WatchReport;

/// What an agent says: from its host's processes, daemons and sectors, never from the world's own
/// knowledge.
final class AgentReports {
  private static final int EIO = 5;
  private static final int PROCESSORS = 16;

  private final SimAgent agent;
  private final SimHost host;

  /// Ended VMs until the engine took note; in memory only.
  private final TreeMap<VmId, Ended> exits = new TreeMap<>();

  private record Ended(ExitEvidence exit, DiskSet disks) {}

  /// A lease seen free at one version: each acquire raises it, so it has been free all the while.
  private record Free(long version, long sinceNanos) {}

  private final TreeMap<Integer, Free> freeSince = new TreeMap<>();
  private final TreeMap<Integer, Long> storeCheckedNanos = new TreeMap<>();
  private final RenewalsSeen renewals;
  private long number;
  private long looks;

  /// A start could be proven in this boot.
  boolean proven;

  private String provenInBoot = "";

  AgentReports(SimAgent agent) {
    this.agent = agent;
    this.host = agent.host;
    this.renewals = new RenewalsSeen(host);
  }

  void begin() {
    number = 0;
    looks = 0;
    exits.clear();
    freeSince.clear();
    storeCheckedNanos.clear();
    renewals.begin();
    if (!provenInBoot.equals(host.bootId())) proven = false;
    provenInBoot = host.bootId();
  }

  long number() {
    return number;
  }

  AgentInstance instance() {
    return new AgentInstance(agent.notes.instances);
  }

  BootId boot() {
    return new BootId(host.bootId());
  }

  HostId hostId() {
    return host.world.hostId(host.id);
  }

  void ended(SimCopy copy, List<ExitMark> marks) {
    exits.put(copy.vm.id(), new Ended(new ExitEvidence(marks, 0, copy.endReason()), disks(copy)));
  }

  void forget(VmId vm) {
    exits.remove(vm);
  }

  HostReport next() {
    number++;
    return new HostReport(
        hostId(),
        instance(),
        boot(),
        number,
        agent.recovering,
        host.shuttingDown,
        vms(),
        lockspaces(),
        stores(),
        new Capacity(host.memoryMib, PROCESSORS),
        protection(),
        findings(),
        load());
  }

  /// Every guest keeps a part of a processor busy, which comes and goes over minutes; no chance is
  /// drawn for it, because nothing is decided by it.
  private HostLoad load() {
    long tens = host.nowNanos() / SimTime.seconds(10);
    int hundredths = 12 + Math.floorMod(tens * 7 + host.id * 5L, 9);
    for (var copy : host.copies) {
      if (copy.state() != SimCopy.State.RUNNING) continue;
      int usual = 15 + copy.vm.number * 37 % 90;
      int swing = Math.floorMod(tens + copy.vm.number * 11L, 24) - 12;
      hundredths += usual * (100 + 2 * Math.abs(swing)) / 100;
    }
    return new HostLoad(hundredths);
  }

  private List<VmReport> vms() {
    if (host.copies.isEmpty() && exits.isEmpty()) return List.of();
    var byVm = new TreeMap<VmId, VmReport>();
    exits.forEach((vm, exit) -> byVm.put(vm, VmReport.ended(vm, exit.exit(), null, exit.disks())));
    for (var copy : host.copies) if (!copy.byHand) byVm.put(copy.vm.id(), report(copy));
    return List.copyOf(byVm.values());
  }

  private VmReport report(SimCopy copy) {
    exits.remove(copy.vm.id());
    var run =
        switch (copy.state()) {
          case PREPARED -> copy.incoming ? VmRun.MIGRATING_IN : VmRun.STARTING;
          case RUNNING -> copy.outgoing ? VmRun.MIGRATING_OUT : runningAs(copy);
          case PAUSED -> copy.outgoing ? VmRun.MIGRATING_OUT : VmRun.PAUSED;
          case DYING -> VmRun.UNKILLABLE;
          case GONE -> VmRun.ENDED;
        };
    long pausedMillis =
        run == VmRun.PAUSED ? (host.nowNanos() - copy.stateSinceNanos()) / SimTime.MILLISECOND : 0;
    return new VmReport(
        copy.vm.id(),
        run,
        run == VmRun.PAUSED ? pause(copy) : null,
        pausedMillis,
        null,
        held(copy),
        copy.silentSinceNanos == 0
            ? 0
            : (host.nowNanos() - copy.silentSinceNanos) / SimTime.MILLISECOND,
        disks(copy),
        copy.drift);
  }

  private static VmRun runningAs(SimCopy copy) {
    if (copy.provingSinceNanos != 0) return VmRun.STARTING;
    if (copy.rebooting) return VmRun.REBOOTING;
    return copy.goingDown ? VmRun.POWERING_DOWN : VmRun.RUNNING;
  }

  private static PauseReason pause(SimCopy copy) {
    return switch (copy.pause()) {
      case BY_PERSON -> PauseReason.USER;
      case IO_ERROR -> PauseReason.IO_ERROR;
      case NO_SPACE -> PauseReason.NO_SPACE;
      case NOT, MIGRATING -> PauseReason.OTHER_ERROR;
    };
  }

  private @Nullable HeldLease held(SimCopy copy) {
    if (!copy.leaseInXml) return null;
    var note = agent.notes.acquiredByVm.get(copy.vm.number);
    if (note == null) return null;
    boolean readable = host.paths.get(copy.vm.store.index).state().carriesWrites();
    boolean judged = copy.resumes == copy.resumesSeenByAgent;
    if (readable && judged && copy.state() == SimCopy.State.RUNNING) {
      copy.leaderWasOurs = copy.vm.leader().isHeldBy(host.id, note.generation(), note.version());
    }
    return new HeldLease(
        copy.vm.store.lockspace(),
        new LeaseVersion(note.version()),
        host.sanlock.isRunning() && copy.holdsLease(),
        copy.leaderWasOurs);
  }

  private static DiskSet disks(SimCopy copy) {
    boolean safe = copy.liveCacheIsSafe();
    if (copy.disks.size() == 1) {
      var disk = copy.disks.getFirst();
      return safe ? disk.alone : new DiskSet(disk.alone.sources(), false);
    }
    var names = new ArrayList<String>();
    for (var disk : copy.disks) names.add(disk.name);
    return new DiskSet(names, safe);
  }

  /// Once a second: what was renewed since the last look.
  void lookAtRenewals() {
    if (host.sanlock.isRunning()) {
      for (var store : host.world.stores) {
        var lockspace = host.sanlock.lockspace(store);
        if (lockspace.isAlive()) renewals.seen(store.index, lockspace.renewedAtMonotonicNanos());
      }
    }
    renewals.lookOver();
  }

  private List<LockspaceReport> lockspaces() {
    if (!host.sanlock.isRunning()) return List.of();
    var all = new ArrayList<LockspaceReport>();
    for (var store : host.world.stores) {
      var lockspace = host.sanlock.lockspace(store);
      var standing =
          switch (lockspace.state()) {
            case ABSENT -> null;
            case JOINING -> LockspaceReport.Standing.JOINING;
            case JOINED -> LockspaceReport.Standing.JOINED;
            case FAILING -> LockspaceReport.Standing.FAILING;
          };
      if (standing != null) all.add(report(store, lockspace, standing));
    }
    return all;
  }

  private LockspaceReport report(
      SimStore store, SimLockspace lockspace, LockspaceReport.Standing standing) {
    long renewed = lockspace.renewedAtMonotonicNanos();
    renewals.seen(store.index, renewed);
    return new LockspaceReport(
        store.lockspace(),
        standing,
        new HostLife(hostId(), new Generation(lockspace.generation())),
        Math.max(0, renewed / SimTime.SECOND),
        Math.max(0, renewals.ageNanos(store.index) / SimTime.MILLISECOND),
        lockspace.renewalNanos() / SimTime.MILLISECOND,
        store.io,
        host.seesEnrolledVolume(store),
        sights(store, lockspace, null));
  }

  private List<HostSight> sights(
      SimStore store, SimLockspace lockspace, @Nullable List<HostId> only) {
    var sights = new ArrayList<HostSight>();
    long now = host.monotonicNanos();
    for (var entry : lockspace.seen().entrySet()) {
      var id = host.world.hostId(entry.getKey());
      if (only != null && !only.contains(id)) continue;
      var seen = entry.getValue();
      sights.add(
          new HostSight(
              id,
              new Generation(seen.generation()),
              seen.timestampSeconds(),
              state(seen.flag(store.io, now)),
              changeAgeMillis(seen, now),
              store.io));
    }
    return sights;
  }

  private long changeAgeMillis(HostSeen seen, long now) {
    long age = Math.max(0, (now - seen.lastChangeNanos()) / SimTime.MILLISECOND);
    return host.world.planted(PlantedBug.CHANGE_AGE_DOUBLED) ? 2 * age : age;
  }

  private static SanlockHostState state(HostFlag flag) {
    return switch (flag) {
      case FREE -> SanlockHostState.FREE;
      case UNKNOWN -> SanlockHostState.UNKNOWN;
      case LIVE -> SanlockHostState.LIVE;
      case FAIL -> SanlockHostState.FAIL;
      case DEAD -> SanlockHostState.DEAD;
    };
  }

  private List<StoreReport> stores() {
    var all = new ArrayList<StoreReport>();
    for (var path : host.paths) {
      if (path.state() == PathState.GOOD || path.state() == PathState.SLOW) {
        storeCheckedNanos.put(path.store.index, host.nowNanos());
      }
      long checked = storeCheckedNanos.getOrDefault(path.store.index, host.nowNanos());
      boolean lost = path.state() == PathState.LOST;
      all.add(
          new StoreReport(
              path.store.lockspace(),
              lost ? EIO : 0,
              lost ? 0 : (host.nowNanos() - checked) / SimTime.MILLISECOND,
              path.state() == PathState.SLOW ? path.slowMillis() : 5));
    }
    return all;
  }

  private Protection protection() {
    var reasons = new ArrayList<String>();
    if (!host.watchdog.isThere()) reasons.add("sanlock runs without watchdog");
    if (!host.guard.isRunning()) reasons.add("the lease guard does not run");
    Grade grade;
    if (!host.guard.isRunning() && !host.watchdog.isThere()) {
      grade = Grade.NOT_PROTECTED;
    } else {
      grade = host.watchdog.isThere() ? Grade.WATCHDOG : Grade.GUARD_ONLY;
    }
    var proof = Protection.Proof.NOT_YET;
    if (proven) proof = Protection.Proof.PROVEN;
    if (agent.notes.unfit) proof = Protection.Proof.UNFIT;
    return new Protection(grade, proof, reasons);
  }

  private List<Finding> findings() {
    List<Finding> all = List.of();
    for (var copy : host.copies) {
      if (isOtherDefinition(copy) && !host.world.planted(PlantedBug.OTHER_DEFINITION_UNSEEN)) {
        all =
            with(
                all,
                Finding.Kind.OTHER_DEFINITION,
                copy,
                "runs on a protected disk without its lease");
      }
      if (copy.state() == SimCopy.State.DYING) {
        all = with(all, Finding.Kind.UNCOVERED, copy, "survived SIGKILL");
      }
    }
    return all;
  }

  /// A copy around us of what this agent's document calls a protected VM; a VM that was released is
  /// none of ours.
  private boolean isOtherDefinition(SimCopy copy) {
    if (!copy.byHand || !copy.isReleased) return copy.byHand;
    var document = agent.notes.document;
    var entry = document == null ? null : document.vms().get(copy.vm.id());
    return entry != null && entry.isProtected();
  }

  private static List<Finding> with(
      List<Finding> all, Finding.Kind kind, SimCopy copy, String text) {
    var next = new ArrayList<>(all);
    next.add(new Finding(kind, copy.vm.id(), text));
    return next;
  }

  /// One look for an engine; null while the daemon or the path does not answer.
  @Nullable WatchReport look(SimAgent.Watching asked) {
    var store = host.world.store(asked.lockspace());
    if (!host.sanlock.isRunning() || !host.paths.get(store.index).state().carriesWrites())
      return null;
    var lockspace = host.sanlock.lockspace(store);
    if (!lockspace.isJoined()) return null;
    var owners = new ArrayList<>(asked.hosts());
    var leases = new ArrayList<LeaseSight>();
    for (var lease : asked.leases()) {
      // One that is missing is left out: nothing is known of it.
      if (store.area.exists(store.slotOf(lease.text()))) leases.add(sight(store, lease, owners));
    }
    return new WatchReport(
        hostId(),
        instance(),
        boot(),
        ++looks,
        asked.lockspace(),
        sights(store, lockspace, owners),
        leases);
  }

  private LeaseSight sight(SimStore store, LeaseId lease, List<HostId> owners) {
    int slot = store.slotOf(lease.text());
    var leader = store.area.leader(slot);
    HostLife owner = null;
    if (leader.owner() != 0) {
      var id = host.world.hostId(leader.owner());
      owner = new HostLife(id, new Generation(leader.generation()));
      if (!owners.contains(id)) owners.add(id);
    }
    int key = store.index * 10_000 + slot;
    long free = leader.isFree() ? freeNanos(key, leader.version()) / SimTime.MILLISECOND : 0;
    return new LeaseSight(lease, owner, !leader.isFree(), new LeaseVersion(leader.version()), free);
  }

  private long freeNanos(int key, long version) {
    long now = host.monotonicNanos();
    var before = freeSince.get(key);
    if (before != null && before.version() == version) return now - before.sinceNanos();
    freeSince.put(key, new Free(version, now));
    return 0;
  }

  /// Changes whenever an answer may have changed; never 0.
  long answersSign() {
    var document = agent.notes.document;
    long sign = document == null ? 1 : document.epoch().value() * 1_000_003 + document.revision();
    for (var path : host.paths) {
      sign = sign * 31 + (path.state().carriesWrites() ? 1 : 2);
      sign = sign * 31 + (host.seesEnrolledVolume(path.store) ? 1 : 2);
      sign = sign * 31 + (host.sanlock.lockspace(path.store).isJoined() ? 1 : 2);
    }
    return sign * 100_003 + host.memoryUsedMib() + 1;
  }

  private void store(boolean leased, SimStore store, List<String> reasons) {
    if (!host.paths.get(store.index).state().carriesWrites())
      reasons.add(store.name + " is not reachable");
    if (!host.seesEnrolledVolume(store)) reasons.add(store.name + " is another volume");
    if (leased && !host.sanlock.lockspace(store).isJoined()) {
      reasons.add("lockspace " + store.name + " is not joined");
    }
  }

  /// "Can it start there?" for every VM of the document.
  SortedMap<VmId, StartAnswer> answers() {
    var all = new TreeMap<VmId, StartAnswer>();
    var document = agent.notes.document;
    if (document == null) return all;
    for (var vm : document.vms().values()) {
      var reasons = new ArrayList<String>();
      var store = host.world.vm(vm.id()).store;
      if (!host.world.planted(PlantedBug.ANSWERED_UNLOOKED))
        store(vm.isProtected(), store, reasons);
      if (vm.memoryMiB() > host.memoryMib - host.memoryUsedMib()) reasons.add("memory");
      all.put(vm.id(), new StartAnswer(vm.revision(), reasons));
    }
    return all;
  }
}
