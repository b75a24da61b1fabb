package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;

/// How often each kind of fault, and each pair of kinds in one run, was hit; [CoverageGate] judges
/// it.
///
/// A pair counts once per run in which both kinds changed something.
public final class Coverage {
  private final EnumMap<FaultKind, Long> planned = new EnumMap<>(FaultKind.class);
  private final EnumMap<FaultKind, Long> kinds = new EnumMap<>(FaultKind.class);
  private final EnumMap<FaultKind, EnumMap<FaultKind, Long>> pairs = new EnumMap<>(FaultKind.class);

  /// Counts one run, with what was planned and had no effect.
  public void add(SeedResult result) {
    for (var fault : result.plan().faults()) planned.merge(fault.kind(), 1L, Long::sum);
    add(result.injected());
  }

  /// Counts what changed something in one run.
  public void add(Map<FaultKind, Integer> injected) {
    for (var entry : injected.entrySet()) {
      var kind = entry.getKey();
      kinds.merge(kind, (long) entry.getValue(), Long::sum);
      if (entry.getValue() > 1) count(kind, kind, 1);
      for (var other : injected.keySet()) if (other != kind) count(kind, other, 1);
    }
  }

  /// Adds what another thread counted.
  public void add(Coverage other) {
    other.planned.forEach((kind, times) -> planned.merge(kind, times, Long::sum));
    other.kinds.forEach((kind, times) -> kinds.merge(kind, times, Long::sum));
    other.pairs.forEach((one, row) -> row.forEach((two, times) -> count(one, two, times)));
  }

  private void count(FaultKind one, FaultKind other, long times) {
    pairs.computeIfAbsent(one, _ -> new EnumMap<>(FaultKind.class)).merge(other, times, Long::sum);
  }

  public long of(FaultKind kind) {
    return kinds.getOrDefault(kind, 0L);
  }

  /// @return runs in which both happened; of a kind with itself, runs in which it happened twice
  public long of(FaultKind one, FaultKind other) {
    var row = pairs.get(one);
    return row == null ? 0 : row.getOrDefault(other, 0L);
  }

  /// @return the least-hit pair of two different kinds, such as `store-lost + slow-boot: 97`
  public String rarestPair() {
    String rarest = "";
    long fewest = Long.MAX_VALUE;
    for (var a : FaultKind.values()) {
      for (var b : FaultKind.values()) {
        if (a.compareTo(b) >= 0 || of(a, b) >= fewest) continue;
        fewest = of(a, b);
        rarest = a.word() + " + " + b.word() + ": " + fewest;
      }
    }
    return rarest;
  }

  /// Kinds by word, one a line: how often injected, how often that changed something.
  public String kindTable() {
    var text = new StringBuilder("kind                     injected    changed something\n");
    for (var kind : FaultKind.values()) {
      long times = planned.getOrDefault(kind, 0L);
      text.append(
          "%-22s %10d %10d %5d %%\n"
              .formatted(kind.word(), times, of(kind), times == 0 ? 0 : 100 * of(kind) / times));
    }
    return text.toString();
  }

  /// The triangle of pairs; columns are numbered as the rows are.
  public String pairTable() {
    var text = new StringBuilder();
    var before = new ArrayList<FaultKind>();
    for (var row : FaultKind.values()) {
      before.add(row);
      text.append("%2d %-22s".formatted(before.size(), row.word()));
      for (var column : before) text.append(" %5d".formatted(of(row, column)));
      text.append('\n');
    }
    return text.toString();
  }
}
