package org.leasehold.core.protocol;

import java.time.Duration;

/// What one connection may ask of this end.
///
/// @param frameBytesMax largest body of a frame, either way
/// @param headerBytesMax of all header lines of a frame
/// @param depthMax nesting of arrays and objects in a frame
/// @param requestsMax requests under way for the other end; more are answered `BUSY`
/// @param queuedBytesMax waiting to be written; a reader slower than that is dropped
/// @param queuedFramesMax waiting to be written
/// @param stallMax a single write that blocks longer drops the reader
public record Limits(
    int frameBytesMax,
    int headerBytesMax,
    int depthMax,
    int requestsMax,
    int queuedBytesMax,
    int queuedFramesMax,
    Duration stallMax) {
  /// A report of 200 VMs is about 150 kB, a definition at most 1 MB.
  public static final Limits DEFAULT =
      new Limits(4 << 20, 512, 48, 64, 8 << 20, 1024, Duration.ofSeconds(20));
}
