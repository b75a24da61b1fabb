package org.leasehold.core.sim;

import org.leasehold.core.model.IoTimeout;

/// How a run keeps the sectors of its volumes.
enum AreaKind {
  /// Plain fields.
  FIELDS,
  /// Real bytes through the volume library's codec.
  BYTES;

  private static final int BYTES_EVERY = 20;

  /// One seed in twenty.
  static AreaKind of(long seed) {
    return seed % BYTES_EVERY == 0 ? BYTES : FIELDS;
  }

  LeaseArea make(Scenario scenario, String lockspace, IoTimeout io) {
    int leases = 1 + scenario.vms().size();
    return switch (this) {
      case FIELDS -> new FieldLeaseArea(scenario.hosts().size(), leases);
      case BYTES -> new ByteLeaseArea(lockspace, io, scenario.hosts().size(), leases);
    };
  }
}
