package org.leasehold.app.console.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.leasehold.app.console.leasemap.VolumeSource;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.SectorSize;
import org.leasehold.core.volume.VolumeImage;
import org.leasehold.core.volume.VolumeReader;
import org.leasehold.core.volume.VolumeSnapshot;

/// The largest volume there can be, in memory: 3,960 leases. For measuring.
final class LargeVolume implements VolumeSource, BlockFile {
  static final int LEASES = 3960;
  private static final Geometry GEOMETRY = Geometry.of(SectorSize.S512, 1).orElseThrow();

  /// Blocks of 512 bytes that hold anything, by number.
  private final TreeMap<Long, byte[]> blocks = new TreeMap<>();

  LargeVolume() {
    var leases = new ArrayList<LeaseId>();
    for (int i = 1; i <= LEASES; i++) leases.add(new LeaseId("vm-" + i));
    try {
      VolumeImage.write(
          this, new LockspaceName("large"), GEOMETRY, IoTimeout.DEFAULT, List.copyOf(leases));
    } catch (BlockFileException e) {
      throw new IllegalStateException("a volume in memory cannot fail", e);
    }
  }

  @Override
  public String name() {
    return "large";
  }

  @Override
  public CompletableFuture<VolumeSnapshot> glance() {
    return CompletableFuture.supplyAsync(this::read);
  }

  private VolumeSnapshot read() {
    try {
      return new VolumeReader(this, Optional.empty(), Optional.empty())
          .read(VolumeReader.Depth.GLANCE);
    } catch (BlockFileException e) {
      throw new IllegalStateException("a volume in memory cannot fail", e);
    }
  }

  @Override
  public CompletableFuture<VolumeSnapshot> whole() {
    return glance();
  }

  @Override
  public CompletableFuture<byte[]> bytes(int slot, int length) {
    var into = new byte[length];
    read(GEOMETRY.slotOffsetBytes(slot), into, 0, length);
    return CompletableFuture.completedFuture(into);
  }

  @Override
  public String path() {
    return "large";
  }

  @Override
  public long sizeBytes() {
    return GEOMETRY.slotOffsetBytes(Geometry.slotOf(LEASES - 1) + 1);
  }

  @Override
  public boolean grows() {
    return false;
  }

  @Override
  public int read(long offsetBytes, byte[] into, int at, int length) {
    int there = (int) Math.max(0, Math.min(length, sizeBytes() - offsetBytes));
    Arrays.fill(into, at, at + there, (byte) 0);
    for (long block = offsetBytes / 512; block * 512 < offsetBytes + there; block++) {
      var held = blocks.get(block);
      if (held == null) continue;
      long from = Math.max(offsetBytes, block * 512);
      long to = Math.min(offsetBytes + there, block * 512 + 512);
      System.arraycopy(
          held,
          (int) (from - block * 512),
          into,
          at + (int) (from - offsetBytes),
          (int) (to - from));
    }
    return there;
  }

  @Override
  public void writeDurably(long offsetBytes, byte[] block) {
    for (int done = 0; done < block.length; done += 512) {
      var part = Arrays.copyOfRange(block, done, Math.min(done + 512, block.length));
      blocks.put((offsetBytes + done) / 512, Arrays.copyOf(part, 512));
    }
  }

  @Override
  public void close() {}
}
