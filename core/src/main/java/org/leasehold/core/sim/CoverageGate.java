package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Whether enough was tried: every kind of fault, and every pair of two kinds in one run, changed
/// something at least 100 times in 100,000 seeds. Fewer seeds are held to their share.
///
/// @param required times each must have been hit, 1 or more
/// @param asked kinds and pairs that were asked for
/// @param missing those below `required`, such as `store-lost + slow-boot: 97`
public record CoverageGate(long required, int asked, List<String> missing) {
  /// What [#SEEDS] seeds must reach for every kind and every pair.
  public static final int TIMES = 100;

  public static final int SEEDS = 100_000;
  private static final int MISSING_TOLD_MAX = 20;

  public CoverageGate {
    missing = List.copyOf(missing);
  }

  /// @param seeds how many were run
  /// @param kinds the faults that could be chosen
  public static CoverageGate of(Coverage coverage, long seeds, Set<FaultKind> kinds) {
    long required = Math.max(1, TIMES * seeds / SEEDS);
    var missing = new ArrayList<String>();
    int asked = 0;
    for (var one : kinds) {
      asked++;
      if (coverage.of(one) < required) missing.add(one.word() + ": " + coverage.of(one));
      for (var other : kinds) {
        if (one.compareTo(other) >= 0) continue;
        asked++;
        long hit = coverage.of(one, other);
        if (hit < required) missing.add(one.word() + " + " + other.word() + ": " + hit);
      }
    }
    return new CoverageGate(required, asked, missing);
  }

  public boolean holds() {
    return missing.isEmpty();
  }

  /// One line: whether it holds, and if not, what was hit too seldom.
  public String text() {
    var verdict =
        "Coverage gate (%d kinds and pairs, at least %d times each): ".formatted(asked, required);
    if (holds()) return verdict + "holds";
    var told = missing.subList(0, Math.min(missing.size(), MISSING_TOLD_MAX));
    String more = told.size() < missing.size() ? ", ..." : "";
    return verdict
        + "DOES NOT HOLD, %d below: ".formatted(missing.size())
        + String.join(", ", told)
        + more;
  }
}
