package org.leasehold.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Frames that are none: each ends the connection with its sentence.
class FrameRefusalsTest {
  private static final Limits SMALL = new Limits(100, 64, 4, 4, 1000, 4, Duration.ofSeconds(2));

  private static String refusal(Class<? extends IOException> kind, String stream) {
    var reader =
        new FrameReader(
            new ByteArrayInputStream(stream.getBytes(StandardCharsets.US_ASCII)), SMALL);
    var thrown = assertThrows(IOException.class, reader::next);
    assertEquals(kind, thrown.getClass());
    return String.valueOf(thrown.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
Content-Type: x~~            | a frame without Content-Length
Content-Length: ~~           | Content-Length is not a number
Content-Length: -1~~         | Content-Length is not a number
Content-Length: 1e3~~        | Content-Length is not a number
Content-Length: 1234567890~~ | Content-Length is not a number
Content-Length: 101~~        | a frame of 101 bytes, at most 100
Content-Length: 5~~[[[[[     | nested deeper than 4
Content-Length: 9~~{'[':[[{[ | nested deeper than 4
""")
  void aFrameThatIsNone(String stream, String sentence) {
    assertEquals(
        sentence, refusal(FrameException.class, stream.replace("~", "\r\n").replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
Content-Length: 5        | the stream ended within a frame's header
Content-Length: 5~       | the stream ended within a frame's header
Content-Length: 5~~[1,2  | the stream ended within a frame
""")
  void aStreamThatEndsWithinAFrame(String stream, String sentence) {
    assertEquals(sentence, refusal(java.io.EOFException.class, stream.replace("~", "\r\n")));
  }

  @Test
  void aHeaderThatDoesNotEnd() {
    assertEquals(
        "a frame's header is longer than 64", refusal(FrameException.class, "a".repeat(65)));
    assertEquals(
        "a frame's header is longer than 64", refusal(FrameException.class, "a: b\r\n".repeat(11)));
  }
}
