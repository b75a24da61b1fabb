package org.leasehold.core.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One storage domain in the cluster document.
///
/// @param domain UUID, also the lockspace name
/// @param name for people
/// @param ioTimeout N
/// @param active false: marked inactive by a person; failover starts only warn
/// @param places where each host that joined sees the volume
public record StoreEntry(
    LockspaceName domain,
    String name,
    IoTimeout ioTimeout,
    boolean active,
    SortedMap<HostId, VolumePlace> places) {
  public StoreEntry {
    places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
  }

  /// A domain of a simulated cluster: no paths.
  public StoreEntry(LockspaceName domain, IoTimeout ioTimeout, boolean active) {
    this(domain, domain.text(), ioTimeout, active, new TreeMap<>());
  }

  public StoreEntry with(HostId host, VolumePlace place) {
    var next = new TreeMap<>(places);
    next.put(host, place);
    return new StoreEntry(domain, name, ioTimeout, active, next);
  }
}
