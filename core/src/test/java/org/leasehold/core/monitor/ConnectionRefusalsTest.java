package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.Header;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.VmTopic;

/// What an engine refuses to the agents it asks, and of the hosts it does not reach.
class ConnectionRefusalsTest extends WithTwoHosts {
  private static String refusal(Throwable thrown) {
    var e = (CallException) thrown;
    return e.code() + ": " + e.sentence();
  }

  private HostLine line(HostId host) {
    return monitor.lines().find(host).orElseThrow();
  }

  @Test
  void anAgentMayAskNothingOfAVisitor() throws Exception {
    try (var _ = AgentVisit.open(two, "kvm2", "engine desk1")) {
      assertEquals(
          "METHOD_NOT_FOUND: a visitor offers no host/check", two.answerTo(HostTopic.CHECK));
    }
  }

  @Test
  void anAgentMayAskNothingOfAnEngine() throws Exception {
    monitor.start();
    await(_ -> monitor.lines().find(two.host).filter(HostLine::isUp).isPresent());
    assertEquals("METHOD_NOT_FOUND: an engine offers no host/check", two.answerTo(HostTopic.CHECK));
  }

  @Test
  void aHostThatNeverAnsweredHasNoClockToDateAChangeBy() throws Exception {
    two.reachable = false;
    acting();
    var e =
        assertThrows(CallException.class, () -> line(two.host).header(new Epoch(7), "a change"));
    assertEquals("UNREACHABLE: kvm2 was never connected", refusal(e));
  }

  @Test
  void aLookChangesNothing() throws Exception {
    one.on(VmTopic.PAUSE, _ -> new Done("paused"));
    acting();
    var ask = new VmTopic.OneVm(new Header(new Epoch(7), 0, 1000, null, 0, "a look"), WEB);
    var e =
        assertThrows(
            ExecutionException.class,
            () -> face.look(one.host, VmTopic.PAUSE, ask).get(20, TimeUnit.SECONDS));
    assertEquals(
        "RULE: vm/pause changes something; ask the engine for it",
        refusal(Objects.requireNonNull(e.getCause())));
    assertFalse(one.asked.contains(VmTopic.PAUSE.name()));
  }

  @Test
  void anAgentThatSaysItIsAnotherHostIsNotBelieved() throws Exception {
    var other = new FakeAgent(1);
    agents.put(two.host, other);
    monitor.start();
    await(
        _ -> {
          other.report();
          return monitor
              .lines()
              .find(two.host)
              .filter(it -> !it.view().text().isEmpty())
              .isPresent();
        });
    assertEquals(
        "kvm2 says it is host 1, the document says 2: its reports are not believed",
        line(two.host).view().text());
  }

  @Test
  void anEngineWithTooMuchToDoTakesNothingMore() throws Exception {
    acting();
    var stands = new CompletableFuture<Void>();
    try {
      journal.standStill(stands);
      Answer last = null;
      while (last == null) {
        var answer = face.ask("anna", new Request.ResumeHa());
        if (answer.isDone()) last = answer.join();
      }
      assertEquals(new Answer.Refused("this engine is too busy; try again"), last);
    } finally {
      stands.complete(null);
    }
    await(now -> !now.complaints().isEmpty());
    // At least this one; what its hosts said meanwhile may be among them.
    var told = face.latest().complaints().getFirst();
    assertTrue(told.matches("this engine was too slow: [0-9]+ messages were dropped"), told);
  }
}
