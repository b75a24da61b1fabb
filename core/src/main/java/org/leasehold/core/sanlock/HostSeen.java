package org.leasehold.core.sanlock;

import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;

/// One host of a lockspace as a daemon sees it.
///
/// @param timestampSeconds the host's own CLOCK_MONOTONIC at its last renewal, 0 when it left;
///   compare it for change only
/// @param ioTimeoutSeconds as in the host's delta record; 0 by very old writers
/// @see "sanlock src/sanlock_admin.h: struct sanlk_host"
public record HostSeen(
    HostId host,
    Generation generation,
    long timestampSeconds,
    int ioTimeoutSeconds,
    HostState state) {
  public HostLife life() {
    return new HostLife(host, generation);
  }
}
