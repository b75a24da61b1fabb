package org.leasehold.core.sim;

import java.util.Arrays;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.Geometry;

/// A volume of a run as bytes, by slot; only what was written takes memory, the rest reads as zero.
final class SimVolume implements BlockFile {
  private final String name;
  private final Geometry geometry;
  private final byte[][] slots;

  SimVolume(String name, Geometry geometry, int slotCount) {
    this.name = name;
    this.geometry = geometry;
    slots = new byte[slotCount][0];
  }

  /// The bytes of one slot, as far as they were ever written.
  byte[] slot(int slot) {
    return slots[slot];
  }

  @Override
  public String path() {
    return name;
  }

  @Override
  public long sizeBytes() {
    return geometry.slotOffsetBytes(slots.length);
  }

  @Override
  public boolean grows() {
    return false;
  }

  @Override
  public int read(long offsetBytes, byte[] into, int at, int length) {
    int there = (int) Math.max(0, Math.min(length, sizeBytes() - offsetBytes));
    Arrays.fill(into, at, at + there, (byte) 0);
    for (int done = 0; done < there; ) {
      int slot = (int) ((offsetBytes + done) / geometry.slotBytes());
      int from = (int) ((offsetBytes + done) % geometry.slotBytes());
      int part = Math.min(there - done, geometry.slotBytes() - from);
      int written = Math.min(part, slots[slot].length - from);
      if (written > 0) System.arraycopy(slots[slot], from, into, at + done, written);
      done += part;
    }
    return there;
  }

  @Override
  public void writeDurably(long offsetBytes, byte[] block) {
    int slot = (int) (offsetBytes / geometry.slotBytes());
    int from = (int) (offsetBytes % geometry.slotBytes());
    int end = from + block.length;
    if (end > geometry.slotBytes()) {
      throw new IllegalArgumentException("a block over the end of slot " + slot);
    }
    if (end > slots[slot].length) slots[slot] = Arrays.copyOf(slots[slot], end);
    System.arraycopy(block, 0, slots[slot], from, block.length);
  }

  @Override
  public void close() {}
}
