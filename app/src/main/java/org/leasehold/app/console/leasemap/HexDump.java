package org.leasehold.app.console.leasemap;

/// Bytes as people read them: offset, eight bytes, their letters; runs of zeros as one line.
final class HexDump {
  private static final int ROW = 8;

  private HexDump() {}

  static String of(byte[] bytes) {
    var text = new StringBuilder();
    boolean skipping = false;
    for (int at = 0; at < bytes.length; at += ROW) {
      if (isZero(bytes, at)) {
        if (!skipping) text.append("*\n");
        skipping = true;
        continue;
      }
      skipping = false;
      text.append("%04x ".formatted(at));
      for (int i = at; i < at + ROW; i++) {
        text.append(i % 4 == 0 ? " " : "");
        text.append(i < bytes.length ? "%02x".formatted(bytes[i] & 0xFF) : "  ");
      }
      text.append("  ");
      for (int i = at; i < Math.min(at + ROW, bytes.length); i++) {
        char c = (char) (bytes[i] & 0xFF);
        text.append(c >= 32 && c < 127 ? c : '.');
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static boolean isZero(byte[] bytes, int from) {
    for (int i = from; i < Math.min(from + ROW, bytes.length); i++) if (bytes[i] != 0) return false;
    return true;
  }
}
