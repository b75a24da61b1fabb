package org.leasehold.core.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.leasehold.core.model.HostId;

/// The bytes of one lease slot, decoded. Total: any bytes decode to something.
///
/// @param leader sector 0
/// @param allZero sector 0 holds nothing but zeros
/// @param request sector 1
/// @param hosts what hosts left in their sectors, in order of host id; empty ones are left out
/// @param hostsRead up to which host id the sectors were read
/// @see "sanlock src/paxos_lease.c, src/leader.h"
public record LeaseSlot(
    Leader leader, boolean allZero, Request request, List<HostSector> hosts, int hostsRead) {

  public LeaseSlot {
    hosts = List.copyOf(hosts);
  }

  /// The request record: another host asks the owner to end its use of the lease.
  ///
  /// @param magicHolds the sector carries a request record
  /// @param leaseVersion the version it asks for; 0 = none
  /// @param forceMode 0 none, 1 force, 2 graceful
  public record Request(boolean magicHolds, long leaseVersion, int forceMode) {
    static final int MAGIC = 0x08292011;
    static final int VERSION = 0x00010001;

    /// The record as the daemon of the host that asks writes it.
    public static Request of(long leaseVersion, int forceMode) {
      return new Request(true, leaseVersion, forceMode);
    }

    /// @param at where the request sector starts
    public static Request decode(byte[] bytes, int at) {
      return new Request(
          DiskBytes.i32(bytes, at) == MAGIC,
          DiskBytes.u64(bytes, at + 8),
          DiskBytes.i32(bytes, at + 16));
    }

    /// @param at where the request sector starts
    public void encode(byte[] bytes, int at) {
      DiskBytes.put32(bytes, at, MAGIC);
      DiskBytes.put32(bytes, at + 4, VERSION);
      DiskBytes.put64(bytes, at + 8, leaseVersion);
      DiskBytes.put32(bytes, at + 16, forceMode);
    }
  }

  /// @param at where the slot starts in `bytes`
  /// @param available how many bytes of it were read, at least one sector
  static LeaseSlot decode(byte[] bytes, int at, int available, Geometry geometry) {
    int sector = geometry.sectorBytes();
    var request =
        available >= 2 * sector ? Request.decode(bytes, at + sector) : new Request(false, 0, 0);
    int hostsRead =
        Math.clamp(available / sector - Geometry.FIRST_HOST_SECTOR, 0, geometry.hostsMax());
    return new LeaseSlot(
        Leader.decode(bytes, at),
        DiskBytes.isZero(bytes, at, sector),
        request,
        hostSectors(bytes, at, hostsRead, geometry),
        hostsRead);
  }

  private static List<HostSector> hostSectors(
      byte[] bytes, int at, int hostsRead, Geometry geometry) {
    var hosts = new ArrayList<HostSector>(2);
    for (int host = 1; host <= hostsRead; host++) {
      int sectorAt = at + geometry.hostSectorOffset(host);
      if (HostSector.isEmpty(bytes, sectorAt)) continue;
      hosts.add(HostSector.decode(bytes, sectorAt, new HostId(host)));
    }
    return hosts;
  }

  /// A combination that a write under way may have made; the reads of a slot are not atomic.
  boolean isSurprising() {
    if (leader.magic() != Leader.PAXOS_MAGIC) return false;
    boolean sharedAndHeld = leader.timestamp() != 0 && hosts.stream().anyMatch(HostSector::shared);
    return !leader.checksumHolds() || isStuck() || sharedAndHeld;
  }

  /// Whether its owner or last writer is a host above `hostId`.
  boolean isOwnedBeyond(int hostId) {
    return leader.magic() == Leader.PAXOS_MAGIC
        && (Long.compareUnsigned(leader.ownerId(), hostId) > 0
            || Long.compareUnsigned(leader.writeId(), hostId) > 0);
  }

  /// Nobody can take it, or only one host: a ballot block is damaged, or belongs to a version that
  /// the leader never reached. An acquire fails, or never returns.
  ///
  /// @see "core/docs/sanlock.md (a) and (c)"
  boolean isStuck() {
    return hosts.stream().anyMatch(sector -> !sector.checksumHolds() || isAhead(sector));
  }

  /// A ballot block of a version beyond the next one, or of the next one and yet released.
  boolean isAhead(HostSector sector) {
    long ahead = sector.leaseVersion() - leader.leaseVersion();
    boolean newer = Long.compareUnsigned(sector.leaseVersion(), leader.leaseVersion()) > 0;
    return newer && sector.checksumHolds() && (ahead != 1 || sector.released());
  }

  /// The lease version, where the leader can be read at all.
  public OptionalLong version() {
    return leader.magic() == Leader.PAXOS_MAGIC && leader.checksumHolds()
        ? OptionalLong.of(leader.leaseVersion())
        : OptionalLong.empty();
  }

  Optional<HostSector> host(long hostId) {
    return hosts.stream().filter(sector -> sector.host().value() == hostId).findFirst();
  }

  /// A new lease, as sanlock's `write_resource` leaves it: nobody ever held it.
  ///
  /// @param name empty to empty the slot, as vdsm does
  /// @return leader and request sector
  static byte[] encodeFresh(String lockspace, String name, Geometry geometry) {
    var bytes = new byte[2 * geometry.sectorBytes()];
    new Leader(
            Leader.PAXOS_MAGIC,
            Leader.PAXOS_MAJOR << 16 | Leader.MINOR,
            geometry.alignFlag(),
            geometry.sectorBytes(),
            geometry.hostsMax(),
            geometry.hostsMax(),
            0,
            0,
            0,
            lockspace,
            name,
            0,
            0,
            0,
            0,
            0,
            0,
            0)
        .encode(bytes, 0);
    Request.of(0, 0).encode(bytes, geometry.sectorBytes());
    return bytes;
  }
}
