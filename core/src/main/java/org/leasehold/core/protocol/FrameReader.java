package org.leasehold.core.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads frames: header lines, of which only `Content-Length` counts, an empty line, that many
/// bytes of UTF-8. lsp4j's own reader has no limits, so this one stands before it.
///
/// @see "Language Server Protocol 3.17, Base Protocol"
public final class FrameReader {
  private static final String LENGTH = "content-length:";
  private final InputStream in;
  private final Limits limits;

  /// @param in buffered
  public FrameReader(InputStream in, Limits limits) {
    this.in = in;
    this.limits = limits;
  }

  /// The next body; empty where the stream ends between two frames.
  public Optional<String> next() throws IOException {
    int length = -1;
    int headerBytes = 0;
    for (boolean first = true; ; first = false) {
      var line = line(limits.headerBytesMax() - headerBytes, first);
      if (line == null) return Optional.empty();
      headerBytes += line.length() + 2;
      if (line.isEmpty()) break;
      if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = length(line.substring(LENGTH.length()).strip());
      }
    }
    if (length < 0) throw new FrameException("a frame without Content-Length");
    var body = in.readNBytes(length);
    if (body.length < length) throw new EOFException("the stream ended within a frame");
    requireFlat(body);
    return Optional.of(new String(body, StandardCharsets.UTF_8));
  }

  private int length(String text) throws FrameException {
    boolean digits = !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(this::isDigit);
    if (!digits) throw new FrameException("Content-Length is not a number");
    int length = Integer.parseInt(text);
    if (length > limits.frameBytesMax()) {
      throw new FrameException(
          "a frame of %d bytes, at most %d".formatted(length, limits.frameBytesMax()));
    }
    return length;
  }

  private boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /// @return null at the end of the stream, if `mayEnd`
  private @Nullable String line(int bytesMax, boolean mayEnd) throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 && mayEnd && line.isEmpty()) return null;
      if (b < 0) throw new EOFException("the stream ended within a frame's header");
      if (line.length() >= bytesMax) {
        throw new FrameException("a frame's header is longer than " + limits.headerBytesMax());
      }
      line.append((char) b);
    }
    int end = line.length();
    if (end > 0 && line.charAt(end - 1) == '\r') line.setLength(end - 1);
    return line.toString();
  }

  /// A parser recurses; so the depth is counted before it sees the text.
  private void requireFlat(byte[] body) throws FrameException {
    int depth = 0;
    boolean inText = false;
    for (int i = 0; i < body.length; i++) {
      byte b = body[i];
      if (inText) {
        if (b == '\\') i++;
        else if (b == '"') inText = false;
      } else if (b == '"') {
        inText = true;
      } else if (b == '{' || b == '[') {
        if (++depth > limits.depthMax()) {
          throw new FrameException("nested deeper than " + limits.depthMax());
        }
      } else if (b == '}' || b == ']') {
        depth--;
      }
    }
  }
}
