package org.leasehold.core.volume;

import java.util.Optional;
import java.util.TreeMap;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;

/// A series of looks at one lease and at the heartbeats beside it, in seconds of the observer.
final class Judging {
  private static final long NANOS = 1_000_000_000L;
  private static final int SLOT = Geometry.FIRST_LEASE_SLOT;

  private final Geometry geometry;
  private final String lockspace;
  private final byte[] area;
  private VolumeHistory history = VolumeHistory.NONE;
  private long nowNanos;

  private Judging(Geometry geometry, String lockspace) {
    this.geometry = geometry;
    this.lockspace = lockspace;
    this.area = new byte[geometry.hostsMax() * geometry.sectorBytes()];
  }

  static Judging of(Geometry geometry, String lockspace) {
    return new Judging(geometry, lockspace);
  }

  /// A lockspace as it is formatted: nobody has joined.
  Judging formatted() {
    for (int host = 1; host <= geometry.hostsMax(); host++) {
      heartbeat(host, 0, 0, 10);
      DiskBytes.put64(area, (host - 1) * geometry.sectorBytes() + 32, 0);
      reseal(host);
    }
    return this;
  }

  /// @param timestamp 0 = left
  Judging heartbeat(int host, long generation, long timestamp, int ioSeconds) {
    DeltaLease.encode(
        area,
        (host - 1) * geometry.sectorBytes(),
        new DeltaLease.Joined(
            new HostId(host),
            new Generation(generation),
            "kvm" + host,
            lockspace,
            timestamp,
            ioSeconds,
            geometry));
    return this;
  }

  Judging damage(int host) {
    area[(host - 1) * geometry.sectorBytes() + 40] ^= 1;
    return this;
  }

  /// Writes another host id where this host's own belongs.
  Judging otherOwner(int host, int written) {
    DiskBytes.put64(area, (host - 1) * geometry.sectorBytes() + 32, written);
    return reseal(host);
  }

  private Judging reseal(int host) {
    int at = (host - 1) * geometry.sectorBytes();
    DiskBytes.put32(area, at + 168, DiskBytes.sanlockChecksum(area, at, Leader.CHECKED_BYTES));
    return this;
  }

  Lockspace lockspace() {
    return Lockspace.decode(area, geometry);
  }

  Judging at(long seconds) {
    return atNanos(seconds * NANOS);
  }

  Judging atNanos(long nanos) {
    nowNanos = nanos;
    return this;
  }

  /// Looks, and remembers it.
  Judging look(LeaseSlot lease) {
    var slots = new TreeMap<Integer, LeaseSlot>();
    slots.put(SLOT, lease);
    history = history.observe(lockspace(), slots, nowNanos);
    return this;
  }

  VolumeHistory history() {
    return history;
  }

  SlotState judge(LeaseSlot lease) {
    return judge(lease, Optional.empty());
  }

  SlotState judge(LeaseSlot lease, String expectedName) {
    return judge(lease, Optional.of(expectedName));
  }

  private SlotState judge(LeaseSlot lease, Optional<String> expectedName) {
    return new SlotJudge(geometry, lockspace, lockspace(), history, nowNanos)
        .judge(SLOT, lease, expectedName);
  }
}
