package org.leasehold.core.sim;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The aim in one line: one writer per disk, now and one after the other. What the safety rules
/// admit as not covered is reported apart, and only for as long as they admit it.
final class OneWriterPerDisk extends Invariant {
  /// One look of guard or agent, once a second, and a kill.
  static final long ONE_LOOK_NANOS = SimTime.millis(1200);

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
    var wrong = other.byHand || (isRightful(by) && other.isWriting()) ? other : by;
    var right = wrong == by ? other : by;
    var kind = right.byHand ? gap(right) : gap(wrong);
    var key = wrong.pid + "/" + right.pid + "/" + disk.name + "/" + kind;
    if (!told.add(key)) return;
    var text =
        "%s is written by pid %d on %s (%s) and by pid %d on %s"
            .formatted(disk.name, wrong.pid, wrong.host, how, right.pid, right.host);
    if (kind == null) violated(text);
    else world.observers.uncovered(kind, text);
  }

  @Override
  void everySecond() {
    for (var vm : world.vms) {
      for (var copy : vm.copies) copy.writingMayHaveChanged();
    }
  }

  private static boolean isRightful(SimCopy copy) {
    if (!copy.isAlive() || !copy.holdsLease()) return false;
    var lockspace = copy.lockspace();
    return copy.vm
        .leader()
        .isHeldBy(copy.host.id, lockspace.generation(), lockspace.heldVersion(copy.vm.slot));
  }

  /// Why nothing could have ended the wrong copy yet; null: something should have.
  static Uncovered.@Nullable Kind gap(SimCopy wrong) {
    var host = wrong.host;
    long now = host.nowNanos();
    if (wrong.byHand) return host.hookInstalled ? null : Uncovered.Kind.BY_HAND;
    if (wrong.resumedByHandNanos != 0 && now - wrong.resumedByHandNanos <= TWO_LOOKS_NANOS) {
      return Uncovered.Kind.BY_HAND;
    }
    if (host.watchdog != Watchdog.HARD && justStoodStill(host, now)) {
      return Uncovered.Kind.HOST_STOOD_STILL;
    }
    if (host.watchdog.isThere()) return null;
    if (wrong.killedAtNanos != 0 && !host.selfResetAllowed) {
      return Uncovered.Kind.UNKILLABLE;
    }
    boolean guardDead =
        !host.guard.isRunning() || now - host.guard.startedAtNanos <= TWO_LOOKS_NANOS;
    return guardDead && isSanlockLost(wrong) ? Uncovered.Kind.GUARD_DEAD : null;
  }

  private static boolean justStoodStill(SimHost host, long now) {
    if (host.isFrozen()) return now - host.frozenAtNanos() >= STOOD_STILL_NANOS;
    return now - host.thawedAtNanos <= ONE_LOOK_NANOS
        && host.thawedAtNanos - host.frozenAtNanos() >= STOOD_STILL_NANOS;
  }

  private static boolean isSanlockLost(SimCopy copy) {
    var daemon = copy.host.sanlock;
    if (!daemon.isRunning() || !daemon.knowsPid(copy)) return true;
    var lockspace = copy.lockspace();
    if (lockspace.state() != SimLockspace.State.JOINED) return true;
    long age = copy.host.monotonicNanos() - lockspace.renewedAtMonotonicNanos();
    return age > SimTime.seconds(copy.vm.store.io.renewalFailSeconds());
  }
}
