package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leasehold.core.volume.Volumes.SMALL;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.leasehold.core.model.HostId;

/// A series of looks: when an owner is live, failing, dead, and when nobody can say. Both edges of
/// every limit.
class LivenessTest {
  private static final String SPACE = "space";
  private static final long NANOS = 1_000_000_000L;

  private final LeaseSlot lease =
      PlantedLease.fresh(SMALL, SPACE, "vm1").held(1, 3, 8, 900).lease();

  private Judging hosts(int io) {
    return Judging.of(SMALL, SPACE).formatted().heartbeat(1, 3, 900, io);
  }

  private Liveness liveness(Judging judging) {
    return ((SlotState.Held) judging.judge(lease, "vm1")).owner().liveness();
  }

  @ParameterizedTest
  @CsvSource({"1, 8, 68", "5, 40, 100", "10, 80, 140", "20, 160, 220", "255, 2040, 2100"})
  void aHostSeenMovingIsLiveUpTo8NThenFailingUpTo8NPlus60ThenDead(int io, long fail, long dead) {
    var watch = hosts(io).at(0).look(lease).heartbeat(1, 3, 902, io).at(2).look(lease);
    assertEquals(new Liveness.Live(0), liveness(watch));
    assertEquals(new Liveness.Live(fail), liveness(watch.at(2 + fail)));
    assertEquals(
        new Liveness.Failing(fail, dead - fail), liveness(watch.atNanos((2 + fail) * NANOS + 1)));
    assertEquals(new Liveness.Failing(dead, 0), liveness(watch.at(2 + dead)));
    assertEquals(new Liveness.Dead(dead), liveness(watch.atNanos((2 + dead) * NANOS + 1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 20})
  void aHostNeverSeenMovingIsUnknownAndSaysForHowLong(int io) {
    var watch = hosts(io).at(100).look(lease);
    assertEquals(new Liveness.Unknown(8L * io), liveness(watch));
    assertEquals(new Liveness.Unknown(8L * io - 3), liveness(watch.at(103)));
    assertEquals(new Liveness.Unknown(0), liveness(watch.at(100 + 8L * io)));
    assertEquals(
        new Liveness.Failing(8L * io, 60), liveness(watch.atNanos((100 + 8L * io) * NANOS + 1)));
    assertEquals(
        new Liveness.Dead(8L * io + 60), liveness(watch.atNanos((160 + 8L * io) * NANOS + 1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 20})
  void aHealthyHostIsLiveAtEveryLookOneRenewalApart(int io) {
    var watch = hosts(io).at(0).look(lease);
    for (int renewal = 1; renewal < 20; renewal++) {
      watch.heartbeat(1, 3, 900 + renewal, io).at(2L * io * renewal).look(lease);
      assertEquals(new Liveness.Live(0), liveness(watch));
    }
  }

  @Test
  void theStateWordsFollowTheLooks() {
    var watch = hosts(1).at(0).look(lease);
    assertEquals("held-unknown", watch.judge(lease, "vm1").word());
    watch.heartbeat(1, 3, 902, 1).at(2).look(lease);
    assertEquals("held-live", watch.judge(lease, "vm1").word());
    assertEquals("held-failing", watch.at(11).judge(lease, "vm1").word());
    assertEquals("held-dead", watch.at(71).judge(lease, "vm1").word());
    assertEquals("held-stale", watch.heartbeat(1, 4, 5, 1).judge(lease, "vm1").word());
  }

  @Test
  void theTimeoutOfTheWatchedHostCountsAndAMissingOneIsTen() {
    assertEquals(new Liveness.Unknown(80), liveness(hosts(0).at(0).look(lease)));
    assertEquals(new Liveness.Unknown(160), liveness(hosts(20).at(0).look(lease)));
    // sanlock takes the low byte only: 0x0105 is 5 s.
    assertEquals(new Liveness.Unknown(40), liveness(hosts(0x0105).at(0).look(lease)));
    assertEquals(new Liveness.Unknown(80), liveness(hosts(0x0100).at(0).look(lease)));
  }

  @Test
  void aHeartbeatThatCannotBeReadAnyMoreIsNoEvidenceOfDeath() {
    var watch = hosts(1).at(0).look(lease).heartbeat(1, 3, 902, 1).at(2).look(lease).damage(1);
    for (long seconds = 3; seconds < 200; seconds += 7) {
      assertEquals(new Liveness.Unknown(-1), liveness(watch.at(seconds).look(lease)));
    }
  }

  @Test
  void aLookNewerThanTheHistoryCounts() {
    var watch = hosts(1).at(0).look(lease);
    assertEquals(
        new Liveness.Live(0), liveness(watch.at(100).heartbeat(1, 3, 990, 1)), "moved since");
    assertEquals(
        new Liveness.Stale(Liveness.Why.LEFT), liveness(watch.heartbeat(1, 3, 0, 1)), "left since");
  }

  @Test
  void aRejoinedHostIsLiveInItsNewLife() {
    var rejoined = PlantedLease.fresh(SMALL, SPACE, "vm1").held(1, 4, 9, 12).lease();
    var watch = hosts(1).at(0).look(rejoined).heartbeat(1, 4, 10, 1).at(3).look(rejoined);
    assertEquals("held-live", watch.judge(rejoined, "vm1").word());
    assertEquals("held-stale", watch.judge(lease, "vm1").word());
  }

  @Test
  void aGenerationThatFallsStartsTheHistoryAnewAndIsReported() {
    var watch = hosts(1).at(0).look(lease).heartbeat(1, 2, 950, 1).at(2).look(lease);
    assertEquals(
        List.of(
            "generation of host 1 fell: was generation 3 timestamp 900, is generation 2"
                + " timestamp 950"),
        wentBack(watch));
    assertEquals(new Liveness.Unknown(8), liveness(watch));
  }

  @Test
  void aTimestampThatFallsInTheSameLifeIsReportedAndOneInANewLifeIsAReboot() {
    var restored = hosts(1).at(0).look(lease).heartbeat(1, 3, 850, 1).at(2).look(lease);
    assertEquals(
        List.of(
            "timestamp of host 1 fell: was generation 3 timestamp 900, is generation 3"
                + " timestamp 850"),
        wentBack(restored));
    assertEquals(new Liveness.Unknown(8), liveness(restored));
    assertEquals(List.of(), wentBack(restored.at(3).look(lease)), "reported once");
    var rebooted = hosts(1).at(0).look(lease).heartbeat(1, 4, 5, 1).at(2).look(lease);
    assertEquals(List.of(), wentBack(rebooted));
  }

  private static List<String> wentBack(Judging watch) {
    return watch.history().heartbeats().wentBack().stream()
        .map(beat -> beat.wentBack().orElseThrow())
        .toList();
  }

  @Test
  void aLeaseVersionThatFallsIsReportedUnlessAnotherLeaseTookTheSlot() {
    var again = PlantedLease.fresh(SMALL, SPACE, "vm1").lease();
    var other = PlantedLease.fresh(SMALL, SPACE, "vm2").lease();
    var watch = hosts(1).at(0).look(lease);
    assertEquals(8, watch.at(1).look(again).history().versionFell().get(3));
    assertEquals(true, hosts(1).look(lease).look(other).history().versionFell().isEmpty());
    assertEquals(true, watch.at(2).look(again).history().versionFell().isEmpty(), "once");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 20})
  void aBallotThatDoesNotMoveFor6NIsAbandoned(int io) {
    var tried = PlantedLease.fresh(SMALL, SPACE, "vm1").ballot(1, 1, 0, 1, false).lease();
    var watch = hosts(io).at(10).look(tried);
    assertEquals("ballot", watch.judge(tried).word());
    watch.at(10 + 6L * io).look(tried);
    assertEquals("ballot", watch.judge(tried).word(), "at 6N");
    watch.atNanos((10 + 6L * io) * NANOS + 1);
    assertEquals(
        new SlotState.Ballot(new HostId(1), 1, true, new SlotState.Free(0, 0, false)),
        watch.judge(tried));
  }

  @Test
  void aBallotThatMovesIsInProgress() {
    var number = PlantedLease.fresh(SMALL, SPACE, "vm1");
    var watch = hosts(1).at(0).look(number.ballot(1, 1, 0, 1, false).lease());
    var phase = number.ballot(1, 1, 1, 1, false).lease();
    assertEquals("ballot", watch.at(20).look(phase).judge(phase).word(), "second phase");
    var retry = number.ballot(1, 2001, 0, 1, false).lease();
    assertEquals("ballot", watch.at(40).look(retry).judge(retry).word(), "next number");
    assertEquals("ballot", watch.at(46).judge(retry).word());
    assertEquals("abandoned-ballot", watch.at(47).judge(retry).word());
  }
}
