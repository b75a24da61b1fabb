package org.leasehold.agent.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.journal.Notes;
import org.leasehold.agent.volume.WantedLockspaces;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;

/// The claim, S16: one connection at a time, ended by 15 s without a moving beat.
class ClaimDeskTest {
  private static final LockspaceName HOME = new LockspaceName("home");

  /// As the cluster's document says.
  private @Nullable LockspaceName home;

  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path folder;
  private final AtomicLong nowMillis = new AtomicLong(1_000_000);
  private final List<FakeHeld> taken = new ArrayList<>();
  private EventJournal journal;
  private ClaimDesk desk;

  private static final class FakeHeld implements ClaimHolder.Held {
    private Runnable atEnd = () -> {};
    private boolean alive = true;

    void die() {
      alive = false;
      atEnd.run();
    }

    @Override
    public boolean isAlive() {
      return alive;
    }

    @Override
    public void onEnd(Runnable action) {
      atEnd = action;
    }

    @Override
    public void close() {
      alive = false;
    }
  }

  private static final class FakeOwner implements ClaimDesk.Owner {
    private final long number;
    private Runnable atEnd = () -> {};

    FakeOwner(long number) {
      this.number = number;
    }

    @Override
    public long number() {
      return number;
    }

    @Override
    public void atEnd(Runnable action) {
      atEnd = action;
    }
  }

  @BeforeEach
  void open() throws IOException {
    var notes = Notes.open(folder);
    notes.raise(new Epoch(7));
    journal = EventJournal.open(folder, notes.instance(), nowMillis::get);
    desk =
        new ClaimDesk(
            (_, _) -> {
              var held = new FakeHeld();
              taken.add(held);
              return held;
            },
            () -> Optional.ofNullable(home),
            notes,
            journal,
            nowMillis::get);
  }

  @AfterEach
  void close() throws IOException {
    desk.close();
    journal.close();
  }

  private ClusterTopic.ClaimHeld hold(ClaimDesk.Owner owner, long beat) throws Exception {
    return desk.hold(
        new ClusterTopic.HoldClaim("engine " + owner.number(), HOME, new Epoch(3), beat, false),
        owner,
        SOON);
  }

  private List<String> events() {
    return journal.since(0, 100).events().stream().map(HostTopic.AgentEvent::id).toList();
  }

  @Test
  void theClaimIsHeldAndTheHighestEpochSeenHereIsTold() throws Exception {
    assertEquals(
        new ClusterTopic.ClaimHeld(new Epoch(7), 15_000, "held on home for engine 1"),
        hold(new FakeOwner(1), 1));
  }

  private LockspaceName ofDocument(String name) {
    home = new LockspaceName(name);
    return home;
  }

  @Test
  void theClaimIsHeldNowhereButWhereTheDocumentKeepsIt() throws Exception {
    var elsewhere = ofDocument("elsewhere");
    var e = assertThrows(CallException.class, () -> hold(new FakeOwner(1), 1));
    assertEquals(ErrorCode.RULE, e.code());
    assertEquals(
        "the claim is kept in elsewhere, as the cluster's document says, and not in home",
        e.sentence());
    var there =
        desk.hold(
            new ClusterTopic.HoldClaim("engine 1", elsewhere, new Epoch(3), 1, false),
            new FakeOwner(1),
            SOON);
    assertEquals("held on elsewhere for engine 1", there.text());
  }

  @Test
  void aClaimInTheOldHomeEndsWithTheDocumentThatMovedIt() throws Exception {
    hold(new FakeOwner(1), 1);
    var _ = ofDocument("elsewhere");
    desk.endIfOver();
    assertEquals(List.of("claim.held", "claim.ended"), events());
  }

  /// The document follows the claim: an engine may write it only where it acts.
  @Test
  void aClaimThatMovesAtAPersonsWordIsHeldBeforeTheDocumentSaysSo() throws Exception {
    var _ = ofDocument("lost");
    desk.hold(
        new ClusterTopic.HoldClaim("engine 1", HOME, new Epoch(3), 1, false, true),
        new FakeOwner(1),
        SOON);
    desk.endIfOver();
    assertEquals(List.of("claim.held"), events());
  }

  @Test
  void anotherConnectionIsRefusedAndToldWhoHoldsIt() throws Exception {
    hold(new FakeOwner(1), 1);
    var e = assertThrows(CallException.class, () -> hold(new FakeOwner(2), 1));
    assertEquals(ErrorCode.LEASE_HELD, e.code());
    assertEquals("this host holds the claim for another connection: engine 1", e.sentence());
    assertEquals(1, taken.size());
  }

  @Test
  void anEngineThatAsksAgainAndAgainIsToldOnceForEachHolder() throws Exception {
    var first = new FakeOwner(1);
    hold(first, 1);
    for (int i = 0; i < 3; i++) {
      assertThrows(CallException.class, () -> hold(new FakeOwner(2), 1));
    }
    assertEquals(List.of("claim.held", "claim.refused"), events());
    desk.giveUp(1, HOME);
    hold(first, 2);
    assertThrows(CallException.class, () -> hold(new FakeOwner(2), 1));
    assertEquals(
        List.of("claim.held", "claim.refused", "claim.ended", "claim.held", "claim.refused"),
        events());
  }

  @Test
  void aBeatThatDoesNotMoveConfirmsNothing() throws Exception {
    var owner = new FakeOwner(1);
    hold(owner, 5);
    nowMillis.addAndGet(9_000);
    assertEquals(6_000, hold(owner, 5).endsMillis());
    assertEquals(15_000, hold(owner, 6).endsMillis());
  }

  @Test
  void fifteenSecondsWithoutAMovingBeatEndTheClaimAndAMillisecondLessDoesNot() throws Exception {
    hold(new FakeOwner(1), 1);
    nowMillis.addAndGet(14_999);
    desk.endIfOver();
    assertEquals(List.of("claim.held"), events());
    nowMillis.addAndGet(1);
    desk.endIfOver();
    assertEquals(List.of("claim.held", "claim.ended"), events());
    assertEquals(List.of(false), taken.stream().map(FakeHeld::isAlive).toList());
    hold(new FakeOwner(2), 1);
  }

  @Test
  void theEndOfTheConnectionEndsTheClaim() throws Exception {
    var owner = new FakeOwner(1);
    hold(owner, 1);
    owner.atEnd.run();
    assertEquals(List.of("claim.held", "claim.ended"), events());
  }

  @Test
  void theEndOfAnOldConnectionDoesNotEndTheNextOnesClaim() throws Exception {
    var old = new FakeOwner(1);
    hold(old, 1);
    desk.giveUp(1, HOME);
    hold(new FakeOwner(2), 1);
    old.atEnd.run();
    assertEquals(List.of("claim.held", "claim.ended", "claim.held"), events());
  }

  @Test
  void aHolderProcessThatEndsEndsTheClaim() throws Exception {
    hold(new FakeOwner(1), 1);
    taken.getFirst().die();
    assertEquals(List.of("claim.held", "claim.ended"), events());
  }

  @Test
  void everyEndOfAClaimIsToldWithItsReason() throws Exception {
    var owner = new FakeOwner(1);
    hold(owner, 1);
    owner.atEnd.run();
    hold(owner, 1);
    taken.getLast().die();
    hold(owner, 1);
    desk.giveUp(1, HOME);
    hold(owner, 1);
    nowMillis.addAndGet(15_001);
    desk.endIfOver();
    hold(owner, 1);
    var _ = ofDocument("elsewhere");
    desk.endIfOver();
    home = null;
    hold(owner, 1);
    desk.close();
    assertEquals(
        List.of(
            "home, for engine 1: the engine's connection ended",
            "home, for engine 1: the process that held it ended",
            "home, for engine 1: given up by its engine",
            "home, for engine 1: no beat moved on for 15001 ms",
            "home, for engine 1: the claim is kept in elsewhere now",
            "home, for engine 1: the agent ends"),
        journal.since(0, 100).events().stream()
            .filter(event -> event.id().equals("claim.ended"))
            .map(HostTopic.AgentEvent::text)
            .toList());
  }

  @Test
  void onlyTheConnectionThatHoldsItGivesItUp() throws Exception {
    hold(new FakeOwner(1), 1);
    assertNotHeld(() -> desk.giveUp(2, HOME), HOME);
    var elsewhere = new LockspaceName("elsewhere");
    assertNotHeld(() -> desk.giveUp(1, elsewhere), elsewhere);
    assertEquals(List.of("claim.held"), events());
    assertEquals(List.of(true), taken.stream().map(FakeHeld::isAlive).toList());
  }

  private static void assertNotHeld(Executable giveUp, LockspaceName where) {
    var e = assertThrows(CallException.class, giveUp);
    assertEquals(
        "UNKNOWN_NAME: this connection does not hold the claim on " + where,
        e.code() + ": " + e.sentence());
  }

  @Test
  void aClaimThatHasEndedIsNotRenewedAndOneOnAnotherDomainIsNotTakenBeside() throws Exception {
    var renewal = new ClusterTopic.HoldClaim("engine 1", HOME, new Epoch(3), 1, true);
    var ended = assertThrows(CallException.class, () -> desk.hold(renewal, new FakeOwner(1), SOON));
    assertEquals("the claim on home has ended; seek it anew", ended.sentence());
    var owner = new FakeOwner(1);
    hold(owner, 1);
    var second =
        new ClusterTopic.HoldClaim(
            "engine 1", new LockspaceName("elsewhere"), new Epoch(3), 2, false);
    var refused = assertThrows(CallException.class, () -> desk.hold(second, owner, SOON));
    assertEquals("this connection holds the claim on home; give it up first", refused.sentence());
    assertEquals(1, taken.size());
  }

  @Test
  void aHostThatHasNotJoinedTheHomeDomainHoldsNoClaim() throws Exception {
    var holder = new ChildClaimHolder(WantedLockspaces.open(folder), folder);
    var e = assertThrows(CallException.class, () -> holder.take(HOME, SOON));
    assertEquals(
        "NOT_JOINED: the home domain home is not joined on this host",
        e.code() + ": " + e.sentence());
  }
}
