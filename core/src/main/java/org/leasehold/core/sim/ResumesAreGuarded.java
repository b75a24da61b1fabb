package org.leasehold.core.sim;

/// S10: a resume is allowed only if the leader's owner is this host in the same generation and its
/// version the one last held; after it the version is exactly one more, else the copy is ended at
/// once. A resume by hand is caught after the fact.
final class ResumesAreGuarded extends Invariant {
  /// The agent looks once a second, and ends it at its first look.
  private static final long CAUGHT_NANOS = SimTime.millis(2200);

  ResumesAreGuarded(World world) {
    super(world, "S10");
  }

  /// The agent is about to resume it.
  @Override
  void resumeRuns(SimCopy copy) {
    var leader = copy.vm.leader();
    boolean ours =
        leader.owner() == copy.host.id
            && leader.version() == copy.lastHeldVersion
            && leader.generation() == copy.lastHeldGeneration;
    if (!ours) {
      violated(
          "%s is resumed, the leader is %s, last held was version %d"
              .formatted(copy, AgentRules.text(leader), copy.lastHeldVersion));
    }
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
    boolean watched =
        host.agent.isRunning() && host.paths.get(copy.vm.store.index).state().carriesWrites();
    boolean wrong =
        copy.wrongResumeNanos != 0
            && copy.state() == SimCopy.State.RUNNING
            && copy.killedAtNanos == 0
            && !copy.unkillable;
    if (!wrong || !watched) {
      copy.wrongResumeSeenNanos = 0;
      return;
    }
    lookAgain();
    if (copy.wrongResumeSeenNanos == 0) copy.wrongResumeSeenNanos = host.nowNanos();
    if (host.nowNanos() - copy.wrongResumeSeenNanos > CAUGHT_NANOS) {
      copy.wrongResumeNanos = 0;
      violated(
          "%s goes on after a resume that was not version %d of its lease"
              .formatted(copy, copy.lastHeldVersion + 1));
    }
  }
}
