package org.leasehold.core.sim;

import org.leasehold.core.model.ExitMark;

/// The process that holds the engine lease on an engine's behalf; ends with its agent, with its
/// lease, and 15 s after the engine's last beat (S13, S16).
final class SimClaimHolder extends Actor implements LeaseHolder {
  static final long BEAT_LIMIT_NANOS = SimTime.seconds(15);

  final SimHost host;
  final String engine;
  final SimStore store;
  final int slot;
  private final long daemonLife;
  private long beatNanos;

  /// Note of an invariant.
  boolean overdueTold;

  SimClaimHolder(SimHost host, String engine, SimStore store, int slot) {
    super(host.queue(), host);
    this.host = host;
    this.engine = engine;
    this.store = store;
    this.slot = slot;
    this.daemonLife = host.sanlock.life();
    begin();
    beat();
  }

  void beat() {
    beatNanos = nowNanos();
    long last = beatNanos;
    later(
        BEAT_LIMIT_NANOS,
        () -> {
          if (beatNanos == last && !host.world.planted(PlantedBug.CLAIM_WITHOUT_BEAT)) {
            if (host.agent.claimHolder == this)
              host.agent.dropClaim("no beat of " + engine + " for 15 s");
            else stop("no beat of " + engine + " for 15 s");
          }
        });
  }

  long beatNanos() {
    return beatNanos;
  }

  boolean isGood() {
    return isAlive()
        && host.sanlock.life() == daemonLife
        && host.sanlock.lockspace(store).holds(slot, this);
  }

  void stop(String why) {
    if (!isAlive()) return;
    host.world.log.line(
        nowNanos(), "host " + host.name, "claim holder of " + engine + " ends: " + why);
    host.sanlock.lockspace(store).release(this, slot);
    end();
  }

  void parentEnded() {
    stop("agent ended");
  }

  @Override
  public void signal(boolean kill, ExitMark mark, String because) {
    stop(because);
  }
}
