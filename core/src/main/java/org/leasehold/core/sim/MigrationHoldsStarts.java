package org.leasehold.core.sim;

import java.util.List;
import java.util.TreeMap;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.VmRun;

/// S18: nobody starts a migrating VM elsewhere until both ends have reported or both are dead.
final class MigrationHoldsStarts extends Invariant {
  MigrationHoldsStarts(World world) {
    super(world, "S18");
  }

  /// @param open its outcome is not known: both ends have to say
  private record Moving(Command.MigrateVm command, long atNanos, boolean open) {}

  private final TreeMap<String, Moving> moving = new TreeMap<>();

  @Override
  void engineHears(SimEngine engine, Event event) {
    var mine = engine.name + "/";
    switch (event) {
      case Event.Started _ -> moving.keySet().removeIf(k -> k.startsWith(mine));
      case Event.HostReported(var at, var report) -> settle(engine, report, at);
      case Event.CommandEnded ended -> ended(mine, ended);
      default -> {}
    }
  }

  private void ended(String mine, Event.CommandEnded ended) {
    for (var entry : List.copyOf(moving.entrySet())) {
      var id = entry.getValue().command().header().id();
      if (!entry.getKey().startsWith(mine) || !id.equals(ended.command())) continue;
      if (ended.outcome() instanceof Outcome.MayHaveHappened) {
        moving.put(entry.getKey(), new Moving(entry.getValue().command(), ended.atNanos(), true));
      } else {
        moving.remove(entry.getKey());
      }
    }
  }

  /// One whose outcome is not known is over once both ends have reported since and neither shows it
  /// under way: what is seen after that is another story.
  private void settle(SimEngine engine, HostReport report, long atNanos) {
    if (moving.isEmpty()) return;
    var mine = engine.name + "/";
    moving
        .entrySet()
        .removeIf(
            e ->
                e.getKey().startsWith(mine)
                    && e.getValue().open()
                    && isSettled(engine, e.getValue(), report, atNanos));
  }

  private boolean isSettled(SimEngine engine, Moving moving, HostReport report, long atNanos) {
    var move = moving.command();
    boolean isFrom = report.host().equals(move.from());
    if (!isFrom && !report.host().equals(move.to())) return false;
    var other = world.observers.ears(engine).latest(isFrom ? move.to() : move.from());
    return other != null
        && saysSo(other.report(), other.atNanos(), moving)
        && saysSo(report, atNanos, moving);
  }

  private static boolean saysSo(HostReport report, long atNanos, Moving moving) {
    var seen = EngineEars.of(report, moving.command().vm());
    boolean underWay =
        seen != null && (seen.run() == VmRun.MIGRATING_OUT || seen.run() == VmRun.MIGRATING_IN);
    return atNanos > moving.atNanos() && !report.recovering() && !underWay;
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
    if (heard != null && (heard.atNanos() > since || saysItsEnd(heard.report(), end, start))) {
      return;
    }
    if (isCalledGone(target, world.vm(start.vm()).store, end.value())) return;
    violated(
        "%s starts on %s, and host %s, an end of its migration, has neither spoken since nor died"
            .formatted(start.vm(), target, end));
  }

  /// Its last report shows no process, and nothing has changed there since: it has spoken after the
  /// end, however late the outcome of the migration was heard of. An engine that slept hears both
  /// at one moment.
  private boolean saysItsEnd(HostReport report, HostId end, Command.StartVm start) {
    var seen = EngineEars.of(report, start.vm());
    if (report.recovering() || (seen != null && seen.run().hasProcess())) return false;
    var last = world.vm(start.vm()).changedAtReport.get(end.value());
    return last != null
        && new AgentInstance(last.instance()).equals(report.agent())
        && report.number() > last.afterReport();
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (command instanceof Command.MigrateVm move) {
      moving.put(engine.name + "/" + move.vm(), new Moving(move, world.queue.nowNanos(), false));
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
