package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random schedules without a violation, and the same bytes for the same seed.
///
/// 2,000 seeds of small clusters in the normal run; the long run of full clusters is `leasehold
/// simulate --seeds 1..100000` (see `core/docs/simulator.md`).
class SeedsTest {
  private static final Shape SMALL = new Shape(3, 4, 5, 8, EnumSet.allOf(FaultKind.class));
  private static final int SEEDS = Integer.getInteger("sim.seeds", 2000);

  /// Seeds of small clusters whose finding is not settled yet, with the invariant that breaks: see
  /// "Open" in `core/docs/simulator.md`. The test fails when one of them turns good or breaks
  /// another rule, so whoever mends one takes it out here. None may be a rule about two writers.
  private static final SortedMap<Long, String> OPEN = new TreeMap<>();

  static {
    for (long seed : new long[] {106L}) OPEN.put(seed, "DisksAreTheLiveOnes");
    OPEN.put(1105L, "NoHarmFromSilence");
    for (long seed : new long[] {346L, 491L, 711L, 1621L, 1678L, 1741L, 1781L, 1905L})
      OPEN.put(seed, "EventuallyRuns");
  }

  @Test
  void noSeedOfSmallClustersBreaksARuleButTheOpenOnes() {
    var simulation = new Simulation();
    var failed = new ArrayList<String>();
    var open = new TreeMap<Long, String>();
    for (long seed = 1; seed <= SEEDS && failed.size() < 20; seed++) {
      var result = simulation.run(Simulation.plan(seed, SMALL), false);
      if (result.isGood()) continue;
      var rule = result.violations().getFirst().invariant();
      if (rule.equals(OPEN.get(seed))) {
        open.put(seed, rule);
      } else {
        failed.add(told(simulation, result));
      }
    }
    assertEquals(List.of(), failed);
    assertEquals(OPEN.headMap(SEEDS + 1L), open);
  }

  @Test
  @Tag("long")
  void noSeedOfFullClustersBreaksARule() {
    var simulation = new Simulation();
    var failed = new ArrayList<String>();
    for (long seed = 1; seed <= 1000 && failed.size() < 20; seed++) {
      var result = simulation.run(Simulation.plan(seed, Shape.DEFAULT), false);
      if (!result.isGood()) failed.add(told(simulation, result));
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
