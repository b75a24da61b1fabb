package org.leasehold.core.volume;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.core.model.HostId;

/// The delta leases of a lockspace: slot 0 of a Leasehold volume, or oVirt's separate `ids` volume.
///
/// @param joined every host id that was ever taken, also those left since
/// @param damaged host ids whose sector cannot be read
/// @param formatted how many sectors are formatted and never taken
public record Lockspace(
    SortedMap<HostId, DeltaLease.Joined> joined, List<DeltaLease.Damaged> damaged, int formatted) {

  /// No look at any heartbeat: whether an owner lives is unknown.
  static final Lockspace UNREAD = new Lockspace(new TreeMap<>(), List.of(), 0);

  public Lockspace {
    joined = Collections.unmodifiableSortedMap(new TreeMap<>(joined));
    damaged = List.copyOf(damaged);
  }

  /// @param bytes the area from its start; hosts whose sectors lie past the end are unknown
  public static Lockspace decode(byte[] bytes, Geometry geometry) {
    var joined = new TreeMap<HostId, DeltaLease.Joined>();
    var damaged = new ArrayList<DeltaLease.Damaged>();
    int formatted = 0;
    if (DiskBytes.isZero(bytes, 0, bytes.length)) return UNREAD;
    int sectors = Math.min(geometry.hostsMax(), bytes.length / geometry.sectorBytes());
    for (int i = 0; i < sectors; i++) {
      var host = new HostId(i + 1);
      switch (DeltaLease.decode(bytes, i * geometry.sectorBytes(), host, geometry)) {
        case DeltaLease.Joined lease -> joined.put(host, lease);
        case DeltaLease.Damaged lease -> damaged.add(lease);
        case DeltaLease.NeverJoined _ -> formatted++;
      }
    }
    return new Lockspace(joined, damaged, formatted);
  }

  /// Whether any sector looks like a lockspace at all.
  public boolean exists() {
    return formatted > 0 || !joined.isEmpty();
  }

  public Optional<DeltaLease.Joined> host(HostId host) {
    return Optional.ofNullable(joined.get(host));
  }

  public boolean isDamaged(HostId host) {
    return damage(host).isPresent();
  }

  private Optional<DeltaLease.Damaged> damage(HostId host) {
    for (var lease : damaged) {
      if (lease.host().equals(host)) return Optional.of(lease);
    }
    return Optional.empty();
  }

  /// What the sector of one host id holds; empty where it was not read.
  Optional<DeltaLease> lease(HostId host) {
    var taken = joined.get(host);
    if (taken != null) return Optional.of(taken);
    var damage = damage(host);
    if (damage.isPresent()) return Optional.of(damage.get());
    boolean read = exists() && host.value() <= sectorsRead();
    return read ? Optional.of(new DeltaLease.NeverJoined(host)) : Optional.empty();
  }

  /// How many sectors there were: fewer than the volume has hosts where the area is cut off.
  int sectorsRead() {
    return joined.size() + damaged.size() + formatted;
  }

  /// Highest host id that may have written into a lease slot. All of them, where sectors are
  /// damaged or missing: what they held is unknown.
  int highestWriter(Geometry geometry) {
    boolean whole = exists() && damaged.isEmpty() && sectorsRead() >= geometry.hostsMax();
    if (!whole) return geometry.hostsMax();
    return joined.isEmpty() ? 0 : joined.lastKey().value();
  }
}
