package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ErrorCode;

/// The engine's claim moves to another domain (S16).
class HomeOperationsTest extends WithTwoHosts {
  private static final LockspaceName OTHER = new LockspaceName("other");

  /// Two stores, both joined by both hosts; this engine acts.
  private void twoStores() throws Exception {
    for (var agent : List.of(one, two)) agent.joined = List.of(FakeAgent.HOME, OTHER);
    acting();
    face.ask("anna", new Request.PutStore(new StoreEntry(OTHER, new IoTimeout(1), true)))
        .get(10, TimeUnit.SECONDS);
  }

  /// No host can write to the home, so its claim ended and cannot be taken.
  private void homeIsLost() throws Exception {
    for (var agent : List.of(one, two)) {
      agent.lost = List.of(FakeAgent.HOME);
      agent.mayRefuse(
          ClusterTopic.HOLD_CLAIM,
          ask -> {
            if (ask.lockspace().equals(OTHER)) {
              return new ClusterTopic.ClaimHeld(ask.epoch(), 15_000, "held");
            }
            throw new CallException(ErrorCode.UNREACHABLE, "the volume cannot be read");
          });
    }
    await(now -> !now.state().claim().acts());
  }

  private Answer move(boolean lost) throws Exception {
    var answer = face.ask("anna", new Operation.MoveHome(OTHER, lost));
    while (!answer.isDone()) {
      one.report();
      two.report();
      Thread.sleep(50);
    }
    return answer.get();
  }

  /// Where the second host says that it renews.
  private List<LockspaceName> renewing(Snapshot now) {
    var host = now.state().hosts().get(two.host);
    var report = host == null ? null : host.report();
    if (report == null) return List.of();
    return report.lockspaces().stream()
        .filter(LockspaceReport::isRenewing)
        .map(LockspaceReport::lockspace)
        .toList();
  }

  private LockspaceName home() {
    return Objects.requireNonNull(Objects.requireNonNull(face.latest().state().document()).home());
  }

  @Test
  void theActingEngineTakesItsClaimAlong() throws Exception {
    twoStores();
    assertEquals(
        new Answer.Done("the claim is kept in other now, and this engine acts"), move(false));
    assertEquals(OTHER, home());
    var last = one.paramsOf(ClusterTopic.HoldClaim.class).getLast();
    assertEquals(
        List.of(OTHER, false, true),
        List.of(last.lockspace(), last.moving(), face.latest().state().claim().acts()));
  }

  @Test
  void itStaysWhileAHostCannotLearnOfIt() throws Exception {
    twoStores();
    two.cut();
    await(now -> status(now, two) != HostStatus.UP);
    assertEquals(
        new Answer.Refused(
            "kvm2 is not connected; the claim moves only while every host learns of it"),
        move(false));
    assertEquals(FakeAgent.HOME, home());
  }

  @Test
  void aHomeThatIsLostIsLeftAtAPersonsWord() throws Exception {
    twoStores();
    homeIsLost();
    assertEquals(
        new Answer.Refused(
            "this engine does not act; where it does, ask there; if home is lost for good, so that"
                + " none can: leasehold storage home other --lost"),
        move(false));
    assertEquals(
        new Answer.Done("the claim is kept in other now, and this engine acts"), move(true));
    assertEquals(OTHER, home());
  }

  @Test
  void aHomeInWhichAHostStillRenewsIsNotLost() throws Exception {
    twoStores();
    homeIsLost();
    two.lost = List.of();
    await(now -> renewing(now).contains(FakeAgent.HOME));
    assertEquals(
        new Answer.Refused(
            "kvm2 still renews in home: it is not lost, and who holds the claim there acts"),
        move(true));
  }

  @Test
  void halfOfTheHostsAreTooFew() throws Exception {
    twoStores();
    homeIsLost();
    two.joined = List.of(FakeAgent.HOME);
    await(now -> !renewing(now).contains(OTHER));
    var refused = assertInstanceOf(Answer.Refused.class, move(true));
    assertEquals(
        "1 of 2 hosts are connected and have joined other; more than half must be, so that no"
            + " second engine can act",
        refused.text());
  }

  @Test
  void aHostThatHasNotReportedYetMayRenewInTheHome() throws Exception {
    two.reachable = false;
    twoStores();
    homeIsLost();
    two.reachable = true;
    var line = monitor.lines().find(two.host).orElseThrow();
    while (!line.isUp()) {
      one.report();
      Thread.sleep(20);
    }
    assertEquals(
        new Answer.Refused(
            "kvm2 is connected and has not reported yet; ask again in a few seconds"),
        face.ask("anna", new Operation.MoveHome(OTHER, true)).get(20, TimeUnit.SECONDS));
    assertEquals(FakeAgent.HOME, home());
  }

  /// The document takes the claim along, and no agent lets this engine hold it there.
  @Test
  void aClaimThatDoesNotFollowTheDocumentIsSaidToBeMissing() throws Exception {
    twoStores();
    for (var agent : List.of(one, two)) {
      agent.mayRefuse(
          ClusterTopic.HOLD_CLAIM,
          ask -> {
            if (!ask.lockspace().equals(OTHER)) {
              return new ClusterTopic.ClaimHeld(ask.epoch(), 15_000, "held");
            }
            throw new CallException(ErrorCode.LEASE_HELD, "held by desk2 on kvm3");
          });
    }
    assertEquals(
        new Answer.Failed(
            "the claim belongs into other now, but this engine has not got it there; another may"
                + " act"),
        impatient(new Operation.MoveHome(OTHER, false)));
    assertEquals(OTHER, home());
  }

  @Test
  void aRequestThatTheEngineDoesNotTakeInTimeMayStillHappen() throws Exception {
    twoStores();
    journal.standStill(stands);
    assertEquals(
        new Answer.Failed(
            "telling every host that the claim is kept in other, but the engine did not answer"
                + " within 1 s; it may still do it"),
        impatient(new Operation.MoveHome(OTHER, false)));
  }

  @Test
  void aClaimThatIsNotTakenInTimeIsNotMoved() throws Exception {
    twoStores();
    homeIsLost();
    journal.standStill(stands);
    assertEquals(
        new Answer.Failed("the claim was not taken in other"),
        impatient(new Operation.MoveHome(OTHER, true)));
    assertEquals(FakeAgent.HOME, home());
  }

  @Test
  void theClaimIsNotMovedWhileItIsJustBeingSought() throws Exception {
    twoStores();
    homeIsLost();
    var sought = new CompletableFuture<>();
    for (var agent : List.of(one, two)) {
      agent.mayRefuse(
          ClusterTopic.HOLD_CLAIM,
          _ -> {
            sought.complete("");
            stands.join();
            throw new CallException(ErrorCode.UNREACHABLE, "the volume cannot be read");
          });
    }
    await(_ -> sought.isDone());
    assertEquals(
        new Answer.Refused("the claim is just being sought; ask again"),
        impatient(new Operation.MoveHome(OTHER, true)));
  }

  private final CompletableFuture<Void> stands = new CompletableFuture<>();

  @AfterEach
  void goesOn() {
    stands.complete(null);
  }
}
