package org.leasehold.core.volume;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A full volume, 3,960 leases in mixed states and ten hosts, from memory. Results and the command
/// stand in `core/docs/benchmarks.md`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(2)
public class VolumeBenchmark {
  private static final Geometry GEOMETRY = new Geometry(SectorSize.S512, 1);
  private static final String SPACE = "5f0e1c52-2f5e-4d55-9b1c-6a8f30f5a001";
  private static final int HOSTS = 10;
  private static final long NOW_NANOS = 30_000_000_000L;

  private final Heads file = new Heads();
  private final Detection.Xleases form = new Detection.Xleases(GEOMETRY, true);
  private VolumeHistory history = VolumeHistory.NONE;
  private Optional<VolumeSnapshot> read = Optional.empty();

  /// Reads index, heartbeats and every lease, and says what each slot is.
  @Benchmark
  public int parseAndClassify() throws BlockFileException {
    return classify(look());
  }

  /// The same for bytes that are decoded already.
  @Benchmark
  public int classifyOnly() {
    return classify(read.orElseThrow());
  }

  /// Every finding of a volume that is decoded already.
  @Benchmark
  public List<Finding> check() {
    return VolumeCheck.findings(read.orElseThrow(), history, NOW_NANOS);
  }

  private VolumeSnapshot look() throws BlockFileException {
    return new VolumeReader(file, Optional.empty(), Optional.of(GEOMETRY))
        .read(VolumeReader.Depth.GLANCE, form);
  }

  private int classify(VolumeSnapshot volume) {
    int words = 0;
    for (int record = 0; record < IndexLayout.RECORD_COUNT_MAX; record++) {
      words += volume.state(Geometry.slotOf(record), history, NOW_NANOS).word().length();
    }
    return words;
  }

  @Setup
  public void makeVolume() throws BlockFileException {
    beat(100);
    file.put(1 << 20, Index.encodeEmpty(SPACE, 1_790_000_000L, false));
    file.put(2L << 20, LeaseSlot.encodeFresh(SPACE, "leasehold-master", GEOMETRY));
    for (int record = 0; record < IndexLayout.RECORD_COUNT_MAX; record++) {
      var id = "11111111-2222-4333-8444-%012d".formatted(record);
      file.put(
          GEOMETRY.recordOffsetBytes(record),
          Index.encodeUsed(id, GEOMETRY.leaseOffsetBytes(record)));
      file.put(GEOMETRY.leaseOffsetBytes(record), lease(record, id));
    }
    history = look().observedAfter(VolumeHistory.NONE, 0);
    beat(102);
    var volume = look();
    read = Optional.of(volume);
    history = volume.observedAfter(history, 2_000_000_000L);
  }

  /// Host 10 left, host 9 does not move: the rest renew.
  private void beat(long timestamp) {
    var area = new byte[GEOMETRY.hostsMax() * GEOMETRY.sectorBytes()];
    for (int host = 1; host <= GEOMETRY.hostsMax(); host++) {
      long time = host > 9 ? 0 : host == 9 ? 50 : timestamp;
      DeltaLease.encode(
          area,
          (host - 1) * GEOMETRY.sectorBytes(),
          new DeltaLease.Joined(
              new HostId(host), new Generation(2), "kvm" + host, SPACE, time, 1, GEOMETRY));
      if (host > HOSTS) neverJoined(area, (host - 1) * GEOMETRY.sectorBytes());
    }
    file.put(0, area);
  }

  private static void neverJoined(byte[] area, int at) {
    DiskBytes.put64(area, at + 32, 0);
    DiskBytes.put64(area, at + 40, 0);
    DiskBytes.put32(area, at + 168, DiskBytes.sanlockChecksum(area, at, Leader.CHECKED_BYTES));
  }

  private static byte[] lease(int record, String id) {
    var bytes = new byte[GEOMETRY.usedBytes()];
    var lease = new PlantedLease(bytes, 0, GEOMETRY).free(SPACE, id);
    int host = 1 + record % HOSTS;
    switch (record % 8) {
      case 0 -> lease.held(host, 2, 7, 0).ballot(host, host, host, 7, true);
      case 1 -> lease.held(host, 1, 7, 90).ballot(host, host, host, 7, false);
      case 2 -> lease.ballot(host, host, 0, 1, false);
      case 3 -> lease.held(host, 2, 7, 0).shared(host, 2, 7).shared(1, 2, 6);
      case 4 -> lease.leader32(0, Leader.CLEARED_MAGIC);
      case 5 -> lease.free("", "");
      default -> lease.held(host, 2, 7, 90).ballot(host, host, host, 7, false);
    }
    return java.util.Arrays.copyOf(bytes, GEOMETRY.headBytes(HOSTS));
  }

  /// Keeps what was written of each slot; the rest is zero.
  private static final class Heads implements BlockFile {
    private final byte[][] slots = new byte[Geometry.slotOf(3959) + 1][0];

    void put(long offsetBytes, byte[] bytes) {
      int slot = (int) (offsetBytes >> 20);
      int at = (int) (offsetBytes & 0xFFFFF);
      if (slots[slot].length < at + bytes.length) {
        slots[slot] = java.util.Arrays.copyOf(slots[slot], at + bytes.length);
      }
      System.arraycopy(bytes, 0, slots[slot], at, bytes.length);
    }

    @Override
    public int read(long offsetBytes, byte[] into, int at, int length) {
      var slot = slots[(int) (offsetBytes >> 20)];
      int from = (int) (offsetBytes & 0xFFFFF);
      int there = Math.clamp(slot.length - from, 0, length);
      System.arraycopy(slot, Math.min(from, slot.length), into, at, there);
      java.util.Arrays.fill(into, at + there, at + length, (byte) 0);
      return length;
    }

    @Override
    public String path() {
      return "memory";
    }

    @Override
    public long sizeBytes() {
      return (long) slots.length << 20;
    }

    @Override
    public boolean grows() {
      return false;
    }

    @Override
    public void writeDurably(long offsetBytes, byte[] block) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
