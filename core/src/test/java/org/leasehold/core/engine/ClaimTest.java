package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.core.model.Epoch;

/// The claim and the time (S16, S20).
class ClaimTest {
  @Test
  void theBeatMovesEveryFiveSeconds() {
    var rig = Rig.of(2).started().run(21);
    assertEquals(
        List.of(1L, 2L, 3L, 4L),
        rig.of(Command.HoldClaim.class).stream().map(Command.HoldClaim::beat).toList());
  }

  @ParameterizedTest
  @CsvSource({"14, ACTING", "15, LOST"})
  void aLoopThatStoodStillHasLostItsClaim(int seconds, Claim claim) {
    var rig = Rig.of(2).started().run(10);
    rig.nanos += seconds * Turn.SECOND;
    rig.send(new Event.Tick(rig.nanos));
    assertEquals(claim, rig.state.claim());
  }

  @ParameterizedTest
  @CsvSource({"14999, ACTING", "15000, LOST"})
  void aLongJumpOfTimeEndsTheClaim(long millis, Claim claim) {
    var rig = Rig.of(2).started().run(10);
    rig.send(new Event.TimeJumped(rig.nanos, millis));
    assertEquals(claim, rig.state.claim());
    assertEquals(rig.nanos, rig.state.lookedSinceNanos());
  }

  @Test
  void anEngineThatReachesFewerThanHalfGivesTheClaimUp() {
    var rig = Rig.of(5).started().run(100);
    rig.host(1).management = false;
    rig.host(2).management = false;
    rig.run(100);
    assertEquals(Claim.ACTING, rig.state.claim());
    rig.host(3).management = false;
    rig.run(100);
    assertEquals(Claim.LOST, rig.state.claim());
    assertEquals(1, rig.of(Command.ReleaseClaim.class).size());
  }

  @Test
  void anEngineThatReachesOnlyItsOwnHostGivesTheClaimUp() {
    var rig = Rig.of(2);
    rig.send(new Event.Started(0, rig.document, Memory.NONE, rig.host(1).id));
    rig.send(new Event.ClaimChanged(0, Claim.ACTING, new Epoch(2)));
    rig.run(100);
    assertEquals(Claim.ACTING, rig.state.claim());
    rig.dies(2);
    rig.run(100);
    assertEquals(Claim.LOST, rig.state.claim());
    assertTrue(rig.told("reaches only its own host"));
  }

  /// Else every agent that the other engine spoke to would refuse its starts as older, for ever.
  @Test
  void aWatcherCarriesTheEpochOfTheEngineThatWroteTheDocument() {
    var rig = Rig.of(2).started().run(10);
    rig.send(new Event.ClaimChanged(rig.nanos, Claim.LOST, rig.state.epoch()));
    var written = Objects.requireNonNull(rig.state.document()).stamped(new Epoch(7));
    rig.send(new Event.DocumentChanged(rig.nanos, written));
    assertEquals(new Epoch(7), rig.state.epoch());
  }

  /// It would act on under another's epoch; the claim is sought anew, above that.
  @Test
  void anEngineThatActsKeepsItsOwnEpoch() {
    var rig = Rig.of(2).started().run(10);
    var written = Objects.requireNonNull(rig.state.document()).stamped(new Epoch(7));
    rig.send(new Event.DocumentChanged(rig.nanos, written));
    assertEquals(new Epoch(2), rig.state.epoch());
  }

  @Test
  void timeThatRunsBackwardsIsTheCallersMistake() {
    var rig = Rig.of(2).started().run(10);
    assertThrows(
        IllegalArgumentException.class,
        () -> rig.engine.step(rig.state, new Event.Tick(rig.nanos - 1)));
  }

  @Test
  void theSameStateAndEventGiveTheSameStep() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(50);
    rig.dies(1);
    rig.run(100);
    var event = new Event.Tick(rig.nanos + Turn.SECOND);
    assertEquals(rig.engine.step(rig.state, event), new Engine().step(rig.state, event));
  }
}
