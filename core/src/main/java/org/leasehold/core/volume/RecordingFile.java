package org.leasehold.core.volume;

import java.util.Arrays;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Keeps what is read through it, so that the same can be read again elsewhere ([RecordedFile]): a
/// host reads its volume, a console far away draws it.
public final class RecordingFile implements BlockFile {
  private final BlockFile file;
  private final TreeMap<Long, byte[]> pieces = new TreeMap<>();

  public RecordingFile(BlockFile file) {
    this.file = file;
  }

  /// What was read, by offset; where the same place was read twice, what was read last.
  public NavigableMap<Long, byte[]> pieces() {
    return Collections.unmodifiableNavigableMap(pieces);
  }

  @Override
  public String path() {
    return file.path();
  }

  @Override
  public long sizeBytes() throws BlockFileException {
    return file.sizeBytes();
  }

  @Override
  public boolean grows() {
    return file.grows();
  }

  @Override
  public int read(long offsetBytes, byte[] into, int at, int length) throws BlockFileException {
    int got = file.read(offsetBytes, into, at, length);
    var before = pieces.get(offsetBytes);
    if (before == null || before.length <= got) {
      pieces.put(offsetBytes, Arrays.copyOfRange(into, at, at + got));
    } else {
      System.arraycopy(into, at, before, 0, got);
    }
    return got;
  }

  @Override
  public void writeDurably(long offsetBytes, byte[] block) throws BlockFileException {
    throw new BlockFileException(BlockFileException.Kind.DENIED, path() + " is only read here");
  }

  @Override
  public void close() {
    file.close();
  }
}
