package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random schedules without a violation, and the same bytes for the same seed.
///
/// 2,000 seeds of small clusters in the normal run; the long run of full clusters is `leasehold
/// simulate --seeds 1..100000` (see `core/docs/simulator.md`).
class SeedsTest {
  private static final Shape SMALL = new Shape(3, 4, 5, 8, EnumSet.allOf(FaultKind.class));
  private static final int SEEDS = Integer.getInteger("sim.seeds", 2000);

  /// Seeds of small clusters whose finding is not settled yet, engine or model: see "Open" in
  /// `core/docs/simulator.md`. Whoever mends one takes it out here.
  private static final Set<Long> OPEN = Set.of(106L, 346L, 491L, 711L, 1306L, 1621L, 1678L);

  @Test
  void noSeedOfSmallClustersBreaksARule() {
    run(1, SEEDS, SMALL);
  }

  @Test
  @Tag("long")
  void noSeedOfFullClustersBreaksARule() {
    run(1, 1000, Shape.DEFAULT);
  }

  private static void run(long first, long last, Shape shape) {
    var simulation = new Simulation();
    var failed = new ArrayList<String>();
    for (long seed = first; seed <= last && failed.size() < 5; seed++) {
      var result = simulation.run(Simulation.plan(seed, shape), false);
      boolean open = shape.equals(SMALL) && OPEN.contains(seed);
      if (!result.isGood() && !open) failed.add(told(simulation, result));
    }
    assertEquals(List.of(), failed);
  }

  private static String told(Simulation simulation, SeedResult failed) {
    var shorter = new Shrinker(simulation).shrink(failed);
    return "seed %d: %s, needs %s; repeat: leasehold simulate --seed %d --log"
        .formatted(
            failed.plan().seed(),
            failed.violations().getFirst(),
            shorter.faults(),
            failed.plan().seed());
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    for (long seed : new long[] {1, 7, 19, 42}) {
      var plan = Simulation.plan(seed, SMALL);
      assertEquals(plan, Simulation.plan(seed, SMALL));
      var first = new Simulation().run(plan, true);
      var second = new Simulation().run(plan, true);
      assertTrue(first.log().length() > 1000);
      assertEquals(first.log(), second.log());
      assertEquals(first.events(), second.events());
    }
  }

  @Test
  void realBytesGiveTheSameStory() {
    var plan = Simulation.plan(23, SMALL);
    assertEquals(
        new Simulation().run(plan, true, AreaKind.FIELDS).log(),
        new Simulation().run(plan, true, AreaKind.BYTES).log());
  }

  @Test
  void loggingChangesNothing() {
    var plan = Simulation.plan(11, SMALL);
    assertEquals(
        new Simulation().run(plan, true).events(), new Simulation().run(plan, false).events());
  }
}
