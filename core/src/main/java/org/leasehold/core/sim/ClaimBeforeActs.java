package org.leasehold.core.sim;

import org.leasehold.core.engine.Command;
import org.leasehold.core.model.Grade;

/// S16: without the claim an engine only starts VMs that a lease protects; and the claim's holder
/// ends 15 s after the last beat.
final class ClaimBeforeActs extends Invariant {
  private static final long SLACK_NANOS = SimTime.seconds(2);

  ClaimBeforeActs(World world) {
    super(world, "S16");
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (engine.claim().acts()) return;
    switch (command) {
      case Command.StartVm start -> {
        if (!world.vm(start.vm()).hasLease())
          forbidden(engine, "starts " + start.vm() + ", which has no lease");
      }
      case Command.StopVm c -> forbidden(engine, "stops " + c.vm());
      case Command.DestroyCopy c -> forbidden(engine, "destroys a copy of " + c.vm());
      case Command.MigrateVm c -> forbidden(engine, "migrates " + c.vm());
      case Command.CancelMigration c -> forbidden(engine, "cancels the migration of " + c.vm());
      case Command.PowerFence c -> forbidden(engine, "fences host " + c.host());
      case Command.StorageSideStop c -> forbidden(engine, "stops " + c.vm() + " through the store");
      case Command.StorageSideReset c -> forbidden(engine, "resets host " + c.host());
      case Command.HostFit c -> forbidden(engine, "calls host " + c.host() + " fit");
      case Command.WriteDocument _ -> forbidden(engine, "writes the document");
      case Command.ForgetExit _,
          Command.Watch _,
          Command.Probe _,
          Command.SoftRestartAgent _,
          Command.Notify _,
          Command.HoldClaim _,
          Command.ReleaseClaim _ -> {}
    }
  }

  private void forbidden(SimEngine engine, String what) {
    violated("%s %s and does not hold the claim".formatted(engine.name, what));
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    for (var host : world.hosts) {
      var holder = host.agent.claimHolder;
      if (holder == null || !host.isRunning()) continue;
      long awake = host.nowNanos() - Math.max(holder.beatNanos(), host.thawedAtNanos);
      if (awake > SimClaimHolder.BEAT_LIMIT_NANOS) lookAgain();
      if (awake > SimClaimHolder.BEAT_LIMIT_NANOS + SLACK_NANOS
          && host.agent.isRunning()
          && !holder.overdueTold) {
        holder.overdueTold = true;
        violated(
            "the claim of %s on %s is held %s s after its last beat"
                .formatted(holder.engine, host, SimTime.text(awake)));
      }
    }
  }

  static boolean protects(Grade grade) {
    return grade != Grade.NOT_PROTECTED;
  }
}
