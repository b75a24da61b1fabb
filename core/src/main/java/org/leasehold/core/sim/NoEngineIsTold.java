package org.leasehold.core.sim;

/// S19: an agent that has heard no acting engine for 60 s tells people.
final class NoEngineIsTold extends Invariant {
  private static final long LIMIT_NANOS = SimTime.seconds(65);
  private boolean told;

  NoEngineIsTold(World world) {
    super(world, "S19");
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    if (told) return;
    for (var host : world.hosts) {
      var agent = host.agent;
      if (!agent.isRunning() || agent.hasToldNoEngine()) continue;
      long awakeSince = Math.max(agent.lastEngineNanos(), host.thawedAtNanos);
      if (agent.thawedNanos() > awakeSince) awakeSince = agent.thawedNanos();
      long waited = host.nowNanos() - awakeSince;
      if (waited > LIMIT_NANOS - SimTime.seconds(5)) lookAgain();
      if (waited > LIMIT_NANOS) {
        told = true;
        violated("%s has heard no acting engine for 65 s and told nobody".formatted(host));
      }
    }
  }
}
