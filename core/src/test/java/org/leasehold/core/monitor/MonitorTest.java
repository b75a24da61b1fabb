package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.Claim;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.VmTopic;

/// The loop around the engine, over connections within this process.
class MonitorTest extends WithTwoHosts {
  @Test
  void hostsThatReportAreUpAndTheClaimIsTakenWithTheNextEpoch() throws Exception {
    acting();
    var now = face.latest();
    assertEquals(HostStatus.UP, status(now, one));
    assertEquals(HostStatus.UP, status(now, two));
    assertEquals(new Epoch(7), now.state().epoch());
    assertEquals("desk1", now.acting());
  }

  @Test
  void underTheClaimEveryHostIsGivenTheDocument() throws Exception {
    acting();
    await(_ -> two.asked.contains(ClusterTopic.PUT_DOCUMENT.name()));
    var put = two.paramsOf(ClusterTopic.PutDocument.class).getFirst();
    assertEquals(document().stamped(new Epoch(7)), put.document());
    assertEquals(new Epoch(7), put.header().epoch());
  }

  @Test
  void anEngineThatIsRefusedTheClaimWatchesAndSaysWhoActs() throws Exception {
    for (var agent : agents.values()) {
      agent.refuses(ClusterTopic.HOLD_CLAIM, ErrorCode.LEASE_HELD, "held for desk2");
    }
    monitor.start();
    var now = await(it -> it.acting().equals("held for desk2"));
    assertEquals(Claim.WATCHING, now.state().claim());
    assertTrue(two.paramsOf(ClusterTopic.PutDocument.class).isEmpty());
  }

  @Test
  void aCutConnectionIsAFailedContactAtOnceAndComesBackByItself() throws Exception {
    acting();
    two.cut();
    await(now -> status(now, two) == HostStatus.CONNECTING);
    two.reachable = true;
    await(now -> status(now, two) == HostStatus.UP);
  }

  @Test
  void theClaimIsLostWithTheConnectionItWasHeldOver() throws Exception {
    acting();
    one.cut();
    await(now -> now.state().claim() == Claim.LOST);
    await(now -> now.state().claim() == Claim.ACTING);
    assertEquals(new Epoch(8), face.latest().state().epoch());
  }

  @Test
  void aHostThatBringsADocumentOfAHigherEpochMakesTheEngineClaimAnewAboveIt() throws Exception {
    acting();
    two.cut();
    await(now -> status(now, two) == HostStatus.CONNECTING);
    var newer = document().stamped(new Epoch(9));
    two.on(ClusterTopic.GET_DOCUMENT, _ -> new ClusterTopic.Kept(newer, List.of()));
    two.reachable = true;
    await(now -> now.state().claim() == Claim.ACTING && now.state().epoch().value() >= 10);
  }

  @Test
  void aPersonsStopGoesOutWithEpochAndReport() throws Exception {
    one.vms = List.of(running());
    one.on(VmTopic.STOP, _ -> new Done("it is off"));
    acting();
    await(now -> vm(now) == VmStatus.UP);
    var answer = face.ask("anna", new Request.StopVm(WEB, true)).get(10, TimeUnit.SECONDS);
    assertInstanceOf(Answer.Done.class, answer);
    await(_ -> one.asked.contains(VmTopic.STOP.name()));
    var stop = one.paramsOf(VmTopic.Stop.class).getFirst();
    assertEquals(new Epoch(7), stop.header().epoch());
    assertTrue(stop.header().reportNumber() > 0);
    assertEquals("asked by anna", stop.header().why());
  }

  @Test
  void aChangedDocumentMakesEveryHostSayAnewWhatItCanStart() throws Exception {
    acting();
    await(_ -> two.asked.contains(VmTopic.CAN_START.name()));
    long before = canStartAsked();
    face.ask("anna", new Request.SetPolicy(web())).get(10, TimeUnit.SECONDS);
    await(_ -> canStartAsked() > before);
  }

  private long canStartAsked() {
    return two.asked.stream().filter(VmTopic.CAN_START.name()::equals).count();
  }

  @Test
  void aRefusalIsTheAnswerToTheOneWhoAsked() throws Exception {
    acting();
    var answer = face.ask("anna", new Request.PauseHa("", 5)).get(10, TimeUnit.SECONDS);
    assertEquals(
        new Answer.Refused("engine: HA pause refused (needs a reason and 1..10080 minutes)"),
        answer);
  }

  @Test
  void withAFullJournalNothingIsStoppedAndItIsSaid() throws Exception {
    one.vms = List.of(running());
    one.on(VmTopic.STOP, _ -> new Done("it is off"));
    acting();
    await(now -> vm(now) == VmStatus.UP);
    journal.full = true;
    face.ask("anna", new Request.StopVm(WEB, true)).get(10, TimeUnit.SECONDS);
    await(now -> now.complaints().contains("the journal cannot be written"));
    await(
        now ->
            now.recent().stream()
                .anyMatch(
                    line ->
                        line.id().equals("vm.stop.failed")
                            && line.because().contains("the journal cannot be written")));
    assertFalse(one.asked.contains(VmTopic.STOP.name()));
  }

  @Test
  void aSleepIsToldAndWhatWasHeardBeforeCountsForNothing() throws Exception {
    acting();
    slept.addAndGet(60_000);
    await(
        now ->
            now.recent().stream()
                .anyMatch(
                    line ->
                        line.id().equals("engine.time.jumped") && line.because().startsWith("60")));
  }

  @Test
  void aReportThatWasUnderWayForLongSaysNothingOfThePresent() throws Exception {
    acting();
    one.clockLagMillis = 20_000;
    long before = reportNumber();
    for (int i = 0; i < 10; i++) {
      one.report();
      Thread.sleep(20);
    }
    assertEquals(before, reportNumber());
    one.clockLagMillis = 0;
    await(_ -> reportNumber() > before);
  }

  private long reportNumber() {
    var host = face.latest().state().hosts().get(one.host);
    var report = host == null ? null : host.report();
    return report == null ? 0 : report.number();
  }

  @Test
  void whatAnAgentWroteDownIsJournalledBeforeItIsAcknowledged() throws Exception {
    var event =
        new HostTopic.AgentEvent(
            41,
            new org.leasehold.core.model.AgentInstance(1),
            1000,
            5,
            "vm.ended",
            WEB,
            "process gone, signal 9");
    one.on(
        HostTopic.EVENTS,
        ask -> new HostTopic.Events(ask.after() < 41 ? List.of(event) : List.of(), 0));
    one.on(HostTopic.ACKNOWLEDGE, _ -> new Done("forgotten"));
    acting();
    await(_ -> one.asked.contains(HostTopic.ACKNOWLEDGE.name()));
    assertEquals(
        new HostTopic.Acknowledge(41), one.paramsOf(HostTopic.Acknowledge.class).getFirst());
    assertTrue(
        journal.lines.stream()
            .anyMatch(
                line ->
                    line.id().equals("agent.vm.ended")
                        && line.subject().equals("host kvm1")
                        && line.what().equals("process gone, signal 9")));
  }

  @Test
  void whatChangesSomethingCannotBeAskedAsALook() throws Exception {
    acting();
    var refused =
        face.look(
            one.host,
            VmTopic.DESTROY,
            new VmTopic.OneVm(
                new org.leasehold.core.protocol.Header(new Epoch(9), 0, 1000, null, 0, "x"), WEB));
    assertTrue(refused.isCompletedExceptionally());
  }
}
