package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateStringTest {
  private static final HeldLease EXCLUSIVE =
      new HeldLease(
          "ls", "vm", List.of(new LeasePlace(Path.of("/vol"), 3145728)), OptionalLong.of(12));
  private static final HeldLease SHARED =
      new HeldLease(
          "ls",
          "sh",
          List.of(new LeasePlace(Path.of("/a:b"), 0), new LeasePlace(Path.of("/c"), 1)),
          OptionalLong.empty());

  @Test
  void leasesAreSeparatedBySpacesAndFieldsByColons() throws Exception {
    assertEquals(
        List.of(EXCLUSIVE, SHARED), parse("ls:vm:/vol:3145728:12 ls:sh:/a\\:b:0:/c:1:SH\0", 2));
    assertEquals(List.of(), parse("", 0));
  }

  @Test
  void aVersionIsUnsigned() throws Exception {
    assertEquals(
        OptionalLong.of(-1), parse("a:b:/c:0:18446744073709551615", 1).getFirst().version());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
"""
x|names, disks, version in 'x'
a:b|names, disks, version in 'a:b'
a:b:/c:0|names, disks, version in 'a:b:/c:0'
a:b:/c:x:1|a number instead of 'x' in 'a:b:/c:x:1'
a:b::0:1|a path and its offset in 'a:b::0:1'
a:b:/c:0:y|a number instead of 'y' in 'a:b:/c:0:y'
a:b:/c:-1:1|a number instead of '-1' in 'a:b:/c:-1:1'
a:b:/c:0:1 |names, disks, version in ''
""")
  void whatIsNoListIsRefused(String text, String sentence) {
    var refused = assertThrows(SanlockException.BadAnswer.class, () -> parse(text, 1));
    assertEquals(
        "sanlock's answer to inquire was not understood: expected " + sentence, refused.sentence());
  }

  @Test
  void aCountThatDoesNotFitIsRefused() {
    var refused = assertThrows(SanlockException.BadAnswer.class, () -> parse("ls:vm:/vol:0:1", 2));
    assertEquals(
        "sanlock's answer to inquire was not understood: expected 2 leases in 'ls:vm:/vol:0:1'",
        refused.sentence());
  }

  @Property
  void anyTextIsAListOrARefusal(
      @ForAll @Chars({':', ' ', '\\', 'S', 'H', '0', '9', '/', '-', '\0', 'ä'}) String text) {
    try {
      parse(text, 1);
    } catch (SanlockException.BadAnswer expected) {
      assertEquals(SanlockCall.INQUIRE, expected.call());
    }
  }

  private static List<HeldLease> parse(String text, int count) throws SanlockException.BadAnswer {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var payload = Frame.allocate(bytes.length).put(bytes).flip();
    return StateString.parse(new Reply(SanlockCall.INQUIRE, 0, count, payload));
  }
}
