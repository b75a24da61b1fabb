package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Engine;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// A simulated copy of a real cluster in which a plug is pulled; the real engine decides. It only
/// reads the state it was made of: nothing leads back to a host. Not for several threads.
///
/// First [#settle] until the copy stands where the cluster does, then [#pull], then [#advance] and
/// hear [#steps].
public final class WhatIfWorld {
  /// Longest time until every VM of the copy runs where it does in reality, simulated.
  public static final int SETTLE_MAX_SECONDS = 600;

  private static final String OPERATOR = "what-if";

  /// Longer than any run.
  private static final long FOR_GOOD_NANOS = SimTime.seconds(100_000);

  private final PresentCluster cluster;
  private final World world;
  private final FaultInjector injector;
  private final StepEars ears;
  private Stage stage = Stage.COLD;

  private enum Stage {
    COLD,
    STARTING,
    DARKENING,
    SETTLED
  }

  /// @param seed of everything that chance decides; the same seed gives the same answer
  /// @throws IllegalArgumentException where there is no cluster to copy, in one sentence
  public WhatIfWorld(EngineState present, long seed) {
    cluster = new PresentCluster(present);
    world =
        new World(
            cluster.scenario(),
            seed,
            false,
            EnumSet.noneOf(PlantedBug.class),
            Engine::new,
            AreaKind.FIELDS,
            cluster::amended);
    injector = new FaultInjector(world);
    ears = new StepEars(world);
    world.observers.add(ears);
    world.begin();
  }

  private SimHost hostOf(HostId real) {
    return world.hosts.get(cluster.simulated(real).value() - 1);
  }

  /// As the simulated engine knows it; its hosts have ids of the simulator.
  public EngineState state() {
    return world.engines.getFirst().state();
  }

  public long nowNanos() {
    return world.queue.nowNanos();
  }

  /// The cluster's id of a host of the simulator.
  public HostId real(HostId simulated) {
    return cluster.real(simulated);
  }

  /// Where a VM truly runs, whatever the engine knows; the cluster's id.
  ///
  /// @return null where no copy of it runs
  public @Nullable HostId runsOn(VmId vm) {
    for (var copy : world.vm(vm).copies) {
      if (copy.state() == SimCopy.State.RUNNING) return cluster.real(world.hostId(copy.host.id));
    }
    return null;
  }

  /// Lets one second pass.
  public void advance() {
    world.run(nowNanos() + SimTime.SECOND);
  }

  /// What the engine has done since the last call, oldest first.
  public List<DemoWorld.Stepped> steps() {
    return ears.take();
  }

  /// Lets one second pass on the way to where the cluster stands now.
  ///
  /// @return whether it stands there, or will not come nearer
  public boolean settle() {
    advance();
    switch (stage) {
      case COLD -> {
        if (isUp()) {
          cluster.places().forEach((vm, at) -> ask(new Request.StartVm(vm, cluster.simulated(at))));
          stage = Stage.STARTING;
        }
      }
      case STARTING -> {
        if (misplaced().isEmpty() && isQuietOver()) {
          // not earlier: a host nobody ever heard of may run anything
          for (var host : cluster.hosts()) {
            if (!cluster.isThere(host)) hostOf(host).powerOff("without power in the cluster");
          }
          stage = Stage.DARKENING;
        }
      }
      case DARKENING -> {
        if (isDark()) {
          asNow();
          stage = Stage.SETTLED;
          world.run(nowNanos() + SimTime.seconds(5));
        }
      }
      case SETTLED -> {}
    }
    return stage == Stage.SETTLED || nowNanos() > SimTime.seconds(SETTLE_MAX_SECONDS);
  }

  private void ask(Request request) {
    world.engines.getFirst().ask(OPERATOR, request);
  }

  private boolean isUp() {
    if (!state().claim().acts()) return false;
    for (var id : cluster.hosts()) {
      var host = state().hosts().get(cluster.simulated(id));
      if (host == null || host.status() != HostStatus.UP) return false;
    }
    return true;
  }

  /// Hosts that are silent in the cluster are given up.
  private boolean isDark() {
    for (var id : cluster.hosts()) {
      var host = state().hosts().get(cluster.simulated(id));
      boolean open =
          host != null && (host.status().answers() || host.status() == HostStatus.CONNECTING);
      if (!cluster.isThere(id) && open) return false;
    }
    return true;
  }

  /// VMs that do not run yet where they do in reality.
  public List<VmId> misplaced() {
    var all = new ArrayList<VmId>();
    for (var entry : cluster.places().entrySet()) {
      var vm = state().vms().get(entry.getKey());
      boolean runs =
          vm != null
              && vm.status() == VmStatus.UP
              && cluster.simulated(entry.getValue()).equals(vm.host());
      if (!runs) all.add(entry.getKey());
    }
    return all;
  }

  /// A fresh engine switches no power for a while; the real one has run for long.
  private boolean isQuietOver() {
    var quiet = world.scenario.settings().treatment().quietAfterStart();
    return nowNanos() >= Math.min(quiet.toNanos(), SimTime.seconds(SETTLE_MAX_SECONDS - 60));
  }

  /// What could not be so at a cold start.
  private void asNow() {
    var document = state().document();
    if (document != null) {
      cluster.later(document).values().forEach(vm -> ask(new Request.SetPolicy(vm)));
    }
    var now = cluster.state();
    for (var id : cluster.hosts()) {
      var host = now.hosts().get(id);
      boolean drained = host != null && host.status() == HostStatus.MAINTENANCE;
      if (drained) ask(new Request.HostMaintenance(cluster.simulated(id), true));
    }
    if (now.pause() != null) ask(new Request.PauseHa("as in the cluster", 60));
  }

  /// Pulls it now.
  public void pull(Plug plug) {
    switch (plug) {
      case Plug.Power p -> fault(FaultKind.HOST_GONE_FOR_GOOD, p.host());
      case Plug.TwoHosts p -> {
        fault(FaultKind.HOST_GONE_FOR_GOOD, p.first());
        fault(FaultKind.HOST_GONE_FOR_GOOD, p.second());
      }
      case Plug.Management p -> fault(FaultKind.MANAGEMENT_CUT, p.host());
      case Plug.StoragePath p -> {
        int index = cluster.simulated(p.host()).value() - 1;
        for (int i = 0; i < world.stores.size(); i++) inject(FaultKind.PATH_HUNG, index, i);
      }
      case Plug.Store p -> inject(FaultKind.STORE_HUNG, 0, cluster.store(p.store()));
    }
  }

  private void fault(FaultKind kind, HostId real) {
    inject(kind, cluster.simulated(real).value() - 1, 0);
  }

  private void inject(FaultKind kind, int host, int store) {
    injector.inject(new Fault(kind, nowNanos(), FOR_GOOD_NANOS, host, store, 0, 0, 0));
  }

  /// Rules that were broken: none, ever.
  public List<String> violations() {
    return world.observers.violations().stream().map(Violation::toString).toList();
  }
}
