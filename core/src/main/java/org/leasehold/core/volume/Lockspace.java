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

  public Lockspace {
    joined = Collections.unmodifiableSortedMap(new TreeMap<>(joined));
    damaged = List.copyOf(damaged);
  }

  /// @param bytes the area from its start; sectors past the end count as damaged
  public static Lockspace decode(byte[] bytes, Geometry geometry) {
    var joined = new TreeMap<HostId, DeltaLease.Joined>();
    var damaged = new ArrayList<DeltaLease.Damaged>();
    int formatted = 0;
    if (DiskBytes.isZero(bytes, 0, bytes.length)) return new Lockspace(joined, damaged, 0);
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
    return damaged.stream().anyMatch(lease -> lease.host().equals(host));
  }

  /// Highest host id that may have written into a lease slot. All of them, where sectors are
  /// damaged: what they held is unknown.
  int highestWriter(Geometry geometry) {
    if (!exists() || !damaged.isEmpty()) return geometry.hostsMax();
    return joined.isEmpty() ? 0 : joined.lastKey().value();
  }
}
