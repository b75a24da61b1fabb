package org.leasehold.core.sim;

import java.util.Map;

/// How often each kind of fault, and each pair of kinds in one run, was hit: the gate of the
/// simulator.
///
/// A pair counts once per run in which both kinds changed something.
public final class Coverage {
  /// What 100,000 seeds must reach for every kind and every pair.
  public static final int GATE = 100;

  private final long[] kinds = new long[FaultKind.values().length];
  private final long[][] pairs = new long[kinds.length][kinds.length];

  /// Counts one run.
  public void add(Map<FaultKind, Integer> injected) {
    for (var entry : injected.entrySet()) {
      int kind = entry.getKey().ordinal();
      kinds[kind] += entry.getValue();
      if (entry.getValue() > 1) pairs[kind][kind]++;
      for (var other : injected.keySet()) {
        if (other.ordinal() != kind) pairs[kind][other.ordinal()]++;
      }
    }
  }

  /// Adds what another thread counted.
  public void add(Coverage other) {
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] += other.kinds[i];
      for (int j = 0; j < kinds.length; j++) pairs[i][j] += other.pairs[i][j];
    }
  }

  public long of(FaultKind kind) {
    return kinds[kind.ordinal()];
  }

  /// @return runs in which both happened; of a kind with itself, runs in which it happened twice
  public long of(FaultKind one, FaultKind other) {
    return pairs[one.ordinal()][other.ordinal()];
  }

  /// @return the least-hit pair of two different kinds, such as `store-lost + slow-boot: 97`
  public String rarestPair() {
    FaultKind one = FaultKind.values()[0];
    FaultKind two = FaultKind.values()[1];
    for (var a : FaultKind.values()) {
      for (var b : FaultKind.values()) {
        if (a.compareTo(b) < 0 && of(a, b) < of(one, two)) {
          one = a;
          two = b;
        }
      }
    }
    return one.word() + " + " + two.word() + ": " + of(one, two);
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
    var all = FaultKind.values();
    for (var row : all) {
      text.append("%2d %-22s".formatted(row.ordinal() + 1, row.word()));
      for (int column = 0; column <= row.ordinal(); column++) {
        text.append(" %5d".formatted(of(row, all[column])));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
