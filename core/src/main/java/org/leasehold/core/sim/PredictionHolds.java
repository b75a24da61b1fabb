package org.leasehold.core.sim;

import java.util.TreeMap;
import java.util.TreeSet;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.model.HostId;

/// Design 6: a VM whose lease is waited for is asked to start no later than the bound last printed.
///
/// The bound is about the lease: what held the start beside it (queue, priority, a gate) when the
/// bound passed is the VM's explanation, and then nothing is judged here. It rests on what the
/// target's sanlock sees, so a target that cannot look, or an engine that cannot hear it, has to be
/// well again some seconds before the bound.
final class PredictionHolds extends Invariant {
  private static final long HEARD_AGAIN_NANOS = SimTime.seconds(6);
  private static final String WAITS = "evidence";

  /// By engine and target: when the engine last could not know what the target's sanlock says.
  private final TreeMap<String, Long> blindNanos = new TreeMap<>();

  private final TreeSet<String> told = new TreeSet<>();
  private int judged;

  PredictionHolds(World world) {
    super(world, "design 6 prediction");
  }

  /// Starts that followed a printed bound.
  int judged() {
    return judged;
  }

  @Override
  void engineStepped(SimEngine engine, EngineState before, Event event, Step step) {
    for (var command : step.commands()) {
      if (!(command instanceof Command.StartVm start)) continue;
      var vm = before.vms().get(start.vm());
      if (vm == null || !start.host().equals(vm.plan())) continue;
      var prediction = vm.prediction();
      if (prediction == null) continue;
      boolean kept = world.queue.nowNanos() <= prediction.latestNanos();
      if (kept || isWaiting(vm)) judged++;
      if (isWaiting(vm)) judge(engine, vm, "is asked to start");
    }
    // What waits changes only with a step of its engine, and there is one each second at least.
    for (var vm : step.next().queue().values()) {
      if (isWaiting(vm)) judge(engine, vm, "still waits");
    }
  }

  @Override
  boolean looks() {
    return true;
  }

  @Override
  void look() {
    for (var engine : world.engines) {
      for (var host : world.hosts) {
        if (isHeard(engine, host)) continue;
        lookAgain();
        blindNanos.put(key(engine, host.id), world.queue.nowNanos());
      }
    }
  }

  private static boolean isWaiting(VmRecord vm) {
    var explanation = vm.explanation();
    return vm.prediction() != null
        && vm.plan() != null
        && explanation != null
        && explanation.condition().equals(WAITS);
  }

  private boolean isHeard(SimEngine engine, SimHost host) {
    if (!engine.isRunning() || !world.network.reaches(engine, host)) return false;
    if (!host.agent.isRunning() || !host.sanlock.isRunning()) return false;
    if (world.network.slowNanos(host) > 0) return false;
    for (var path : host.paths) {
      if (path.state() != PathState.GOOD || !isRenewing(host, path.store)) return false;
    }
    return true;
  }

  /// A path is well again only when what waited in it has come through.
  private static boolean isRenewing(SimHost host, SimStore store) {
    var lockspace = host.sanlock.lockspace(store);
    long age = host.monotonicNanos() - lockspace.renewedAtMonotonicNanos();
    return lockspace.isJoined() && age <= SimTime.millis(1500L * store.io.renewalSeconds());
  }

  private void judge(SimEngine engine, VmRecord vm, String what) {
    var prediction = vm.prediction();
    HostId target = vm.plan();
    if (prediction == null || target == null) return;
    long latest = prediction.latestNanos();
    long now = world.queue.nowNanos();
    var explanation = vm.explanation();
    if (now <= latest || explanation == null || explanation.sinceNanos() > latest) return;
    var key = key(engine, target.value());
    Long blind = blindNanos.get(key);
    if (blind != null && blind + HEARD_AGAIN_NANOS > latest) return;
    if (!told.add(key + "/" + vm.id() + "/" + latest)) return;
    violated(
        "%s %s on host %s %s s after the bound %s printed: %s"
            .formatted(
                vm.id(), what, target, SimTime.text(now - latest), engine.name, prediction.text()));
  }

  private static String key(SimEngine engine, int host) {
    return engine.name + "/" + host;
  }
}
