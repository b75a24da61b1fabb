package org.leasehold.core.monitor;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;

/// What waits for the decision thread. Bounded: whoever puts something in never waits; what finds
/// no room is dropped and counted, and the engine's own limits make up for it (a lost outcome "may
/// have happened", a lost report is followed by the next).
final class Inbox {
  private static final int WAITING_MAX = 10_000;

  /// @param arrivedNanos engine time at which it came
  /// @param evidence what a host said of the present; of no use after a jump of time (S20)
  /// @param event made when its turn comes; null: it has become void
  /// @param heard told the step it led to; null when nobody waits for it
  record Item(
      long arrivedNanos,
      boolean evidence,
      LongFunction<@Nullable Event> event,
      @Nullable Consumer<Step> heard) {}

  private final LinkedBlockingQueue<Item> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final AtomicLong dropped = new AtomicLong();
  private final EngineClock clock;

  Inbox(EngineClock clock) {
    this.clock = clock;
  }

  /// Something that stays true: an outcome, a person's word.
  boolean post(LongFunction<@Nullable Event> event) {
    return put(new Item(clock.nanos(), false, event, null));
  }

  /// What a host said of the present.
  boolean postEvidence(LongFunction<@Nullable Event> event) {
    return put(new Item(clock.nanos(), true, event, null));
  }

  boolean post(LongFunction<@Nullable Event> event, Consumer<Step> heard) {
    return put(new Item(clock.nanos(), false, event, heard));
  }

  private boolean put(Item item) {
    if (waiting.offer(item)) return true;
    dropped.incrementAndGet();
    return false;
  }

  @Nullable Item poll(long nanos) throws InterruptedException {
    return waiting.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  long dropped() {
    return dropped.get();
  }
}
