package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EngineClockTest {
  private final AtomicLong monotonicNanos = new AtomicLong(5_000_000_000L);
  private final AtomicLong bootMillis = new AtomicLong(100_000);
  private final EngineClock clock = new EngineClock(monotonicNanos::get, bootMillis::get);

  private void pass(long millis) {
    monotonicNanos.addAndGet(millis * 1_000_000);
    bootMillis.addAndGet(millis);
  }

  @Test
  void timeBeginsAtZeroAndPasses() {
    assertEquals(0, clock.nanos());
    pass(1500);
    assertEquals(1_500_000_000L, clock.nanos());
    assertEquals(0, clock.sleptMillis());
  }

  @Test
  void aSleepIsToldOnceAndBelongsToTheTime() {
    pass(1000);
    bootMillis.addAndGet(60_000);
    assertEquals(60_000, clock.sleptMillis());
    assertEquals(0, clock.sleptMillis());
    assertEquals(61_000_000_000L, clock.nanos());
  }

  @Test
  void coarseClocksAreNoSleep() {
    bootMillis.addAndGet(20);
    assertEquals(0, clock.sleptMillis());
    assertEquals(0, clock.nanos());
  }

  @Test
  void aWallClockThatIsSetBackNeverTurnsTimeBack() {
    pass(1000);
    bootMillis.addAndGet(-3_600_000);
    assertEquals(0, clock.sleptMillis());
    pass(1000);
    assertEquals(0, clock.sleptMillis());
    assertEquals(2_000_000_000L, clock.nanos());
  }
}
