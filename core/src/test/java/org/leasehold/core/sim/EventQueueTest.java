package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  @Test
  void ordersByTimeThenByAnnouncement() {
    var queue = new EventQueue();
    var seen = new ArrayList<String>();
    queue.at(20, () -> seen.add("c"));
    queue.at(10, () -> seen.add("a"));
    queue.at(10, () -> seen.add("b"));
    queue.at(99, () -> seen.add("never"));
    while (queue.step(50)) {}
    assertEquals(List.of("a", "b", "c"), seen);
    assertEquals(50, queue.nowNanos());
    assertThrows(IllegalArgumentException.class, () -> queue.at(49, () -> {}));
  }

  @Test
  void keepsItsOrderUnderLoad() {
    var queue = new EventQueue();
    var chance = new SeededRandom(3);
    long[] last = {-1};
    int[] happened = {0};
    for (int i = 0; i < 5000; i++) {
      long at = chance.below(1000);
      queue.at(
          at,
          () -> {
            assertEquals(at, queue.nowNanos());
            if (at < last[0]) throw new AssertionError("backwards");
            last[0] = at;
            happened[0]++;
          });
    }
    while (queue.step(1000)) {}
    assertEquals(5000, happened[0]);
  }

  @Test
  void whatFreezesComesLateAndWhatEndsNever() {
    var queue = new EventQueue();
    var host = new Actor(queue, null);
    var daemon = new Actor(queue, host);
    var seen = new ArrayList<String>();
    host.begin();
    daemon.begin();
    daemon.later(10, () -> seen.add("late at " + queue.nowNanos()));
    queue.at(5, host::freeze);
    queue.at(30, host::thaw);
    queue.at(40, () -> daemon.later(10, () -> seen.add("never")));
    queue.at(45, daemon::end);
    while (queue.step(100)) {}
    assertEquals(List.of("late at 30"), seen);
  }
}
