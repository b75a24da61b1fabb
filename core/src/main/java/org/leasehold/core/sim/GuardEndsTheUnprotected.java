package org.leasehold.core.sim;

/// S7 and E1: a copy whose lease could not be renewed is gone before others may take it, as long as
/// its host's guard or daemon could act all the while.
final class GuardEndsTheUnprotected extends Invariant {
  private static final int AFTER_FAIL_SECONDS = 30;

  GuardEndsTheUnprotected(World world) {
    super(world, "S7");
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    for (var host : world.hosts) {
      if (!host.isRunning()) continue;
      for (var copy : host.copies) judge(host, copy);
    }
  }

  private void judge(SimHost host, SimCopy copy) {
    if (!copy.leaseInXml || copy.unkillable || copy.state() == SimCopy.State.DYING) return;
    if (!host.guard.isRunning() || !host.isRunning()) return;
    var store = copy.vm.store;
    long limit = SimTime.seconds(store.io.renewalFailSeconds() + AFTER_FAIL_SECONDS);
    long watching = host.nowNanos() - Math.max(host.guard.startedAtNanos, host.thawedAtNanos);
    if (watching < SimTime.seconds(AFTER_FAIL_SECONDS)) return;
    var delta = store.area.delta(host.id);
    long age = host.nowNanos() - world.renewals.lastOf(store, host, delta.generation());
    if (age > SimTime.seconds(store.io.renewalFailSeconds()) && !copy.overdueTold) lookAgain();
    if (age > limit && !copy.overdueTold) {
      copy.overdueTold = true;
      violated("%s lives %s s after its host's last renewal".formatted(copy, SimTime.text(age)));
    }
    boolean unknown = host.sanlock.isRunning() && !host.sanlock.knowsPid(copy);
    if (unknown && !copy.overdueTold) lookAgain();
    if (!unknown) copy.unknownSinceNanos = 0;
    else if (copy.unknownSinceNanos == 0) copy.unknownSinceNanos = host.nowNanos();
    boolean tooLong = unknown && host.nowNanos() - copy.unknownSinceNanos > SimTime.seconds(4);
    if (tooLong && !copy.overdueTold) {
      copy.overdueTold = true;
      violated("%s lives though sanlock has not known its pid for 4 s".formatted(copy));
    }
  }
}
