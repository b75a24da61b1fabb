package org.leasehold.app.console.picture;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;

/// Writes a picture as PNG, without the desktop module that the JDK's own writer needs.
///
/// @see "PNG specification, third edition: chunks IHDR, IDAT, IEND; colour type 2, 8 bits"
public final class PngFile {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private PngFile() {}

  public static void write(Image picture, Path file) throws IOException {
    int width = (int) picture.getWidth();
    int height = (int) picture.getHeight();
    var pixels = new int[width * height];
    picture
        .getPixelReader()
        .getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
    var folder = file.toAbsolutePath().getParent();
    if (folder != null) Files.createDirectories(folder);
    try (var out = new DataOutputStream(Files.newOutputStream(file))) {
      out.write(SIGNATURE);
      chunk(out, "IHDR", header(width, height));
      chunk(out, "IDAT", data(pixels, width, height));
      chunk(out, "IEND", new byte[0]);
    }
  }

  private static byte[] header(int width, int height) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(width);
    out.writeInt(height);
    out.write(new byte[] {8, 2, 0, 0, 0});
    return bytes.toByteArray();
  }

  /// Each line as the difference to the one above, which packs well.
  private static byte[] data(int[] pixels, int width, int height) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var before = new byte[width * 3];
    var line = new byte[width * 3];
    var packed = new byte[width * 3 + 1];
    packed[0] = 2;
    try (var out = new DeflaterOutputStream(bytes, new Deflater(6), 1 << 16)) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int argb = pixels[y * width + x];
          line[3 * x] = (byte) (argb >> 16);
          line[3 * x + 1] = (byte) (argb >> 8);
          line[3 * x + 2] = (byte) argb;
        }
        for (int i = 0; i < line.length; i++) packed[i + 1] = (byte) (line[i] - before[i]);
        out.write(packed);
        System.arraycopy(line, 0, before, 0, line.length);
      }
    }
    return bytes.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    var name = type.getBytes(StandardCharsets.US_ASCII);
    var sum = new CRC32();
    sum.update(name);
    sum.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) sum.getValue());
  }
}
