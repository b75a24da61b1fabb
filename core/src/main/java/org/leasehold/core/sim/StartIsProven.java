package org.leasehold.core.sim;

/// S3 and S7 (c): a copy that should hold its lease and does not, is gone within seconds, as long
/// as the agent or the guard of its host can act.
final class StartIsProven extends Invariant {
  private static final long LIMIT_NANOS = SimTime.seconds(5);

  StartIsProven(World world) {
    super(world, "S3");
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    for (var host : world.hosts) {
      for (var copy : host.copies) judge(host, copy);
    }
  }

  private void judge(SimHost host, SimCopy copy) {
    boolean suspect =
        copy.leaseInXml
            && copy.state() == SimCopy.State.RUNNING
            && copy.killedAtNanos == 0
            && host.sanlock.isRunning()
            && !copy.holdsLease();
    boolean watched = host.guard.isRunning() && host.agent.isRunning() && !copy.unkillable;
    if (!suspect || !watched) {
      copy.unheldSinceNanos = 0;
      return;
    }
    lookAgain();
    if (copy.unheldSinceNanos == 0) copy.unheldSinceNanos = host.nowNanos();
    if (host.nowNanos() - copy.unheldSinceNanos > LIMIT_NANOS) {
      violated("%s has run for 5 s without holding its lease".formatted(copy));
      copy.unheldSinceNanos = host.nowNanos() + SimTime.seconds(100_000);
    }
  }

  /// The answer "proven" is true at that moment.
  @Override
  void startProven(SimCopy copy) {
    var lockspace = copy.lockspace();
    boolean true_ =
        copy.vm
            .leader()
            .isHeldBy(copy.host.id, lockspace.generation(), lockspace.heldVersion(copy.vm.slot));
    if (!true_ || !copy.holdsLease()) {
      violated(
          "%s counts as proven, the leader is %s"
              .formatted(copy, AgentRules.text(copy.vm.leader())));
    }
  }
}
