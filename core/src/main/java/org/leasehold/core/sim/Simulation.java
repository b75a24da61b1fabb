package org.leasehold.core.sim;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.leasehold.core.engine.Engine;

/// Runs one seed, or one plan: the way in.
public final class Simulation {
  private final Set<PlantedBug> planted;
  private final Supplier<Engine> engine;
  private final boolean everyEvent;

  public Simulation() {
    this(EnumSet.noneOf(PlantedBug.class), Engine::new);
  }

  /// With rules left out on purpose: for tests only.
  Simulation(Set<PlantedBug> planted, Supplier<Engine> engine) {
    this(planted, engine, false);
  }

  private Simulation(Set<PlantedBug> planted, Supplier<Engine> engine, boolean everyEvent) {
    this.planted = planted;
    this.engine = engine;
    this.everyEvent = everyEvent;
  }

  /// The same, with every invariant looking after every event, whether anything changed or not:
  /// slow, to prove that nothing is missed otherwise.
  Simulation lookingAlways() {
    return new Simulation(planted, engine, true);
  }

  /// The plan a seed stands for.
  public static Plan plan(long seed, Shape shape) {
    return PlanMaker.make(seed, shape);
  }

  /// @param logged keep the story; costs time
  public SeedResult run(Plan plan, boolean logged) {
    return run(plan, logged, AreaKind.of(plan.seed()));
  }

  SeedResult run(Plan plan, boolean logged, AreaKind areas) {
    var world = new World(plan.scenario(), plan.seed(), logged, planted, engine, areas);
    world.observers.everyEvent = everyEvent;
    var injector = new FaultInjector(world);
    world.begin();
    injector.plan(plan.faults());
    world.run(SimTime.seconds(plan.scenario().seconds()));
    world.observers.end();
    return new SeedResult(
        plan,
        world.queue.happened(),
        injector.injected(),
        world.observers.violations(),
        world.observers.overlaps(),
        world.observers.starts(),
        world.observers.predicted(),
        world.log.text());
  }
}
