package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The gate holds at 100 hits of every kind and pair in 100,000 seeds, and not at 99.
class CoverageGateTest {
  private static final EnumSet<FaultKind> THREE =
      EnumSet.of(FaultKind.PATH_HUNG, FaultKind.AGENT_DEAD, FaultKind.STORE_LOST);

  @Test
  void holdsWhereEveryKindAndPairWasHitAHundredTimes() {
    var gate = CoverageGate.of(hit(100), 100_000, THREE);
    assertEquals(new CoverageGate(100, 6, List.of()), gate);
    assertEquals("Coverage gate (6 kinds and pairs, at least 100 times each): holds", gate.text());
  }

  @Test
  void onePairHitTooSeldomBreaksIt() {
    var coverage = hit(99);
    coverage.add(injected(FaultKind.PATH_HUNG, FaultKind.AGENT_DEAD));
    coverage.add(injected(FaultKind.PATH_HUNG, FaultKind.STORE_LOST));
    assertEquals(
        "Coverage gate (6 kinds and pairs, at least 100 times each): DOES NOT HOLD, 1 below:"
            + " agent-dead + store-lost: 99",
        CoverageGate.of(coverage, 100_000, THREE).text());
  }

  @Test
  void aKindThatNeverChangedAnythingBreaksIt() {
    assertEquals(
        List.of("agent-dead: 0", "agent-dead + path-hung: 0", "path-hung: 0"),
        CoverageGate.of(new Coverage(), 5, EnumSet.of(FaultKind.AGENT_DEAD, FaultKind.PATH_HUNG))
            .missing());
  }

  @Test
  void fewerSeedsAreHeldToTheirShare() {
    assertEquals(20, CoverageGate.of(hit(20), 20_000, THREE).required());
    assertEquals(1, CoverageGate.of(hit(1), 50, THREE).required());
  }

  private static Coverage hit(int times) {
    var coverage = new Coverage();
    for (int i = 0; i < times; i++) {
      coverage.add(injected(FaultKind.PATH_HUNG, FaultKind.AGENT_DEAD, FaultKind.STORE_LOST));
    }
    return coverage;
  }

  private static Map<FaultKind, Integer> injected(FaultKind... kinds) {
    var map = new EnumMap<FaultKind, Integer>(FaultKind.class);
    for (var kind : kinds) map.put(kind, 1);
    return map;
  }
}
