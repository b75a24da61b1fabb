package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoverageTest {
  @Test
  void countsKindsAndPairsOnceARun() {
    var coverage = new Coverage();
    coverage.add(new EnumMap<>(Map.of(FaultKind.PATH_HUNG, 2, FaultKind.AGENT_DEAD, 1)));
    coverage.add(new EnumMap<>(Map.of(FaultKind.PATH_HUNG, 1)));
    assertEquals(3, coverage.of(FaultKind.PATH_HUNG));
    assertEquals(1, coverage.of(FaultKind.PATH_HUNG, FaultKind.AGENT_DEAD));
    assertEquals(1, coverage.of(FaultKind.AGENT_DEAD, FaultKind.PATH_HUNG));
    assertEquals(1, coverage.of(FaultKind.PATH_HUNG, FaultKind.PATH_HUNG));
    assertEquals(0, coverage.of(FaultKind.STORE_LOST));
  }

  @Test
  void everyKindChangesSomethingWithinAHundredSeeds() {
    var coverage = new Coverage();
    var shape = new Shape(3, 3, 5, 5, EnumSet.allOf(FaultKind.class));
    var simulation = new Simulation();
    for (long seed = 1; seed <= 100; seed++) {
      coverage.add(simulation.run(Simulation.plan(seed, shape), false).injected());
    }
    for (var kind : FaultKind.values()) assertTrue(coverage.of(kind) > 0, kind.word());
  }
}
