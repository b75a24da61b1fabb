package org.leasehold.core.sim;

/// S9: where SIGKILL does not end a QEMU, the host resets itself before others may take the lease,
/// unless that was switched off.
final class UnkillableEndsTheHost extends Invariant {
  private static final int LIMIT_SECONDS = 30;

  UnkillableEndsTheHost(World world) {
    super(world, "S9");
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    for (var host : world.hosts) {
      if (!host.isRunning() || host.watchdog.isThere() || !host.selfResetAllowed) continue;
      for (var copy : host.copies) {
        if (copy.killedAtNanos == 0 || !copy.leaseInXml || copy.overdueTold) continue;
        lookAgain();
        if (!host.guard.isRunning()
            || host.nowNanos() - host.guard.startedAtNanos < SimTime.seconds(LIMIT_SECONDS)) {
          continue;
        }
        long since = host.nowNanos() - Math.max(copy.killedAtNanos, host.thawedAtNanos);
        if (since > SimTime.seconds(LIMIT_SECONDS)) {
          copy.overdueTold = true;
          violated(
              "%s survived SIGKILL for %s s, its host goes on"
                  .formatted(copy, SimTime.text(since)));
        }
      }
    }
  }
}
