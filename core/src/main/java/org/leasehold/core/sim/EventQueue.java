package org.leasehold.core.sim;

import java.util.Arrays;

/// What will happen, ordered by time and then by the order in which it was announced.
///
/// A binary heap over plain arrays: a run of 15 minutes holds some 10,000 to 100,000 events, and
/// the queue must cost less than what the events do.
final class EventQueue {
  private long[] at = new long[256];
  private long[] order = new long[256];
  private Runnable[] what = new Runnable[256];
  private int size;
  private long announced;
  private long nowNanos;
  private long happened;

  private long changes;

  /// Something happened that a look at the world could tell: a process began or ended, froze or
  /// went on, a sector was written, a path changed.
  void changed() {
    changes++;
  }

  /// Counts them.
  long changes() {
    return changes;
  }

  long nowNanos() {
    return nowNanos;
  }

  long happened() {
    return happened;
  }

  void at(long atNanos, Runnable action) {
    if (atNanos < nowNanos) throw new IllegalArgumentException("event in the past: " + atNanos);
    if (size == at.length) {
      at = Arrays.copyOf(at, size * 2);
      order = Arrays.copyOf(order, size * 2);
      what = Arrays.copyOf(what, size * 2);
    }
    int i = size++;
    long sequence = announced++;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (at[parent] < atNanos || (at[parent] == atNanos && order[parent] < sequence)) break;
      move(parent, i);
      i = parent;
    }
    at[i] = atNanos;
    order[i] = sequence;
    what[i] = action;
  }

  void after(long delayNanos, Runnable action) {
    at(nowNanos + Math.max(0, delayNanos), action);
  }

  /// Lets the next event happen; if it lies beyond the end, only time goes on to there.
  ///
  /// @return false when nothing is left before the end
  boolean step(long endNanos) {
    if (size == 0 || at[0] > endNanos) {
      nowNanos = Math.max(nowNanos, endNanos);
      return false;
    }
    nowNanos = at[0];
    Runnable action = what[0];
    removeFirst();
    happened++;
    action.run();
    return true;
  }

  private void removeFirst() {
    int last = --size;
    long lastAt = at[last];
    long lastOrder = order[last];
    Runnable lastWhat = what[last];
    int i = 0;
    while (true) {
      int child = 2 * i + 1;
      if (child >= last) break;
      if (child + 1 < last && before(child + 1, child)) child++;
      if (lastAt < at[child] || (lastAt == at[child] && lastOrder < order[child])) break;
      move(child, i);
      i = child;
    }
    at[i] = lastAt;
    order[i] = lastOrder;
    what[i] = lastWhat;
  }

  private boolean before(int a, int b) {
    return at[a] < at[b] || (at[a] == at[b] && order[a] < order[b]);
  }

  private void move(int from, int to) {
    at[to] = at[from];
    order[to] = order[from];
    what[to] = what[from];
  }
}
