package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.leasehold.core.engine.Engine;
import org.leasehold.core.engine.Safeguard;

/// Every invariant is able to fail: a rule left out on purpose is found within 10,000 seeds, and
/// the same run with the rule is good.
class PlantedBugsTest {
  private static final int SEEDS_MAX = 10_000;

  /// @param bug the rule left out: a [PlantedBug] or a [Safeguard]
  /// @param seed the first seed that finds it
  /// @param invariant the invariant that finds it
  /// @param kinds the faults that it needs
  private record Planted(Enum<?> bug, long seed, String invariant, FaultKind... kinds) {
    Shape shape() {
      return new Shape(3, 5, 4, 10, EnumSet.copyOf(List.of(kinds)));
    }

    Simulation simulation() {
      if (bug instanceof PlantedBug planted)
        return new Simulation(EnumSet.of(planted), Engine::new);
      var safeguard = (Safeguard) bug;
      Supplier<Engine> broken = () -> Engine.without(safeguard);
      return new Simulation(EnumSet.noneOf(PlantedBug.class), broken);
    }

    boolean foundAt(long tried) {
      var plan = Simulation.plan(tried, shape());
      return breaks(simulation().run(plan, false)) && !breaks(new Simulation().run(plan, false));
    }

    private boolean breaks(SeedResult result) {
      return result.violations().stream().anyMatch(v -> v.invariant().equals(invariant));
    }
  }

  // PLANTED
  private static final List<Planted> ALL = List.of();

  @TestFactory
  Stream<DynamicTest> isFoundAtItsSeed() {
    return ALL.stream()
        .map(
            p ->
                DynamicTest.dynamicTest(
                    p.bug().name(), () -> assertTrue(p.foundAt(p.seed()), "seed " + p.seed())));
  }

  /// From seed 1 on, as the table in `core/docs/simulator.md` counts.
  @TestFactory
  @Tag("long")
  Stream<DynamicTest> isFoundFromTheFirstSeedOn() {
    return ALL.stream()
        .map(
            p ->
                DynamicTest.dynamicTest(
                    p.bug().name(),
                    () -> {
                      for (long seed = 1; seed <= SEEDS_MAX; seed++) if (p.foundAt(seed)) return;
                      fail("not found in " + SEEDS_MAX + " seeds");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> atLeastSixteen() {
    return Stream.of(
        DynamicTest.dynamicTest("at least sixteen", () -> assertFalse(ALL.size() < 16)));
  }
}
