package org.leasehold.core.sim;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.GuardTimes;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmRun;

/// The aim in one line: one writer per disk, now and one after the other. What nothing on a host
/// could end, and what people made around Leasehold, is reported apart, by the words of the safety
/// rule that names it and only for as long as it says.
final class OneWriterPerDisk extends Invariant {
  /// One look of guard or agent, once a second, and a kill.
  static final long ONE_LOOK_NANOS = SimTime.millis(1200);

  /// A QEMU that survives SIGKILL on a host that stood still: the guard's 25 s until it resets the
  /// host begin with the kill, and that could not come before the host woke (S9).
  private static final long KILL_TO_RESET_NANOS =
      SimTime.seconds(GuardTimes.KILL_TO_RESET_SECONDS) + SimTime.millis(2200);

  /// Two looks and a kill.
  static final long TWO_LOOKS_NANOS = SimTime.millis(2200);

  /// The guard kills at 8N + 20, others may take the lease at 8N + 60: who stood still for less
  /// than what lies between was ended in time.
  private static final long STOOD_STILL_NANOS = SimTime.seconds(40);

  private final TreeSet<String> told = new TreeSet<>();

  OneWriterPerDisk(World world) {
    super(world, "one writer per disk");
  }

  @Override
  void twoWriters(SimCopy by, SimCopy other, SimDisk disk, String how) {
    // One after the other: who writes with an old image is wrong, whatever it holds now.
    boolean otherIsWrong =
        by.isReleased
            || (!other.isReleased
                && (other.byHand || isWritingRightful(by, other) || isWritingPast(by, other)));
    var wrong = otherIsWrong ? other : by;
    var right = wrong == by ? other : by;
    var kind = right.byHand && !right.isReleased ? gap(right, wrong) : gap(wrong, right);
    if (kind == null && !wrong.exists() && isUntold(wrong)) kind = Overlap.Kind.CACHE_UNTOLD;
    if (kind == null && startedByWord.contains(wrong.vm.id())) {
      kind = Overlap.Kind.CONFIRMED_WRONGLY;
    }
    var key = wrong.pid + "/" + right.pid + "/" + disk.name + "/" + kind;
    if (!told.add(key)) return;
    var text =
        "%s is written by pid %d on %s (%s) and by pid %d on %s"
            .formatted(disk.name, wrong.pid, wrong.host, how, right.pid, right.host);
    if (kind == null) violated(text);
    else world.observers.overlap(kind, text);
  }

  /// By engine and VM: it was told that the last live disks used the host's page cache.
  private final TreeSet<String> toldOfCache = new TreeSet<>();

  /// VMs that were last started by an engine that could not know of it.
  private final TreeSet<VmId> startedUnaware = new TreeSet<>();

  /// VMs without a lease that were last started on a person's word.
  private final TreeSet<VmId> startedByWord = new TreeSet<>();

  private boolean isUntold(SimCopy dead) {
    return !dead.liveCacheIsSafe() && startedUnaware.contains(dead.vm.id());
  }

  @Override
  void engineHears(SimEngine engine, Event event) {
    var mine = engine.name + "/";
    switch (event) {
      case Event.Started started -> {
        if (started.memory().vms().isEmpty()) toldOfCache.removeIf(k -> k.startsWith(mine));
      }
      case Event.HostReported(_, var report) -> {
        for (var vm : report.vms()) {
          if (vm.disks().sources().isEmpty()) continue;
          if (!vm.disks().directOnly()) toldOfCache.add(mine + vm.vm());
          else if (vm.run() == VmRun.RUNNING) toldOfCache.remove(mine + vm.vm());
        }
      }
      default -> {}
    }
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (!(command instanceof Command.StartVm start)) return;
    boolean word = start.evidence() instanceof StartEvidence.OperatorConfirmed;
    if (word && !world.vm(start.vm()).hasLease()) startedByWord.add(start.vm());
    else startedByWord.remove(start.vm());
    boolean known = toldOfCache.contains(engine.name + "/" + start.vm());
    for (var host : world.hosts) known |= isWritten(host.agent.notes.document, start.vm());
    if (known) startedUnaware.remove(start.vm());
    else startedUnaware.add(start.vm());
  }

  private static boolean isWritten(@Nullable ClusterDocument document, VmId vm) {
    var entry = document == null ? null : document.vms().get(vm);
    var live = entry == null ? null : entry.live();
    return live != null && !live.disks().directOnly();
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    for (var vm : world.vms) {
      if (vm.copies.size() > 1) lookAgain();
      for (var copy : vm.copies) copy.writingMayHaveChanged();
    }
  }

  private static boolean isWritingRightful(SimCopy by, SimCopy other) {
    return isRightful(by) && other.isWriting();
  }

  /// The lease on disk is still the first one's host's, though its daemon may be gone since: until
  /// its time is over nobody may take the lease, and the other is not named by it.
  private static boolean isWritingPast(SimCopy by, SimCopy other) {
    return other.isWriting() && isNamed(by) && !isNamed(other);
  }

  private static boolean isNamed(SimCopy copy) {
    var leader = copy.vm.leader();
    return !leader.isFree() && leader.owner() == copy.host.id;
  }

  private static boolean isRightful(SimCopy copy) {
    if (!copy.isAlive() || !copy.holdsLease()) return false;
    var lockspace = copy.lockspace();
    return copy.vm
        .leader()
        .isHeldBy(copy.host.id, lockspace.generation(), lockspace.heldVersion(copy.vm.slot));
  }

  /// Why nothing could have ended the wrong copy yet; null: something should have.
  private static Overlap.@Nullable Kind gap(SimCopy wrong, SimCopy other) {
    var host = wrong.host;
    long now = host.nowNanos();
    if (wrong.byHand) return host.hookInstalled ? null : Overlap.Kind.BY_HAND;
    if (wrong.resumedByHandNanos != 0 && now - wrong.resumedByHandNanos <= TWO_LOOKS_NANOS) {
      return Overlap.Kind.BY_HAND;
    }
    if (host.watchdog != Watchdog.HARD && justStoodStill(host, now, wrong.killedAtNanos != 0)) {
      return Overlap.Kind.HOST_STOOD_STILL;
    }
    if (host.watchdog != Watchdog.HARD && isLeftToTheDisk(host, other)) {
      return Overlap.Kind.GUARD_DEAD;
    }
    boolean isLost = isSanlockLost(wrong);
    if (wrong.killedAtNanos != 0 && !isResetDue(wrong, isLost)) return Overlap.Kind.UNKILLABLE;
    if (host.watchdog.isThere() && !sleptWithTheHost(wrong)) return null;
    boolean guardDead =
        !host.guard.isRunning()
            || now - host.guard.startedAtNanos <= TWO_LOOKS_NANOS
            || knowsNoSleep(wrong, host, now);
    return guardDead && isLost ? Overlap.Kind.GUARD_DEAD : null;
  }

  /// Whether the host's own reset or its watchdog has to have ended a copy that survives SIGKILL.
  /// The host's own reset is off where a watchdog runs, and that has no reason to fire while
  /// sanlock renews (S9).
  private static boolean isResetDue(SimCopy copy, boolean isLost) {
    var host = copy.host;
    if (!host.watchdog.isThere() || sleptWithTheHost(copy)) return host.selfResetAllowed;
    return isLost && !watchdogStillCounts(copy);
  }

  /// It had survived SIGKILL while sanlock still renewed, and the watchdog that began to count with
  /// the last renewal is not over yet (8N + 60). One that was killed because the renewals stopped
  /// is ended in time by sanlock's own arithmetic, and gets no such time.
  private static boolean watchdogStillCounts(SimCopy copy) {
    var host = copy.host;
    if (!host.sanlock.isRunning() || !host.sanlock.knowsPid(copy)) return false;
    var io = copy.vm.store.io;
    long renewed = renewedNanos(copy, copy.lockspace().generation());
    return copy.killedAtNanos - renewed < SimTime.seconds(io.renewalFailSeconds())
        && host.nowNanos() - renewed <= SimTime.seconds(io.hostDeadSeconds());
  }

  /// softdog counts by the clock that stands still in a suspend: no watchdog until the next
  /// renewal.
  private static boolean sleptWithTheHost(SimCopy copy) {
    var host = copy.host;
    return host.watchdog != Watchdog.HARD
        && host.thawedAtNanos > renewedNanos(copy, copy.lockspace().generation());
  }

  private static long renewedNanos(SimCopy copy, long generation) {
    return copy.host.world.renewals.lastOf(copy.vm.store, copy.host, generation);
  }

  /// A guard that begins after a suspend learns how old a renewal is when it sees the next one.
  private static boolean knowsNoSleep(SimCopy copy, SimHost host, long now) {
    long period = SimTime.seconds(copy.vm.store.io.renewalSeconds());
    long since = Math.max(host.guard.begunNanos, host.thawedAtNanos);
    return host.thawedAtNanos > 0
        && host.guard.begunNanos >= host.frozenAtNanos()
        && now - since <= period + TWO_LOOKS_NANOS;
  }

  private static boolean justStoodStill(SimHost host, long now, boolean unkillable) {
    if (host.isFrozen()) return now - host.frozenAtNanos() >= STOOD_STILL_NANOS;
    long atMost = unkillable ? KILL_TO_RESET_NANOS : ONE_LOOK_NANOS;
    return now - host.thawedAtNanos <= atMost
        && host.thawedAtNanos - host.frozenAtNanos() >= STOOD_STILL_NANOS;
  }

  /// The guard was dead while its host stood still, so that it knows nothing of the time slept, and
  /// sanlock, which does not either, renews again: only the disk tells, at the guard's next look
  /// after the other's start (S8).
  private static boolean isLeftToTheDisk(SimHost host, SimCopy other) {
    var guard = host.guard;
    if (host.isFrozen() || host.thawedAtNanos - host.frozenAtNanos() < STOOD_STILL_NANOS)
      return false;
    if (!guard.isRunning()) return true;
    long since = Math.max(Math.max(guard.begunNanos, host.thawedAtNanos), other.stateSinceNanos());
    return guard.begunNanos >= host.frozenAtNanos() && host.nowNanos() - since <= ONE_LOOK_NANOS;
  }

  private static boolean isSanlockLost(SimCopy copy) {
    var daemon = copy.host.sanlock;
    if (!daemon.isRunning() || !daemon.knowsPid(copy)) return true;
    var lockspace = copy.lockspace();
    if (lockspace.state() != SimLockspace.State.JOINED) return true;
    // By the true time: a clock that stood still during a suspend makes no renewal younger.
    long renewed = renewedNanos(copy, lockspace.generation());
    long age = copy.host.nowNanos() - renewed;
    return age > SimTime.seconds(copy.vm.store.io.renewalFailSeconds());
  }
}
