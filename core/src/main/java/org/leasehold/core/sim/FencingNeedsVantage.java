package org.leasehold.core.sim;

import org.leasehold.core.engine.Command;
import org.leasehold.core.model.HostId;

/// S17: power fencing and storage-side stop need another host that cannot reach the silent one
/// either, quiet time and the threshold; a storage-side stop names exactly version + 1.
final class FencingNeedsVantage extends Invariant {
  private static final long PROBE_MAX_NANOS = SimTime.seconds(120);

  FencingNeedsVantage(World world) {
    super(world, "S17");
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    switch (command) {
      case Command.PowerFence fence -> {
        if (fence.power() == Command.PowerFence.Power.OFF)
          judge(engine, fence.host(), "power fencing of");
      }
      case Command.StorageSideReset reset ->
          judge(engine, reset.host(), "reset through the store of");
      case Command.StorageSideStop stop -> {
        judge(engine, stop.owner().host(), "storage-side stop on");
        if (stop.next().value() != stop.held().value() + 1) {
          violated(
              "%s: version %s asked for, evidence says %s"
                  .formatted(stop.vm(), stop.next(), stop.held()));
        }
      }
      case Command.StartVm _,
          Command.StopVm _,
          Command.DestroyCopy _,
          Command.ForgetExit _,
          Command.HostFit _,
          Command.MigrateVm _,
          Command.CancelMigration _,
          Command.Watch _,
          Command.Probe _,
          Command.SoftRestartAgent _,
          Command.Notify _,
          Command.HoldClaim _,
          Command.ReleaseClaim _,
          Command.WriteDocument _ -> {}
    }
  }

  private void judge(SimEngine engine, HostId silent, String what) {
    var ears = world.observers.ears(engine);
    long now = world.queue.nowNanos();
    var probe = ears.probe(silent);
    if (probe == null || probe.reachable() || now - probe.atNanos() > PROBE_MAX_NANOS) {
      violated("%s host %s without a second vantage".formatted(what, silent));
    }
    var treatment = engine.document().settings().treatment();
    if (what.startsWith("power")
        && now - ears.startedNanos() < treatment.quietAfterStart().toNanos()) {
      violated("%s host %s within the quiet time".formatted(what, silent));
    }
    int silentHosts = 0;
    for (var host : world.hosts) {
      var heard = ears.latest(world.hostId(host.id));
      if (heard == null || !ears.answers(heard)) silentHosts++;
    }
    if (silentHosts * 100 / world.hosts.size() >= treatment.connectivityPercent() + 34) {
      violated(
          "%s host %s while %d of %d hosts are silent"
              .formatted(what, silent, silentHosts, world.hosts.size()));
    }
  }
}
