package org.leasehold.core.sim;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The aim in one line: one writer per disk, now and one after the other. What the safety rules
/// admit as not covered is reported apart, and only for as long as they admit it.
final class OneWriterPerDisk extends Invariant {
  /// What the guard or the agent needs to end a copy once it can act again: two looks and a kill.
  static final long REACTION_NANOS = SimTime.millis(3500);

  private final TreeSet<String> told = new TreeSet<>();

  OneWriterPerDisk(World world) {
    super(world, "one writer per disk");
  }

  @Override
  void twoWriters(SimCopy by, SimCopy other, SimDisk disk, String how) {
    var wrong = isRightful(by) ? other : by;
    var right = wrong == by ? other : by;
    var kind = right.byHand ? Uncovered.Kind.BY_HAND : gap(wrong);
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
    if (wrong.byHand) return Uncovered.Kind.BY_HAND;
    if (wrong.resumedByHandNanos != 0 && now - wrong.resumedByHandNanos <= REACTION_NANOS) {
      return Uncovered.Kind.BY_HAND;
    }
    boolean stoodStill = host.isFrozen() || now - host.thawedAtNanos <= REACTION_NANOS;
    if (stoodStill && host.watchdog != Watchdog.HARD) return Uncovered.Kind.HOST_STOOD_STILL;
    if (host.watchdog.isThere()) return null;
    if (wrong.killedAtNanos != 0 && !host.selfResetAllowed) {
      return Uncovered.Kind.UNKILLABLE;
    }
    boolean guardDead =
        !host.guard.isRunning() || now - host.guard.startedAtNanos <= REACTION_NANOS;
    return guardDead && isSanlockLost(wrong) ? Uncovered.Kind.GUARD_DEAD : null;
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
