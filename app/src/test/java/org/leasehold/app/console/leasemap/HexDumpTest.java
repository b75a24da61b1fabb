package org.leasehold.app.console.leasemap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HexDumpTest {
  @Test
  void zerosAreOneLineAndLettersAreShown() {
    var bytes = new byte[32];
    var name = "store1".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(name, 0, bytes, 24, name.length);
    assertEquals("*\n0018  73746f72 65310000  store1..\n", HexDump.of(bytes));
  }
}
