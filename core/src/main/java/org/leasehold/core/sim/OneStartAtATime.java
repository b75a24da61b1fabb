package org.leasehold.core.sim;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.CommandId;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.HostId;

/// B2 and B9: an engine has one start of a VM under way at a time; and where a connection broke on
/// it, which may mean running, it tries no other host until that host has reported or is dead.
final class OneStartAtATime extends Invariant {
  /// @param version of the lease when it was asked for
  private record Start(Command.StartVm command, long atNanos, long lostNanos, long version) {}

  private final TreeMap<String, Start> starts = new TreeMap<>();

  OneStartAtATime(World world) {
    super(world, "B2 B9");
  }

  private static String prefix(SimEngine engine) {
    return engine.name + "/";
  }

  @Override
  void engineHears(SimEngine engine, Event event) {
    if (event instanceof Event.Started) starts.keySet().removeIf(k -> k.startsWith(prefix(engine)));
    if (!(event instanceof Event.CommandEnded ended)) return;
    var key = keyOf(engine, ended.command());
    var start = key == null ? null : starts.get(key);
    if (key == null || start == null) return;
    if (ended.outcome() instanceof Outcome.MayHaveHappened) {
      starts.put(
          key, new Start(start.command(), start.atNanos(), event.atNanos(), start.version()));
    } else {
      starts.remove(key);
    }
  }

  private @Nullable String keyOf(SimEngine engine, CommandId id) {
    for (var entry : starts.entrySet()) {
      boolean mine = entry.getKey().startsWith(prefix(engine));
      if (mine && entry.getValue().command().header().id().equals(id)) return entry.getKey();
    }
    return null;
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (!(command instanceof Command.StartVm start)) return;
    long now = world.queue.nowNanos();
    long version = version(world.vm(start.vm()));
    var before = starts.put(prefix(engine) + start.vm(), new Start(start, now, -1, version));
    if (before == null) return;
    var limit = engine.document().settings().restart().startLimit().toNanos();
    if (before.lostNanos() < 0) {
      if (now - before.atNanos() < limit) {
        violated("%s: two starts under way".formatted(start.vm()));
      }
      return;
    }
    var host = before.command().host();
    if (host.equals(start.host()) || isKnown(engine, start, host, before.lostNanos())) return;
    boolean ended =
        start.evidence() instanceof StartEvidence.ExitReported exit
            && exit.host().equals(host)
            && exit.reportNumber() > before.command().header().reportNumber();
    if (ended || (isGivenUp(engine, host) && hasTakenNoLease(before))) return;
    violated(
        "%s is to start on host %s, it may be running on host %s, which has not reported since"
            .formatted(start.vm(), start.host(), host));
  }

  /// It has been silent for longer than a host may be: non-responsive to this engine.
  private static boolean isGivenUp(SimEngine engine, HostId host) {
    var record = engine.state().hosts().get(host);
    return record != null && record.status() == HostStatus.NON_RESPONSIVE;
  }

  /// Its lease is still as it was before that start, so it has never run by it; what could still
  /// come of it and the next start both need that very version: the lease decides.
  private boolean hasTakenNoLease(Start start) {
    var vm = world.vm(start.command().vm());
    return vm.hasLease() && version(vm) == start.version();
  }

  private static long version(SimVm vm) {
    return vm.hasLease() ? vm.leader().version() : -1;
  }

  /// It has reported since, or is not alive to the target, or its lease says more (S4).
  private boolean isKnown(SimEngine engine, Command.StartVm start, HostId host, long since) {
    var heard = world.observers.ears(engine).latest(host);
    if (heard != null && heard.atNanos() > since) return true;
    var vm = world.vm(start.vm());
    var target = world.hosts.get(start.host().value() - 1);
    boolean alive = target.sanlock.lockspace(vm.store).flagOf(host.value()) == HostFlag.LIVE;
    long allowed = SimTime.seconds(3L * vm.store.io.renewalSeconds());
    return vm.hasLease() && (!alive || world.queue.nowNanos() - since >= allowed);
  }
}
