package org.leasehold.core.sim;

import java.util.Arrays;
import java.util.TreeSet;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.Geometry;

/// A simulated volume as somebody with a larger device sees it: behind the leases there is room,
/// and the leader of a slot may look damaged. Nothing is ever written through it.
final class DemoVolume implements BlockFile {
  private final SimVolume volume;
  private final long sizeBytes;
  private final TreeSet<Integer> damaged = new TreeSet<>();

  /// @param slots of the device, lockspace and index included
  DemoVolume(SimVolume volume, int slots) {
    this.volume = volume;
    this.sizeBytes = ByteLeaseArea.GEOMETRY.slotOffsetBytes(slots);
  }

  void damage(int slot) {
    damaged.add(slot);
  }

  void mend(int slot) {
    damaged.remove(slot);
  }

  @Override
  public String path() {
    return volume.path();
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public boolean grows() {
    return false;
  }

  @Override
  public int read(long offsetBytes, byte[] into, int at, int length) {
    int there = (int) Math.max(0, Math.min(length, sizeBytes - offsetBytes));
    int got = offsetBytes < volume.sizeBytes() ? volume.read(offsetBytes, into, at, there) : 0;
    Arrays.fill(into, at + got, at + there, (byte) 0);
    for (int slot : damaged) {
      // the highest byte of the lease's version
      long rotten = ByteLeaseArea.GEOMETRY.slotOffsetBytes(slot) + 55;
      boolean inside = rotten >= offsetBytes && rotten < offsetBytes + there;
      if (inside) into[at + (int) (rotten - offsetBytes)] ^= 0x20;
    }
    return there;
  }

  @Override
  public void writeDurably(long offsetBytes, byte[] block) {
    throw new UnsupportedOperationException("the demo's volume is only looked at");
  }

  @Override
  public void close() {}

  static int slotOf(SimVm vm) {
    return Geometry.slotOf(vm.slot);
  }
}
