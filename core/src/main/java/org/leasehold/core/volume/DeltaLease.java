package org.leasehold.core.volume;

import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.IoTimeout;

/// The delta lease of one host id: the heartbeat of the host that holds it.
///
/// @see "sanlock src/delta_lease.c"
public sealed interface DeltaLease {
  HostId host();

  /// The sector is formatted and nobody ever took this host id.
  record NeverJoined(HostId host) implements DeltaLease {}

  /// @param hostName as sanlock wrote it (`our_host_name`)
  /// @param timestamp the owner's monotonic seconds at its last renewal; 0 = left the lockspace
  /// @param ioTimeoutSeconds as on disk; 0 by very old writers
  record Joined(
      HostId host,
      Generation generation,
      String hostName,
      String lockspace,
      long timestamp,
      int ioTimeoutSeconds,
      Geometry geometry)
      implements DeltaLease {
    public boolean left() {
      return timestamp == 0;
    }

    public HostLife life() {
      return new HostLife(host, generation);
    }

    /// The timeout that counts for this host, as its peers' daemons take it: the low byte, and
    /// sanlock's default where that is 0.
    public IoTimeout ioTimeout() {
      int seconds = ioTimeoutSeconds & 0xFF;
      return seconds == 0 ? IoTimeout.DEFAULT : new IoTimeout(seconds);
    }
  }

  record Damaged(HostId host, Flaw why, Leader leader) implements DeltaLease {}

  enum Flaw {
    ZERO("no delta lease here: the sector is empty"),
    PAXOS_MAGIC("a resource lease where a delta lease belongs"),
    MAGIC("no delta lease magic"),
    MAJOR("format version not recognized"),
    GEOMETRY("sector size or slot size do not fit the volume"),
    CHECKSUM("checksum does not match"),
    OWNER("owned by another host id than its place says");

    private final String sentence;

    Flaw(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }

  static DeltaLease decode(byte[] bytes, int at, HostId host, Geometry geometry) {
    var leader = Leader.decode(bytes, at);
    if (leader.magic() != Leader.DELTA_MAGIC) {
      boolean zero = DiskBytes.isZero(bytes, at, Leader.BYTES);
      boolean paxos = leader.magic() == Leader.PAXOS_MAGIC;
      return new Damaged(host, zero ? Flaw.ZERO : paxos ? Flaw.PAXOS_MAGIC : Flaw.MAGIC, leader);
    }
    if (leader.major() != Leader.DELTA_MAJOR) return new Damaged(host, Flaw.MAJOR, leader);
    if (!leader.checksumHolds()) return new Damaged(host, Flaw.CHECKSUM, leader);
    var own = Geometry.ofLeader(leader.sectorBytes(), leader.flags());
    if (own.isEmpty() || !own.get().equals(geometry)) {
      return new Damaged(host, Flaw.GEOMETRY, leader);
    }
    if (leader.ownerId() == 0 && leader.timestamp() == 0 && leader.ownerGeneration() == 0) {
      return new NeverJoined(host);
    }
    if (leader.ownerId() != host.value()) return new Damaged(host, Flaw.OWNER, leader);
    return new Joined(
        host,
        new Generation(leader.ownerGeneration()),
        leader.resourceName(),
        leader.spaceName(),
        leader.timestamp(),
        leader.ioTimeoutSeconds(),
        geometry);
  }

  /// The bytes a host's sanlock writes when it joins, renews or leaves. A `timestamp` of 0 leaves
  /// the lockspace.
  static void encode(byte[] bytes, int at, Joined joined) {
    new Leader(
            Leader.DELTA_MAGIC,
            Leader.DELTA_MAJOR << 16 | Leader.MINOR,
            joined.geometry().alignFlag(),
            joined.geometry().sectorBytes(),
            0,
            1,
            joined.host().value(),
            joined.generation().value(),
            0,
            joined.lockspace(),
            joined.hostName(),
            joined.timestamp(),
            0,
            0,
            joined.ioTimeoutSeconds(),
            0,
            0,
            0)
        .encode(bytes, at);
  }
}
