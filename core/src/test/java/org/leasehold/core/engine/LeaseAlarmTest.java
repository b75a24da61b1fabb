package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.VmReport;

/// A protected VM that runs without its lease is told, with what is missing.
class LeaseAlarmTest {
  private static String told(@Nullable HeldLease lease) {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(20);
    rig.host(1).vms.put(Rig.id("a"), VmReport.running(Rig.id("a"), lease, Rig.DISKS));
    rig.run(9);
    return rig.because("vm.lease.lost");
  }

  private static HeldLease lease(boolean heldInDaemon, boolean leaderIsOurs) {
    return new HeldLease(Rig.STORE, new LeaseVersion(1), heldInDaemon, leaderIsOurs);
  }

  @Test
  void aLeaseIsHeldByTheDaemonAndNamedByTheLeader() {
    assertEquals("", told(lease(true, true)));
    assertEquals("its host does not know of a lease", told(null));
    assertEquals("its host's sanlock does not list the lease", told(lease(false, true)));
    assertEquals("the leader on disk names another holder or version", told(lease(true, false)));
  }
}
