package org.leasehold.core.sim;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Something that lives, freezes, goes on and ends: a host, a daemon on it, an agent, an engine.
///
/// What it planned happens only in the same life. While it or what it runs on is frozen, due events
/// wait and happen at the thaw, in their order: just what a stopped process or a suspended host
/// does.
class Actor {
  private final EventQueue queue;
  private final @Nullable Actor runsOn;
  private final ArrayDeque<Runnable> overslept = new ArrayDeque<>();
  private boolean alive;
  private boolean frozen;
  private long life;

  Actor(EventQueue queue, @Nullable Actor runsOn) {
    this.queue = queue;
    this.runsOn = runsOn;
  }

  /// Alive, and so is everything below it; frozen counts as alive.
  public final boolean isAlive() {
    return alive && (runsOn == null || runsOn.isAlive());
  }

  /// Alive and able to act at this moment.
  final boolean isRunning() {
    return alive && !frozen && (runsOn == null || runsOn.isRunning());
  }

  final boolean isFrozen() {
    return frozen || (runsOn != null && runsOn.isFrozen());
  }

  /// Counts the lives; part of a process's identity, as a pid with its start time is.
  final long life() {
    return life;
  }

  final long nowNanos() {
    return queue.nowNanos();
  }

  final EventQueue queue() {
    return queue;
  }

  void begin() {
    queue.changed();
    life++;
    alive = true;
    frozen = false;
    overslept.clear();
  }

  void end() {
    queue.changed();
    life++;
    alive = false;
    frozen = false;
    overslept.clear();
  }

  void freeze() {
    queue.changed();
    frozen = true;
  }

  void thaw() {
    if (!frozen) return;
    queue.changed();
    frozen = false;
    while (!overslept.isEmpty()) queue.after(0, overslept.removeFirst());
  }

  /// How much simulated time passes while this actor's clock shows the delay.
  long stretched(long delayNanos) {
    return runsOn == null ? delayNanos : runsOn.stretched(delayNanos);
  }

  final void later(long delayNanos, Runnable action) {
    queue.after(stretched(delayNanos), guarded(action));
  }

  /// The action, bound to this life: dropped after its end, late after a freeze.
  final Runnable guarded(Runnable action) {
    return new Bound(life, runsOn == null ? 0 : runsOn.lifeChain(), action);
  }

  /// An answer bound to this life in the same way.
  final <T> Consumer<T> guarded(Consumer<T> answer) {
    long plannedInLife = life;
    long plannedBelow = runsOn == null ? 0 : runsOn.lifeChain();
    return value -> new Bound(plannedInLife, plannedBelow, () -> answer.accept(value)).run();
  }

  private long lifeChain() {
    return runsOn == null ? life : life * 31 + runsOn.lifeChain();
  }

  private final class Bound implements Runnable {
    private final long plannedInLife;
    private final long plannedBelow;
    private final Runnable action;

    Bound(long plannedInLife, long plannedBelow, Runnable action) {
      this.plannedInLife = plannedInLife;
      this.plannedBelow = plannedBelow;
      this.action = action;
    }

    @Override
    public void run() {
      if (life != plannedInLife || (runsOn != null && runsOn.lifeChain() != plannedBelow)) return;
      var stopped = firstFrozen();
      if (stopped != null) stopped.overslept.addLast(this);
      else if (isAlive()) action.run();
    }

    private @Nullable Actor firstFrozen() {
      for (Actor a = Actor.this; a != null; a = a.runsOn) if (a.frozen) return a;
      return null;
    }
  }
}
