package org.leasehold.core.volume;

import org.leasehold.core.model.HostId;

/// A lease slot whose bytes are set one by one, in a buffer of its own or inside a volume.
///
/// Every field that the checksum covers is sealed again, unless a test damages it with [#poke].
final class PlantedLease {
  private final byte[] bytes;
  private final int at;
  private final Geometry geometry;

  PlantedLease(byte[] bytes, int at, Geometry geometry) {
    this.bytes = bytes;
    this.at = at;
    this.geometry = geometry;
  }

  static PlantedLease fresh(Geometry geometry, String lockspace, String name) {
    return new PlantedLease(new byte[geometry.usedBytes()], 0, geometry).free(lockspace, name);
  }

  /// In the slot of a record of a volume in memory.
  static PlantedLease inVolume(MemoryBlockFile file, Geometry geometry, int record) {
    return new PlantedLease(
        file.bytes(), Math.toIntExact(geometry.leaseOffsetBytes(record)), geometry);
  }

  PlantedLease free(String lockspace, String name) {
    java.util.Arrays.fill(bytes, at, at + geometry.usedBytes(), (byte) 0);
    var head = LeaseSlot.encodeFresh(lockspace, name, geometry);
    System.arraycopy(head, 0, bytes, at, head.length);
    return this;
  }

  /// Taken by an exclusive ballot that the owner itself wrote.
  PlantedLease held(int host, long generation, long version, long timestamp) {
    DiskBytes.put64(bytes, at + 32, host);
    DiskBytes.put64(bytes, at + 40, generation);
    DiskBytes.put64(bytes, at + 48, version);
    DiskBytes.put64(bytes, at + 152, timestamp);
    DiskBytes.put64(bytes, at + 176, host);
    DiskBytes.put64(bytes, at + 184, generation);
    return seal();
  }

  PlantedLease writtenBy(long host) {
    DiskBytes.put64(bytes, at + 176, host);
    return this;
  }

  PlantedLease leader32(int field, int value) {
    DiskBytes.put32(bytes, at + field, value);
    return seal();
  }

  PlantedLease leader64(int field, long value) {
    DiskBytes.put64(bytes, at + field, value);
    return seal();
  }

  PlantedLease leaderName(int field, String name) {
    DiskBytes.putText(bytes, at + field, Leader.NAME_BYTES, name);
    return seal();
  }

  private PlantedLease seal() {
    DiskBytes.put32(bytes, at + 168, DiskBytes.sanlockChecksum(bytes, at, Leader.CHECKED_BYTES));
    return this;
  }

  /// A host's ballot for a version: phase 1 where `phaseTwo` is 0.
  PlantedLease ballot(int host, long number, long phaseTwo, long version, boolean released) {
    boolean second = phaseTwo != 0;
    return sector(
        new HostSector(
            new HostId(host),
            number,
            phaseTwo,
            second ? host : 0,
            second ? 1 : 0,
            second ? 500 : 0,
            version,
            released,
            true,
            false,
            0));
  }

  PlantedLease shared(int host, long generation, long version) {
    return sector(
        new HostSector(
            new HostId(host),
            host,
            host,
            host,
            generation,
            500,
            version,
            true,
            true,
            true,
            generation));
  }

  private PlantedLease sector(HostSector sector) {
    sector.encode(bytes, sectorAt(sector.host().value()));
    return this;
  }

  /// Damages one byte, without sealing anything.
  PlantedLease poke(int field, int value) {
    bytes[at + field] = (byte) value;
    return this;
  }

  /// Damages one byte of a host's sector.
  PlantedLease pokeHost(int host, int field, int value) {
    bytes[sectorAt(host) + field] = (byte) value;
    return this;
  }

  private int sectorAt(int host) {
    return at + geometry.hostSectorOffset(host);
  }

  PlantedLease zero() {
    java.util.Arrays.fill(bytes, at, at + geometry.usedBytes(), (byte) 0);
    return this;
  }

  LeaseSlot lease() {
    return LeaseSlot.decode(bytes, at, geometry.usedBytes(), geometry);
  }
}
