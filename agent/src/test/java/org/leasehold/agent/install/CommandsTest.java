package org.leasehold.agent.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Programs of the host that fail or hang, each with its sentence.
@Timeout(60)
class CommandsTest {
  private static void failed(String sentence, Duration atMost, String... words) {
    var e = assertThrows(IOException.class, () -> Commands.within(atMost).done(words));
    assertEquals(sentence, e.getMessage());
  }

  @Test
  void oneThatFailsIsToldWithWhatItSaid() {
    failed(
        "/bin/sh -c echo no; echo way >&2; exit 3 ended with 3: no\nway",
        Duration.ofSeconds(40),
        "/bin/sh",
        "-c",
        "echo no; echo way >&2; exit 3");
  }

  @Test
  void oneThatHangsIsNotWaitedForForEver() {
    failed("/bin/sleep did not end within 1 s", Duration.ofSeconds(1), "/bin/sleep", "60");
  }

  @Test
  void oneThatIsNotThereIsNamed() {
    failed(
        "Cannot run program \"/none/useradd\": Exec failed, error: 2 (No such file or directory) ",
        Duration.ofSeconds(40),
        "/none/useradd");
  }
}
