package org.leasehold.core.volume;

import java.util.NavigableMap;
import java.util.TreeMap;

/// A volume as another host read it: only what it read can be read again.
public final class RecordedFile implements BlockFile {
  private final String path;
  private final long sizeBytes;
  private final boolean grows;
  private final NavigableMap<Long, byte[]> pieces;

  /// @param path as on the host that read it, for messages
  /// @param pieces by offset, as [RecordingFile#pieces] has them
  public RecordedFile(
      String path, long sizeBytes, boolean grows, NavigableMap<Long, byte[]> pieces) {
    this.path = path;
    this.sizeBytes = sizeBytes;
    this.grows = grows;
    this.pieces = new TreeMap<>(pieces);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public boolean grows() {
    return grows;
  }

  @Override
  public int read(long offsetBytes, byte[] into, int at, int length) throws BlockFileException {
    int wanted = (int) Math.min(length, Math.max(0, sizeBytes - offsetBytes));
    int got = 0;
    while (got < wanted) {
      long from = offsetBytes + got;
      var piece = pieces.floorEntry(from);
      int skip = piece == null ? 0 : Math.toIntExact(Math.min(from - piece.getKey(), 1 << 30));
      if (piece == null || skip >= piece.getValue().length) {
        throw new BlockFileException(
            BlockFileException.Kind.VANISHED,
            "%s: what is at %d was not sent; look again".formatted(path, from));
      }
      int some = Math.min(wanted - got, piece.getValue().length - skip);
      System.arraycopy(piece.getValue(), skip, into, at + got, some);
      got += some;
    }
    return got;
  }

  @Override
  public void writeDurably(long offsetBytes, byte[] block) throws BlockFileException {
    throw new BlockFileException(BlockFileException.Kind.DENIED, path + " is a copy to look at");
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
