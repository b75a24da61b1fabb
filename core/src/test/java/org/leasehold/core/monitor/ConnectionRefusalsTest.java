package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
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
}
