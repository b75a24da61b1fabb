package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;

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

  /// @param store index of the store
  LeaseArea make(Scenario scenario, int store) {
    var leases = leases(scenario, store);
    int hosts = scenario.hosts().size();
    var of = scenario.stores().get(store);
    return switch (this) {
      case FIELDS -> new FieldLeaseArea(hosts, leases.size());
      case BYTES -> new ByteLeaseArea(new LockspaceName(of.name()), of.io(), hosts, leases);
    };
  }

  /// In the order of their slots: the engine's, then each VM's that has its lease there.
  private static List<LeaseId> leases(Scenario scenario, int store) {
    var leases = new ArrayList<LeaseId>();
    leases.add(LeaseId.ENGINE);
    for (var vm : scenario.vms()) {
      boolean here = vm.store() == store && vm.mode() == HaMode.PROTECTED;
      if (here) leases.add(new LeaseId(vm.name()));
    }
    return leases;
  }
}
