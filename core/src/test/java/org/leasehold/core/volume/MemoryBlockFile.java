package org.leasehold.core.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A volume in memory: real code behind the port, with what a disk can do to its user.
///
/// Counts its durable block writes and can stop the machine before any of them.
final class MemoryBlockFile implements BlockFile {
  /// The machine stopped: nothing after this write happened.
  static final class PowerLoss extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// What is past the size is zero: room to grow into, so that growing block by block is cheap.
  private byte[] bytes;

  private int size;
  private final boolean grows;
  private int blockBytes = 512;
  private int writes;
  private int writesUntilPowerLoss = Integer.MAX_VALUE;

  MemoryBlockFile(byte[] bytes, boolean grows) {
    this.bytes = bytes;
    this.size = bytes.length;
    this.grows = grows;
  }

  static MemoryBlockFile empty() {
    return new MemoryBlockFile(new byte[0], true);
  }

  /// How much the disk writes as one.
  MemoryBlockFile withBlocksOf(int bytes) {
    blockBytes = bytes;
    return this;
  }

  MemoryBlockFile stopsBeforeWrite(int number) {
    writesUntilPowerLoss = number;
    return this;
  }

  int writes() {
    return writes;
  }

  byte[] bytes() {
    if (bytes.length > size) bytes = Arrays.copyOf(bytes, size);
    return bytes;
  }

  /// The same bytes after a restart of the machine.
  MemoryBlockFile reopened() {
    return new MemoryBlockFile(Arrays.copyOf(bytes, size), grows).withBlocksOf(blockBytes);
  }

  @Override
  public String path() {
    return "memory";
  }

  @Override
  public long sizeBytes() {
    return size;
  }

  @Override
  public boolean grows() {
    return grows;
  }

  @Override
  public int read(long offsetBytes, byte[] into, int at, int length) {
    if (offsetBytes >= size) return 0;
    int got = (int) Math.min(length, size - offsetBytes);
    System.arraycopy(bytes, (int) offsetBytes, into, at, got);
    return got;
  }

  /// Only a block is atomic: a write of many can stop before each of them. A block that already
  /// reads as it would be written is no step: stopping beside it leaves the same disk.
  @Override
  public void writeDurably(long offsetBytes, byte[] block) throws BlockFileException {
    int end = Math.toIntExact(offsetBytes + block.length);
    if (end > size && !grows) {
      throw new BlockFileException(BlockFileException.Kind.VANISHED, "past the end of memory");
    }
    var changed = changedBlocks((int) offsetBytes, block);
    for (int at : changed) {
      if (writes >= writesUntilPowerLoss) throw new PowerLoss();
      writes++;
      int length = Math.min(blockBytes, block.length - at);
      lengthen(Math.toIntExact(offsetBytes + at + length));
      System.arraycopy(block, at, bytes, (int) offsetBytes + at, length);
    }
    lengthen(end);
  }

  private List<Integer> changedBlocks(int offsetBytes, byte[] block) {
    var changed = new ArrayList<Integer>();
    for (int at = 0; at < block.length; at += blockBytes) {
      int to = Math.min(at + blockBytes, block.length);
      boolean same =
          offsetBytes + to <= size
              && Arrays.equals(block, at, to, bytes, offsetBytes + at, offsetBytes + to);
      boolean zeroPastEnd = offsetBytes + at >= size && DiskBytes.isZero(block, at, to - at);
      if (!same && !zeroPastEnd) changed.add(at);
    }
    return changed;
  }

  private void lengthen(int end) {
    if (end > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
    size = Math.max(size, end);
  }

  @Override
  public void close() {}
}
