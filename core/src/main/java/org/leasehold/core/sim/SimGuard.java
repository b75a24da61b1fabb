package org.leasehold.core.sim;

import java.util.List;
import java.util.TreeMap;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.GuardTimes;

/// `leasehold-guard` of one host: ends VMs that run without the protection of their lease (S7, S9),
/// and asks the disk about each (S8).
///
/// No RPC, no libvirt, no memory it needs: the age of the last renewal is the own monotonic clock
/// minus the own delta record's timestamp, and the daemon's word counts as well.
final class SimGuard extends Actor {
  private static final long WATCH_NANOS = SimTime.SECOND;
  private static final long CLOCKS_APART_NANOS = SimTime.millis(500);

  final SimHost host;

  /// The disk is asked this often, or once per io_timeout where that is shorter.
  private static final int DISK_SECONDS_MAX = 5;

  private final RenewalsSeen renewals;
  private final TreeMap<Integer, Long> askedDiskNanos = new TreeMap<>();
  private long sleptNanos;

  /// By the boot clock: its own start, or when the host woke last.
  private long awakeSinceNanos;

  private final TreeMap<Integer, Integer> readsWithoutLease = new TreeMap<>();

  /// Since when it can act: what an overlap is judged by.
  long startedAtNanos = Long.MIN_VALUE / 2;

  SimGuard(SimHost host) {
    super(host.queue(), host);
    this.host = host;
    renewals = new RenewalsSeen(host);
  }

  /// When it was started.
  long begunNanos = Long.MIN_VALUE / 2;

  void start() {
    begin();
    begunNanos = nowNanos();
    startedAtNanos = nowNanos();
    renewals.begin();
    readsWithoutLease.clear();
    askedDiskNanos.clear();
    sleptNanos = host.sleptNanos();
    awakeSinceNanos = host.bootTimeNanos();
    watch();
  }

  @Override
  void thaw() {
    super.thaw();
    startedAtNanos = nowNanos();
  }

  private void watch() {
    if (host.sleptNanos() - sleptNanos > CLOCKS_APART_NANOS) {
      sleptNanos = host.sleptNanos();
      awakeSinceNanos = host.bootTimeNanos();
      askedDiskNanos.clear();
    }
    if (!host.copies.isEmpty()) {
      for (var copy : List.copyOf(host.copies)) {
        if (copy.leaseInXml && copy.vm.hasLease()) judge(copy);
      }
    }
    renewals.lookOver();
    later(WATCH_NANOS, this::watch);
  }

  private void judge(SimCopy copy) {
    if (copy.killedAtNanos != 0) {
      watchUnkillable(copy);
      copy.signal(true, ExitMark.GUARD_KILL, "guard: still there");
      return;
    }
    var daemon = host.sanlock;
    boolean answers = daemon.isRunning();
    if (answers && !daemon.knowsPid(copy)) {
      if (!host.world.planted(PlantedBug.GUARD_TRUSTS_UNKNOWN_PID)) {
        copy.signal(true, ExitMark.GUARD_KILL, "guard (b): sanlock does not know its pid");
      }
      return;
    }
    if (answers && copy.state() == SimCopy.State.RUNNING && !copy.holdsLease()) {
      int reads = readsWithoutLease.merge(copy.pid, 1, Integer::sum);
      if (reads >= GuardTimes.READS)
        copy.signal(true, ExitMark.GUARD_KILL, "guard (c): runs and holds nothing");
      return;
    }
    readsWithoutLease.remove(copy.pid);
    if (answers) askDisk(copy);
    judgeAge(copy, answers);
  }

  /// Whether the lease on disk is the one the daemon says it holds (S8).
  ///
  /// After its start and after a suspend at each look, until the other hosts have seen this one
  /// renew: to them it was dead until then, and one of them may be taking the lease.
  private void askDisk(SimCopy copy) {
    if (copy.state() != SimCopy.State.RUNNING || copy.provingSinceNanos != 0) return;
    var store = copy.vm.store;
    long now = host.bootTimeNanos();
    boolean maybeDead =
        now - awakeSinceNanos < SimTime.seconds(GuardTimes.diskOftenSeconds(store.io));
    long every = SimTime.seconds(Math.min(DISK_SECONDS_MAX, store.io.seconds()));
    var asked = askedDiskNanos.get(copy.pid);
    if (!maybeDead && asked != null && now - asked < every) return;
    if (!host.paths.get(store.index).state().carriesWrites()) return;
    askedDiskNanos.put(copy.pid, now);
    if (host.world.planted(PlantedBug.DISK_NOT_ASKED)) return;
    var leader = copy.vm.leader();
    var lockspace = copy.lockspace();
    if (!leader.isHeldBy(host.id, lockspace.generation(), lockspace.heldVersion(copy.vm.slot))) {
      copy.signal(
          true, ExitMark.GUARD_KILL, "guard S8: leader on disk is " + AgentRules.text(leader));
    }
  }

  private void judgeAge(SimCopy copy, boolean answers) {
    if (host.world.planted(PlantedBug.GUARD_IGNORES_AGE)) return;
    var store = copy.vm.store;
    boolean readable = host.paths.get(store.index).state().carriesWrites();
    long ageNanos = renewalAgeNanos(copy, answers, readable);
    long failNanos = SimTime.seconds(store.io.renewalFailSeconds());
    if (!answers && readable && !leaderIsOurs(copy)) {
      copy.signal(
          true, ExitMark.GUARD_KILL, "guard (a): no daemon, and the leader on disk is not ours");
    } else if (ageNanos >= failNanos + SimTime.seconds(GuardTimes.TERM_TO_KILL_SECONDS)) {
      copy.signal(
          true,
          ExitMark.GUARD_KILL,
          "guard (a): last renewal " + SimTime.text(ageNanos) + " s ago");
    } else if (ageNanos >= failNanos) {
      copy.signal(
          false,
          ExitMark.GUARD_KILL,
          "guard (a): last renewal " + SimTime.text(ageNanos) + " s ago");
    }
  }

  /// By the younger of the two sources; what neither can say counts as too old. Counted on the boot
  /// clock from the renewal on, so that a suspend does not stop it.
  private long renewalAgeNanos(SimCopy copy, boolean answers, boolean readable) {
    int store = copy.vm.store.index;
    if (answers && copy.lockspace().isAlive()) {
      renewals.seen(store, copy.lockspace().renewedAtMonotonicNanos());
    }
    if (readable) {
      long onDisk = SimTime.seconds(copy.vm.store.area.delta(host.id).timestampSeconds());
      if (onDisk <= host.monotonicNanos()) renewals.seen(store, onDisk);
    }
    return renewals.ageNanos(store);
  }

  private boolean leaderIsOurs(SimCopy copy) {
    var leader = copy.vm.leader();
    var delta = copy.vm.store.area.delta(host.id);
    return !leader.isFree()
        && leader.owner() == host.id
        && leader.generation() == delta.generation();
  }

  private void watchUnkillable(SimCopy copy) {
    if (nowNanos() - copy.killedAtNanos < SimTime.seconds(GuardTimes.KILL_TO_RESET_SECONDS)) return;
    boolean nothingElseDoes = !host.watchdog.isThere() || isWatchdogOver(copy);
    if (host.selfResetAllowed
        && nothingElseDoes
        && !host.world.planted(PlantedBug.UNKILLABLE_LEFT_ALONE)) {
      host.reset("guard: " + copy.vm.name + " survived SIGKILL for 25 s", SimTime.seconds(40));
    }
  }

  /// It fires 8N + 60 s after the last renewal at the latest, by a clock that stands still in a
  /// suspend: later than that by the boot clock, it protects nothing.
  private boolean isWatchdogOver(SimCopy copy) {
    boolean readable = host.paths.get(copy.vm.store.index).state().carriesWrites();
    long age = renewalAgeNanos(copy, host.sanlock.isRunning(), readable);
    return age >= SimTime.seconds(copy.vm.store.io.hostDeadSeconds());
  }
}
