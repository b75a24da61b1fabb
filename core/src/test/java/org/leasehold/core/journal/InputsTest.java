package org.leasehold.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Inputs of a journal whose bytes are damaged: none is taken for another one.
class InputsTest {
  private static String refusal(byte[] bytes) {
    var inputs = new Inputs();
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> inputs.read(bytes)).getMessage());
  }

  /// `01` an input, `01 6f` its source, its length in full, its length packed, its bytes.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00 80                                     | an input ends early
          00 80 80 80 80 80 80 80 80 80 80          | a number does not end
          01                                        | an input ends early
          01 05 6f                                  | an input ends early
          01 01 6f 81 80 80 20 01                   | an input of 67108865 bytes
          01 ff ff ff ff ff ff ff ff ff 01          | an input of -1 bytes
          01 01 6f 05 03 aa                         | an input ends early
          01 01 6f 05 01 ff                         | an input cannot be unpacked: invalid block type
          """)
  void bytesThatAreNoInput(String hex, String sentence) {
    assertEquals(sentence, refusal(HexFormat.ofDelimiter(" ").parseHex(hex)));
  }

  @Test
  void anInputThatIsShorterThanItSays() {
    var plain = "{}".getBytes(StandardCharsets.UTF_8);
    var small = Inputs.deflated(plain, new byte[0]);
    assertEquals("{}", new String(Inputs.inflated(small, 2, new byte[0]), StandardCharsets.UTF_8));
    var refused =
        assertThrows(IllegalArgumentException.class, () -> Inputs.inflated(small, 3, new byte[0]));
    assertEquals("an input ends early", refused.getMessage());
  }
}
