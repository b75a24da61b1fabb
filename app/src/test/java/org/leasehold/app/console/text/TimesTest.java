package org.leasehold.app.console.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TimesTest {
  private final Times times = new Times(ZoneOffset.ofHours(2));

  @Test
  void whatTheEngineSaysInUtcIsToldByThePeoplesClock() {
    long opened = Instant.parse("2026-11-22T13:04:00Z").toEpochMilli();
    assertEquals(
        "kvm2, host 2 generation 7, last renewal 15:03:10, last seen to change 15:03:12",
        times.inText(
            "kvm2, host 2 generation 7, last renewal 13:03:10 UTC, last seen to change 13:03:12"
                + " UTC",
            opened));
  }

  @Test
  void aTimeJustBeforeMidnightIsOfTheDayBefore() {
    long opened = Instant.parse("2026-11-22T00:00:30Z").toEpochMilli();
    assertEquals("01:59:50", times.inText("23:59:50 UTC", opened));
  }
}
