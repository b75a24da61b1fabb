package org.leasehold.agent.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.IoTimeout;

/// When the disks are asked often: after whatever the guard cannot have seen.
class GapsTest {
  private static final IoTimeout TEN = new IoTimeout(10);
  private final Gaps gaps = new Gaps(at(100, 0));

  @Test
  void aGuardThatHasJustBegunCannotKnowOfASuspendBeforeIt() {
    assertEquals(List.of(true, true, false), recentAfter(0, 59, 60));
  }

  @Test
  void aSuspendIsAGapThatEndsWhenTheHostWakes() {
    assertEquals(List.of(false, true), List.of(gaps.look(at(101, 0)), gaps.look(at(102, 68))));
    assertEquals(true, gaps.isRecent(at(161, 68), TEN));
    assertEquals(false, gaps.isRecent(at(162, 68), TEN));
  }

  @Test
  void aProcessThatStoodStillHadAGapToo() {
    assertEquals(List.of(false, true), List.of(gaps.look(at(102, 0)), gaps.look(at(105, 0))));
    assertEquals(3000, gaps.passedMs());
  }

  private List<Boolean> recentAfter(long... seconds) {
    return LongStream.of(seconds).mapToObj(it -> gaps.isRecent(at(100 + it, 0), TEN)).toList();
  }

  /// @param awakeSeconds by the clock that stands still in a suspend
  private static Moment at(long awakeSeconds, long sleptSeconds) {
    return new Moment(
        awakeSeconds * 1_000_000_000L, (awakeSeconds + sleptSeconds) * 1_000_000_000L);
  }
}
