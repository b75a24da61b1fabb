package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;

/// How often each kind of fault, and each pair of kinds in one run, was hit: the gate of the
/// simulator.
///
/// A pair counts once per run in which both kinds changed something.
public final class Coverage {
  /// What 100,000 seeds must reach for every kind and every pair.
  public static final int GATE = 100;

  private final EnumMap<FaultKind, Long> kinds = new EnumMap<>(FaultKind.class);
  private final EnumMap<FaultKind, EnumMap<FaultKind, Long>> pairs = new EnumMap<>(FaultKind.class);

  /// Counts one run.
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

  /// @return how many kinds and pairs of different kinds were hit fewer than `times` times
  public int below(long times) {
    int below = 0;
    for (var a : FaultKind.values()) {
      if (of(a) < times) below++;
      for (var b : FaultKind.values()) if (a.compareTo(b) < 0 && of(a, b) < times) below++;
    }
    return below;
  }

  /// Kinds by word with their counts, one a line.
  public String kindTable() {
    var text = new StringBuilder();
    for (var kind : FaultKind.values()) {
      text.append("%-22s %10d\n".formatted(kind.word(), of(kind)));
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
