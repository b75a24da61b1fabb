package org.leasehold.core.model;

import org.jspecify.annotations.Nullable;

/// The leader record of one lease as a host read it from its own volume.
///
/// @param lease which lease
/// @param owner last owner and its generation, null when never acquired
/// @param held true when the leader says held: timestamp set and not marked released
/// @param version version of the last acquisition
/// @param freeMillis how long this reader has seen it free without a break, 0 when held
public record LeaseSight(
    LeaseId lease, @Nullable HostLife owner, boolean held, LeaseVersion version, long freeMillis) {
  public LeaseSight {
    if (held && owner == null) throw new IllegalArgumentException("held without an owner");
    if (freeMillis < 0) throw new IllegalArgumentException("negative time: " + freeMillis);
  }
}
