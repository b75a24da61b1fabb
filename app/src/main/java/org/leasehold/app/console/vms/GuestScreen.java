package org.leasehold.app.console.vms;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.leasehold.core.protocol.VmTopic;

/// What a guest's screen shows, as libvirt's screenshot says: PNG as it is, or a portable pixmap.
///
/// @see "Netpbm ppm(5): P6, width, height, 255, one space, three bytes for each pixel"
final class GuestScreen {
  private static final int PIXELS_MAX = 1 << 25;

  private final byte[] png;
  private final int width;
  private final int height;
  private final int[] points;

  private GuestScreen(byte[] png, int width, int height, int[] points) {
    this.png = png;
    this.width = width;
    this.height = height;
    this.points = points;
  }

  /// The bytes of a PNG; empty for pixels.
  byte[] png() {
    return png;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /// Pixels line by line; empty for a PNG.
  int[] points() {
    return points;
  }

  /// @throws IllegalArgumentException where it is neither
  static GuestScreen of(VmTopic.Screenshot shot) {
    var bytes = Base64.getDecoder().decode(shot.base64());
    if (shot.mime().equals("image/png")) return new GuestScreen(bytes, 0, 0, new int[0]);
    return pixmap(bytes);
  }

  private static GuestScreen pixmap(byte[] bytes) {
    var at = new int[] {0};
    if (!word(bytes, at).equals("P6")) {
      throw new IllegalArgumentException("the picture is neither PNG nor a portable pixmap");
    }
    int width = Integer.parseInt(word(bytes, at));
    int height = Integer.parseInt(word(bytes, at));
    int most = Integer.parseInt(word(bytes, at));
    long pixels = (long) width * height;
    if (most != 255 || width < 1 || height < 1 || pixels > PIXELS_MAX) {
      throw new IllegalArgumentException(
          "a portable pixmap of %d x %d, %d".formatted(width, height, most));
    }
    int from = at[0];
    if (bytes.length - from < 3 * pixels) {
      throw new IllegalArgumentException("the picture ends too early");
    }
    var points = new int[(int) pixels];
    for (int i = 0; i < points.length; i++) {
      int p = from + 3 * i;
      points[i] =
          0xff000000 | (bytes[p] & 0xff) << 16 | (bytes[p + 1] & 0xff) << 8 | (bytes[p + 2] & 0xff);
    }
    return new GuestScreen(new byte[0], width, height, points);
  }

  /// The next word, and one white space after it; comments are skipped.
  private static String word(byte[] bytes, int[] at) {
    while (at[0] < bytes.length && (bytes[at[0]] <= ' ' || bytes[at[0]] == '#')) {
      if (bytes[at[0]] == '#') while (at[0] < bytes.length && bytes[at[0]] != '\n') at[0]++;
      else at[0]++;
    }
    int from = at[0];
    while (at[0] < bytes.length && bytes[at[0]] > ' ') at[0]++;
    var word = new String(bytes, from, at[0] - from, StandardCharsets.US_ASCII);
    at[0]++;
    return word;
  }
}
