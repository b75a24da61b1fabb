package org.leasehold.core.model;

/// One host in the cluster document.
///
/// @param id its sanlock host id, given once
/// @param name for people
/// @param maintenance drained on purpose
/// @param fence its power switch
/// @param address where its agent is reached
public record HostEntry(
    HostId id, String name, boolean maintenance, FenceSettings fence, HostAddress address) {
  /// A host that is not reached by SSH.
  public HostEntry(HostId id, String name, boolean maintenance, FenceSettings fence) {
    this(id, name, maintenance, fence, HostAddress.NONE);
  }

  public HostEntry withFence(FenceSettings next) {
    return new HostEntry(id, name, maintenance, next, address);
  }

  public HostEntry inMaintenance(boolean on) {
    return new HostEntry(id, name, on, fence, address);
  }
}
