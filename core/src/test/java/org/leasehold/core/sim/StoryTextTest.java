package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Text of a cluster or a script that cannot be played: which line, and why.
class StoryTextTest {
  private static final String CLUSTER =
      """
      hosts kvm1 kvm2
      stores store1
      engine e1 desktop
      vm web on kvm1
      """;

  private static String refusal(String cluster, String script) {
    var refused = assertThrows(IllegalArgumentException.class, () -> Story.parse(cluster, script));
    return String.valueOf(refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hots kvm3                | unknown word: hots
          io-timeout               | a word is missing
          io-timeout ten           | not a number (For input string: "ten")
          io-timeout 0             | io timeout out of 1..255 seconds: 0
          vm                       | a word is missing
          vm db at kvm1            | unknown word: at
          vm db on kvm9            | no host kvm9
          vm db store store9       | no store store9
          engine e2 kvm9           | no host kvm9
          no-hook kvm9             | no host kvm9
          watchdog kvm1            | a word is missing
          watchdog kvm1 firm       | neither none, soft nor hard: firm
          drift kvm1 fast          | not a number (For input string: "fast")
          memory kvm1              | a word is missing
          soft-fencing maybe       | neither on nor off: maybe
          power-fencing            | a word is missing
          storage-reset maybe      | neither on nor off: maybe
          """)
  void aLineOfTheClusterIsNotUnderstood(String line, String why) {
    assertEquals(
        "cluster line not understood: %s: %s".formatted(line, why),
        refusal(CLUSTER + line, "end 10"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          after 10 host-power-loss kvm1     | neither at nor end
          end                               | a word is missing
          end soon                          | not a number (For input string: "soon")
          at 10                             | a word is missing
          at noon ask resume-ha             | not a number (For input string: "noon")
          at 10 host-melts kvm1             | unknown word: host-melts
          at 10 host-power-loss             | a word is missing
          at 10 host-power-loss kvm9        | no host kvm9
          at 10 host-power-loss kvm1 since 3 | unknown word: since
          at 10 host-power-loss kvm1 for    | a word is missing
          at 10 path-slow kvm1 store9       | no store store9
          at 10 qemu-silent db for 10       | no VM db
          at 10 ask                         | a word is missing
          at 10 ask dance                   | unknown request: dance
          at 10 ask start web kvm9          | no host kvm9
          at 10 ask pause-ha long           | not a number (For input string: "long")
          """)
  void aLineOfTheScriptIsNotUnderstood(String line, String why) {
    assertEquals(
        "script line not understood: %s: %s".formatted(line, why),
        refusal(CLUSTER, line + "\nend 10"));
  }

  @Test
  void aFaultOfAnEngineThatIsNoneIsNotUnderstood() {
    assertEquals(
        "script line not understood: at 10 engine-crash e9: no engine e9",
        refusal(CLUSTER, "at 10 engine-crash e9\nend 10"));
  }

  @Test
  void aScriptWithoutAnEndIsNotPlayed() {
    assertEquals(
        "the script has no end; its last line is such as: end 400",
        refusal(CLUSTER, "at 10 host-power-loss kvm1 for 5"));
  }
}
