package org.leasehold.core.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// What was read of a volume, as text: offset, length and bytes of each piece, deflated, base64.
/// Most of a volume is zeros.
public final class VolumePieces {
  /// A whole volume of 3,960 leases and 2,000 hosts read to the last sector is below this.
  private static final int BYTES_MAX = 64 << 20;

  private VolumePieces() {}

  public static String encode(NavigableMap<Long, byte[]> pieces) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      out.writeInt(pieces.size());
      for (var piece : pieces.entrySet()) {
        out.writeLong(piece.getKey());
        out.writeInt(piece.getValue().length);
        out.write(piece.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /// @throws CallException where the text is damaged or would not fit into memory
  public static NavigableMap<Long, byte[]> decode(String text) throws CallException {
    var pieces = new TreeMap<Long, byte[]>();
    try (var in =
        new DataInputStream(
            new InflaterInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text))))) {
      int count = in.readInt();
      long total = 0;
      for (int i = 0; i < count; i++) {
        long offset = in.readLong();
        int length = in.readInt();
        total += length;
        if (length < 0 || total > BYTES_MAX) throw new IOException("more than " + BYTES_MAX + " B");
        pieces.put(offset, in.readNBytes(length));
      }
      return pieces;
    } catch (IOException | IllegalArgumentException e) {
      throw new CallException(
          ErrorCode.INVALID_PARAMS, "the volume's bytes are damaged: " + e.getMessage(), e);
    }
  }
}
