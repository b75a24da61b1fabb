package org.leasehold.core.sim;

import java.util.TreeMap;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmRun;

/// S18: nobody starts a migrating VM elsewhere until both ends have reported or both are dead.
final class MigrationHoldsStarts extends Invariant {
  MigrationHoldsStarts(World world) {
    super(world, "S18");
  }

  private record Moving(Command.MigrateVm command, long atNanos) {}

  private final TreeMap<String, Moving> moving = new TreeMap<>();

  @Override
  void engineHears(SimEngine engine, Event event) {
    var mine = engine.name + "/";
    if (event instanceof Event.Started) moving.keySet().removeIf(k -> k.startsWith(mine));
    if (!(event instanceof Event.CommandEnded ended)
        || ended.outcome() instanceof Outcome.MayHaveHappened) return;
    moving
        .entrySet()
        .removeIf(
            e ->
                e.getKey().startsWith(mine)
                    && e.getValue().command().header().id().equals(ended.command()));
  }

  /// Both ends of a migration whose outcome is not known have spoken since, or are dead.
  private void bothEnds(SimEngine engine, Command.StartVm start, SimHost target) {
    var under = moving.remove(engine.name + "/" + start.vm());
    if (under == null) return;
    var from = under.command().from();
    boolean ended =
        start.evidence() instanceof StartEvidence.ExitReported exit && exit.host().equals(from);
    long since =
        start.evidence() instanceof StartEvidence.ExitReported exit && ended
            ? exit.atNanos()
            : under.atNanos();
    end(engine, start, target, under.command().to(), since);
    if (!ended) end(engine, start, target, from, since);
  }

  private void end(
      SimEngine engine, Command.StartVm start, SimHost target, HostId end, long since) {
    var heard = world.observers.ears(engine).latest(end);
    if (heard != null && heard.atNanos() > since) return;
    var flag = target.sanlock.lockspace(world.vm(start.vm()).store).flagOf(end.value());
    if (flag == HostFlag.DEAD || flag == HostFlag.FREE) return;
    violated(
        "%s starts on %s, and host %s, an end of its migration, has neither spoken since nor died"
            .formatted(start.vm(), target, end));
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (command instanceof Command.MigrateVm move) {
      moving.put(engine.name + "/" + move.vm(), new Moving(move, world.queue.nowNanos()));
    }
    if (!(command instanceof Command.StartVm start)) return;
    var vm = world.vm(start.vm());
    var target = world.hosts.get(start.host().value() - 1);
    bothEnds(engine, start, target);
    for (var heard : world.observers.ears(engine).all()) {
      var seen = EngineEars.of(heard.report(), start.vm());
      if (seen == null) continue;
      if (seen.run() != VmRun.MIGRATING_OUT && seen.run() != VmRun.MIGRATING_IN) continue;
      var flag = target.sanlock.lockspace(vm.store).flagOf(heard.report().host().value());
      if (flag == HostFlag.LIVE || flag == HostFlag.FAIL) {
        violated(
            "%s starts on %s while host %s was last seen %s"
                .formatted(vm, target, heard.report().host(), seen.run()));
      }
    }
  }
}
