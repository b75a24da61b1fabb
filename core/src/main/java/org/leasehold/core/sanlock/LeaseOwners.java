package org.leasehold.core.sanlock;

import java.util.List;

/// Who owns a lease on disk: nobody, one host, or several that share it.
///
/// @param version the lease's version (`lver`): raised by one at every acquire
/// @param shared true if at least one host holds the lease shared
/// @param owners in ascending order of sanlock's list: the exclusive owner, then shared holders
public record LeaseOwners(long version, boolean shared, List<LeaseOwner> owners) {
  public LeaseOwners {
    owners = List.copyOf(owners);
  }
}
