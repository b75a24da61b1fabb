package org.leasehold.core.volume;

import java.util.Arrays;

/// A volume in memory: real code behind the port, with what a disk can do to its user.
///
/// Counts its durable block writes and can stop the machine before any of them.
final class MemoryBlockFile implements BlockFile {
  /// The machine stopped: nothing after this write happened.
  static final class PowerLoss extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private byte[] bytes;
  private final boolean grows;
  private int writes;
  private int writesUntilPowerLoss = Integer.MAX_VALUE;

  MemoryBlockFile(byte[] bytes, boolean grows) {
    this.bytes = bytes;
    this.grows = grows;
  }

  static MemoryBlockFile empty() {
    return new MemoryBlockFile(new byte[0], true);
  }

  MemoryBlockFile stopsBeforeWrite(int number) {
    writesUntilPowerLoss = number;
    return this;
  }

  int writes() {
    return writes;
  }

  byte[] bytes() {
    return bytes;
  }

  /// The same bytes after a restart of the machine.
  MemoryBlockFile reopened() {
    return new MemoryBlockFile(bytes.clone(), grows);
  }

  @Override
  public String path() {
    return "memory";
  }

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public boolean grows() {
    return grows;
  }

  @Override
  public int read(long offsetBytes, byte[] into, int at, int length) {
    if (offsetBytes >= bytes.length) return 0;
    int got = (int) Math.min(length, bytes.length - offsetBytes);
    System.arraycopy(bytes, (int) offsetBytes, into, at, got);
    return got;
  }

  @Override
  public void writeDurably(long offsetBytes, byte[] block) throws BlockFileException {
    if (writes == writesUntilPowerLoss) throw new PowerLoss();
    writes++;
    int end = Math.toIntExact(offsetBytes + block.length);
    if (end > bytes.length) {
      if (!grows) {
        throw new BlockFileException(BlockFileException.Kind.VANISHED, "past the end of memory");
      }
      bytes = Arrays.copyOf(bytes, end);
    }
    System.arraycopy(block, 0, bytes, (int) offsetBytes, block.length);
  }

  @Override
  public void close() {}
}
