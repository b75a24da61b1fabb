package org.leasehold.agent.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.HypervisorException.Kind;

/// A libvirt that hangs holds nobody for ever: each sentence of a call that got no answer.
@Timeout(60)
class LibvirtCallsTest {
  private static final Duration SOON = Duration.ofMillis(50);
  private final LibvirtCalls calls = new LibvirtCalls();
  private final CountDownLatch answers = new CountDownLatch(1);

  @AfterEach
  void noThreadStays() {
    answers.countDown();
    calls.close();
  }

  private void unanswered(String sentence) {
    var e =
        assertThrows(
            HypervisorException.class, () -> calls.within(SOON, "pause of VM mail", this::hangs));
    assertEquals(Kind.NO_ANSWER, e.kind());
    assertEquals(sentence, e.sentence());
  }

  private boolean hangs() {
    try {
      answers.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return true;
  }

  @Test
  void callsThatHangAreCountedAndTheNextOneIsNotTried() {
    for (int i = 0; i < 16; i++) {
      unanswered("pause of VM mail: libvirt did not answer within 50 ms; it may still do it");
    }
    unanswered(
        "pause of VM mail was not tried: 16 earlier calls to libvirt hang; look at libvirtd");
  }

  @Test
  void aCallerThatIsInterruptedDoesNotKnowWhatCameOfIt() {
    Thread.currentThread().interrupt();
    unanswered("pause of VM mail was cancelled; libvirt may still do it");
    assertTrue(Thread.interrupted());
  }

  @Test
  void aConnectionThatWasNeverMadeIsNotWaitedFor() {
    try (var connection = new Reconnect("test:///default", calls)) {
      var e = assertThrows(HypervisorException.class, () -> connection.entered("pause of VM mail"));
      assertEquals(Kind.NOT_CONNECTED, e.kind());
      assertEquals(
          "pause of VM mail was not tried: libvirt is not reachable on this host (no connection was"
              + " made yet)",
          e.sentence());
    }
  }
}
