package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// Numbers, texts and the checksum as they lie on the disk.
class DiskBytesTest {
  @Test
  void checksumsAreThoseOfSanlock() {
    assertEquals(0xE8C7BB34, DiskBytes.sanlockChecksum(HexBytes.ascii("123456789"), 0, 9));
    assertEquals(0x7E11FBD1, DiskBytes.sanlockChecksum(new byte[168], 0, 168));
    assertEquals(0xCB5AD842, DiskBytes.sanlockChecksum(new byte[48], 0, 48));
  }

  @Test
  void theChecksumCoversItsRangeAndNothingElse() {
    var bytes = new byte[512];
    bytes[167] = 7;
    assertEquals(0x7E11FBD1, DiskBytes.sanlockChecksum(bytes, 168, 168));
  }

  @Property(tries = 200)
  void theChecksumEqualsTheShiftRegisterItIsDefinedBy(@ForAll @Size(min = 1, max = 200) byte[] d) {
    int crc = 0xFFFFFFFE;
    for (byte b : d) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
    }
    assertEquals(crc, DiskBytes.sanlockChecksum(d, 0, d.length));
  }

  @Test
  void sanlocksNumbersAreLittleEndian() {
    var bytes = new byte[16];
    DiskBytes.put32(bytes, 0, 0x12212010);
    DiskBytes.put64(bytes, 8, 0x0102030405060708L);
    assertArrayEquals(HexBytes.of("10202112 00000000 0807060504030201"), bytes);
    DiskBytes.put16(bytes, 4, 0xFFFE);
    assertEquals(0xFFFE, DiskBytes.u16(bytes, 4));
  }

  @Test
  void textEndsAtItsFirstNulOrFillsItsField() {
    var bytes = HexBytes.ascii("kvm1\0rest");
    assertEquals("kvm1", DiskBytes.text(bytes, 0, 9));
    assertEquals("kv", DiskBytes.text(bytes, 0, 2));
    assertEquals("", DiskBytes.text(bytes, 4, 5));
  }

  @Test
  void textThatIsNotPrintableNeverEqualsAPrintableName() {
    var bytes = HexBytes.ascii("a?c");
    var damaged = bytes.clone();
    damaged[1] = (byte) 0x80;
    assertEquals("a?c", DiskBytes.text(bytes, 0, 3));
    assertEquals("a\uFFFDc", DiskBytes.text(damaged, 0, 3));
  }

  @Property(tries = 200)
  void decimalsComeBackAsWritten(@ForAll @LongRange(min = 0, max = 99_999_999_999L) long value) {
    var bytes = new byte[11];
    DiskBytes.putDecimal(bytes, 0, 11, value);
    assertEquals(value, DiskBytes.decimal(bytes, 0, 11));
    assertEquals("%011d".formatted(value), DiskBytes.text(bytes, 0, 11));
  }

  @Test
  void whatIsNoDecimalIsMinusOneAndWhatDoesNotFitIsRefused() {
    assertEquals(-1, DiskBytes.decimal(HexBytes.ascii("0001 000000"), 0, 11));
    assertEquals(-1, DiskBytes.decimal(new byte[11], 0, 11));
    assertThrows(
        IllegalArgumentException.class, () -> DiskBytes.putDecimal(new byte[2], 0, 2, 100));
    assertThrows(IllegalArgumentException.class, () -> DiskBytes.putText(new byte[2], 0, 2, "abc"));
  }
}
