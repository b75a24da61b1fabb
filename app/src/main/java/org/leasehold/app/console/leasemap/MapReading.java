package org.leasehold.app.console.leasemap;

import java.util.List;

/// The Lease map at one moment; made away from the window's thread.
///
/// @param name of the domain or file
/// @param about `571184ae-79da… · 512 B sectors · 1 MiB slots · 17 leases of 1,021 · io timeout 10
///   s`
/// @param trouble a sentence where something of the volume is wrong; empty when nothing is
/// @param hosts heartbeats by host id
/// @param cells every slot, in order
/// @param look what it was read from, for the inspector
public record MapReading(
    String name,
    String about,
    String trouble,
    List<HeartbeatRow> hosts,
    List<SlotCell> cells,
    MapLook look) {
  public MapReading {
    hosts = List.copyOf(hosts);
    cells = List.copyOf(cells);
  }
}
