package org.leasehold.agent.lease;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.VmId;
import org.leasehold.core.sanlock.ResourceAt;

/// What was last written down about one VM's lease on this host.
///
/// @param vm whose lease
/// @param lease where it is, with this host's path
/// @param life this host's life when it was acquired
/// @param boot this host's boot then
/// @param version the version acquired last, as proven; null while the first acquire is under way
/// @param expected the version an acquire under way must give; null when none is
public record LedgerEntry(
    VmId vm,
    ResourceAt lease,
    HostLife life,
    BootId boot,
    @Nullable LeaseVersion version,
    @Nullable LeaseVersion expected) {
  public LedgerEntry {
    if (version == null && expected == null) {
      throw new IllegalArgumentException("neither a version nor an acquire under way");
    }
  }

  /// The same with the acquire that is about to be tried.
  public LedgerEntry expecting(LeaseVersion next) {
    return new LedgerEntry(vm, lease, life, boot, version, next);
  }

  /// The same after an acquire was proven.
  public LedgerEntry proven(LeaseVersion acquired) {
    return new LedgerEntry(vm, lease, life, boot, acquired, null);
  }
}
