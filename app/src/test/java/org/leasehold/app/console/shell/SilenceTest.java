package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.text.Times;

class SilenceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Times TIMES = new Times(ZoneOffset.UTC);

  private long nanos = 7 * SECOND;
  private final Silence silence = new Silence(() -> nanos);

  private Optional<String> after(long seconds) {
    nanos += seconds * SECOND;
    return silence.look(1_700_000_000_000L, TIMES);
  }

  @Test
  void anEngineThatIsHeardIsNoNews() {
    assertEquals(Optional.empty(), after(14));
    assertFalse(silence.isDue());
    silence.heard();
    assertEquals(Optional.empty(), after(14));
  }

  @Test
  void aSilentEngineIsToldWithTheMomentThatIsShown() {
    assertEquals(
        Optional.of(
            "The engine has told nothing for 16 s: what is shown is of 22:13:20. Hosts and VMs go on"
                + " without it, and leases decide as ever."),
        after(16));
  }

  @Test
  void anEngineIsLookedForOneTryAfterTheOther() {
    after(16);
    assertTrue(silence.isDue());
    assertFalse(silence.isDue(), "one is under way");
    assertTrue(after(1).orElse("").endsWith("An engine is being looked for…"));
    silence.failed("h1 does not answer");
    assertTrue(after(1).orElse("").endsWith("None was reached: h1 does not answer"));
    assertFalse(silence.isDue());
    nanos += 10 * SECOND;
    assertTrue(silence.isDue());
    silence.heard();
    assertEquals(Optional.empty(), after(1));
  }
}
