package org.leasehold.core.monitor;

import org.leasehold.core.engine.Command;

/// What may be done although it could not be written down first: what changes nothing, and a start
/// that its lease protects. The safety rules rest on the lease and not on the journal, so a full
/// disk must not keep a dead host's VMs down; whatever takes something away waits.
final class Unjournalled {
  private Unjournalled() {}

  static boolean mayGoOut(Command command) {
    return switch (command) {
      case Command.StartVm start -> start.lockspace() != null;
      case Command.Watch _,
          Command.Probe _,
          Command.Notify _,
          Command.HoldClaim _,
          Command.ReleaseClaim _ ->
          true;
      case Command.StopVm _,
          Command.DestroyCopy _,
          Command.ForgetExit _,
          Command.HostFit _,
          Command.MigrateVm _,
          Command.CancelMigration _,
          Command.SoftRestartAgent _,
          Command.PowerFence _,
          Command.StorageSideStop _,
          Command.StorageSideReset _,
          Command.WriteDocument _ ->
          false;
    };
  }
}
