package org.leasehold.core.volume;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Numbers, names and checksums as they lie on the disk. All of sanlock's numbers are
/// little-endian.
final class DiskBytes {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  /// Stands for a byte that no name may hold.
  private static final char UNPRINTABLE = '\uFFFD';

  private DiskBytes() {}

  static int u16(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xFFFF;
  }

  static int i32(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long u64(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static void put16(byte[] bytes, int at, int value) {
    SHORT.set(bytes, at, (short) value);
  }

  static void put32(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  static void put64(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  static boolean isZero(byte[] bytes, int at, int length) {
    int end = at + length;
    for (; at <= end - 8; at += 8) {
      if (u64(bytes, at) != 0) return false;
    }
    for (; at < end; at++) {
      if (bytes[at] != 0) return false;
    }
    return true;
  }

  /// Text up to the first NUL; other bytes than printable ASCII become U+FFFD, so that a damaged
  /// name equals no sound one. Never an error.
  static String text(byte[] bytes, int at, int length) {
    int end = at;
    while (end < at + length && bytes[end] != 0) end++;
    if (isPrintable(bytes, at, end)) {
      return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    }
    var shown = new char[end - at];
    for (int i = 0; i < shown.length; i++) {
      byte one = bytes[at + i];
      shown[i] = one < ' ' || one > '~' ? UNPRINTABLE : (char) one;
    }
    return new String(shown);
  }

  /// Whether a text read by [#text] was printable all through.
  static boolean isPrintable(String text) {
    return text.indexOf(UNPRINTABLE) < 0;
  }

  static boolean isPrintable(byte[] bytes, int at, int end) {
    for (int i = at; i < end; i++) {
      if (bytes[i] < ' ' || bytes[i] > '~') return false;
    }
    return true;
  }

  static void putText(byte[] bytes, int at, int length, String text) {
    var ascii = text.getBytes(StandardCharsets.US_ASCII);
    if (ascii.length > length) throw new IllegalArgumentException("too long: " + text);
    Arrays.fill(bytes, at, at + length, (byte) 0);
    System.arraycopy(ascii, 0, bytes, at, ascii.length);
  }

  /// Unsigned decimal text of exactly `digits` characters.
  ///
  /// @return -1 where a character is not a digit
  static long decimal(byte[] bytes, int at, int digits) {
    long value = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }

  static void putDecimal(byte[] bytes, int at, int digits, long value) {
    for (int i = at + digits - 1; i >= at; i--) {
      bytes[i] = (byte) ('0' + value % 10);
      value /= 10;
    }
    if (value != 0) throw new IllegalArgumentException("does not fit " + digits + " digits");
  }

  /// sanlock's CRC-32C: initial value 0xFFFFFFFE and no final inversion.
  ///
  /// That equals the inverted CRC-32C of the same bytes with the lowest bit of the first flipped.
  ///
  /// @see "sanlock src/crc32c.c, src/ondisk.c: leader_checksum, dblock_checksum"
  static int sanlockChecksum(byte[] bytes, int at, int length) {
    var crc = new CRC32C();
    crc.update(bytes[at] ^ 1);
    crc.update(bytes, at + 1, length - 1);
    return ~(int) crc.getValue();
  }

  static String hex(byte[] bytes, int at, int length) {
    var out = new StringBuilder(length * 2);
    for (int i = at; i < at + length; i++) out.append("%02x".formatted(bytes[i]));
    return out.toString();
  }
}
