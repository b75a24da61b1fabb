package org.leasehold.core.sim;

/// S8: a running copy whose leader on disk is not its own is gone within a renewal period, as long
/// as its guard lives and reads the disk.
final class DiskIsAsked extends Invariant {
  private static final long WAKING_NANOS = SimTime.seconds(8);
  private static final long AT_ONCE_NANOS = SimTime.millis(2200);

  DiskIsAsked(World world) {
    super(world, "S8");
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
    boolean asks =
        host.guard.isRunning()
            && host.paths.get(copy.vm.store.index).state().carriesWrites()
            && !copy.unkillable;
    boolean suspect =
        asks
            && copy.leaseInXml
            && copy.state() == SimCopy.State.RUNNING
            && copy.provingSinceNanos == 0
            && copy.killedAtNanos == 0
            && copy.vm.leader().owner() != host.id;
    if (!suspect) {
      copy.notOwnerSinceNanos = 0;
      return;
    }
    lookAgain();
    if (copy.notOwnerSinceNanos == 0) copy.notOwnerSinceNanos = host.nowNanos();
    boolean justWoke = host.nowNanos() - host.thawedAtNanos < WAKING_NANOS;
    long limit = justWoke ? AT_ONCE_NANOS : SimTime.seconds(copy.vm.store.io.renewalSeconds() + 4);
    if (host.nowNanos() - copy.notOwnerSinceNanos > limit) {
      violated(
          "%s runs, the leader on disk is %s".formatted(copy, AgentRules.text(copy.vm.leader())));
      copy.notOwnerSinceNanos = host.nowNanos() + SimTime.seconds(100_000);
    }
  }
}
