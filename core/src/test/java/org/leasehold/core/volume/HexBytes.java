package org.leasehold.core.volume;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Bytes for tests, written as the documents write them.
final class HexBytes {
  private HexBytes() {}

  /// @param hex two digits a byte, spaces where they help
  static byte[] of(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String of(byte[] bytes, int at, int length) {
    return HexFormat.of().formatHex(bytes, at, at + length);
  }
}
