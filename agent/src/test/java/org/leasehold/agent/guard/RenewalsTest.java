package org.leasehold.agent.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RenewalsTest {
  private final Renewals renewals = new Renewals();

  private static Moment at(double monotonicSeconds, double suspendedSeconds) {
    long monotonic = (long) (monotonicSeconds * 1e9);
    return new Moment(monotonic, monotonic + (long) (suspendedSeconds * 1e9));
  }

  private OptionalLong age(Moment now) {
    return renewals.ageMs("ls", now);
  }

  @Test
  void theAgeIsTheOwnClockMinusTheRecordsTimestampAndNeedsNoMemory() {
    assertEquals(OptionalLong.empty(), age(at(100, 50)));
    renewals.seen("ls", 93, at(100, 50));
    assertEquals(OptionalLong.of(7_000), age(at(100, 50)));
    assertEquals(OptionalLong.of(9_500), age(at(102.5, 50)));
  }

  @Test
  void theLaterOfTwoSourcesCounts() {
    renewals.seen("ls", 93, at(100, 0));
    renewals.seen("ls", 99, at(100, 0));
    renewals.seen("ls", 95, at(101, 0));
    assertEquals(OptionalLong.of(2_000), age(at(101, 0)));
  }

  @Test
  void suspendedTimeCounts() {
    renewals.seen("ls", 99, at(100, 0));
    assertEquals(OptionalLong.of(601_000), age(at(100, 600)));
    renewals.seen("ls", 99, at(100, 600));
    assertEquals(OptionalLong.of(601_000), age(at(100, 600)));
    renewals.seen("ls", 101, at(101, 600));
    assertEquals(OptionalLong.of(0), age(at(101, 600)));
  }

  /// Its write was under way when the host fell asleep, and its word came after: it counts as old.
  @Test
  void aRenewalFromBeforeASuspendIsOldAlsoWhenItIsFirstSeenAfterIt() {
    renewals.seen("ls", 90, at(100, 0));
    renewals.seen("ls", 99, at(100.5, 100));
    assertEquals(OptionalLong.of(101_500), age(at(100.5, 100)));
    renewals.seen("ls", 110, at(111, 100));
    assertEquals(OptionalLong.of(1_000), age(at(111, 100)));
  }

  @Test
  void aRecordOfAnEarlierBootOrOfAHostThatLeftTellsNothing() {
    renewals.seen("ls", 0, at(100, 0));
    renewals.seen("ls", 101, at(100, 0));
    assertEquals(OptionalLong.empty(), age(at(100, 0)));
  }
}
