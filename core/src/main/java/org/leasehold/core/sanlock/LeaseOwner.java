package org.leasehold.core.sanlock;

import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;

/// One owner of a lease as its sectors on disk say, whether or not that host still lives.
///
/// @param timestampSeconds the owner's boot clock when it won the ballot; 0 for a shared holder
/// @see "sanlock src/resource.c: read_resource_owners"
public record LeaseOwner(HostId host, Generation generation, long timestampSeconds) {
  public HostLife life() {
    return new HostLife(host, generation);
  }
}
