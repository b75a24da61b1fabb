package org.leasehold.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;

/// A lease that was held between two looks has not been free all the while (S4).
class FreeSinceTest {
  private static final LeaseId LEASE = new LeaseId("vm1");

  private static LeaseVersion version(long value) {
    return new LeaseVersion(value);
  }

  @Test
  void itCountsFromTheFirstLookThatSawItFree() {
    var free = new FreeSince();
    assertEquals(0, free.freeNanos(LEASE, version(7), 1000));
    assertEquals(4000, free.freeNanos(LEASE, version(7), 5000));
  }

  @Test
  void whoeverHeldItBetweenTwoLooksStartsTheCountAnew() {
    var free = new FreeSince();
    free.freeNanos(LEASE, version(7), 1000);
    assertEquals(0, free.freeNanos(LEASE, version(8), 900_000));
    assertEquals(100, free.freeNanos(LEASE, version(8), 900_100));
  }

  @Test
  void leasesDoNotShareTheirCount() {
    var free = new FreeSince();
    free.freeNanos(LEASE, version(1), 1000);
    assertEquals(0, free.freeNanos(new LeaseId("vm2"), version(1), 2000));
  }
}
