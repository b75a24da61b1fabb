package org.leasehold.core.sanlock;

import java.util.List;
import java.util.OptionalLong;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;

/// A lease that a process holds, as `inquire` tells it.
///
/// @param places one; more only for leases of other programs
/// @param version the version at which it was acquired; empty if it is held shared
public record HeldLease(
    String lockspace, String lease, List<LeasePlace> places, OptionalLong version) {
  public HeldLease {
    places = List.copyOf(places);
  }

  public boolean isShared() {
    return version.isEmpty();
  }

  public boolean is(LockspaceName ofLockspace, LeaseId id) {
    return lockspace.equals(ofLockspace.text()) && lease.equals(id.text());
  }
}
