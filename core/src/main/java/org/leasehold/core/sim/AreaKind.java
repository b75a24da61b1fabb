package org.leasehold.core.sim;

import org.leasehold.core.model.IoTimeout;

/// How a run keeps the sectors of its volumes.
enum AreaKind {
  FIELDS;

  LeaseArea make(Scenario scenario, String lockspace, IoTimeout io) {
    int leases = 1 + scenario.vms().size();
    return switch (this) {
      case FIELDS -> new FieldLeaseArea(scenario.hosts().size(), leases);
    };
  }
}
