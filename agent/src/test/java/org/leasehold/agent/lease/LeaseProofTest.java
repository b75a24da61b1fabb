package org.leasehold.agent.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.JoinedLockspace;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.ResourceAt;

/// A lease is proven only when daemon and disk both say so, at the version expected.
class LeaseProofTest {
  private static final int PID = 4711;
  private static final LeasePlace PLACE = new LeasePlace(Path.of("/srv/xl"), 3 << 20);
  private static final ResourceAt LEASE =
      new ResourceAt(new LockspaceName("space"), new LeaseId("vm"), PLACE);
  private static final HostLife US = new HostLife(new HostId(1), new Generation(5));
  private static final HostLife OTHER = new HostLife(new HostId(2), new Generation(9));
  private static final LeaseVersion EXPECTED = new LeaseVersion(8);

  private static DaemonStatus status(long version, DaemonStatus.Lease.Phase phase, int pid) {
    return new DaemonStatus(
        new LinkedHashMap<>(),
        List.of(new DaemonStatus.Client(pid, "qemu", new LinkedHashMap<>())),
        List.of(
            new DaemonStatus.Lockspace(
                "space",
                US.host(),
                new LeasePlace(Path.of("/srv/xl"), 0),
                JoinedLockspace.Phase.JOINED,
                US.generation(),
                new LinkedHashMap<>())),
        List.of(
            new DaemonStatus.Lease(
                "space", "vm", List.of(PLACE), version, false, pid, phase, new LinkedHashMap<>())));
  }

  private static final DaemonStatus HELD = status(8, DaemonStatus.Lease.Phase.HELD, PID);

  private static LeaseProof proof(DaemonStatus status, LeaderRead leader) {
    return LeaseProof.of(status, leader, LEASE, PID, EXPECTED);
  }

  private static LeaderRead disk(HostLife owner, boolean held, long version) {
    return new LeaderRead.Valid(owner, held, new LeaseVersion(version));
  }

  @Test
  void bothSayingSoIsAProof() {
    assertEquals(new LeaseProof.Held(US, EXPECTED), proof(HELD, disk(US, true, 8)));
  }

  @Test
  void aLeaseTheDaemonDoesNotListForThatProcessIsNotHeld() {
    var notListed = new LeaseProof.NotHeld("sanlock lists no lease vm for process 4711");
    var ours = disk(US, true, 8);
    assertEquals(notListed, proof(status(8, DaemonStatus.Lease.Phase.HELD, PID + 1), ours));
    assertEquals(notListed, proof(status(8, DaemonStatus.Lease.Phase.ACQUIRING, PID), ours));
    assertEquals(notListed, proof(status(8, DaemonStatus.Lease.Phase.RELEASING, PID), ours));
  }

  @Test
  void anotherOwnerGenerationOrAFreeLeaseOnDiskIsNotHeld() {
    for (var leader :
        List.of(
            disk(OTHER, true, 8),
            disk(new HostLife(US.host(), new Generation(4)), true, 8),
            disk(US, false, 8))) {
      assertEquals(
          new LeaseProof.NotHeld(
              "the disk shows the lease %s, this is host 1 generation 5"
                  .formatted(((LeaderRead.Valid) leader).words())),
          proof(HELD, leader));
    }
  }

  @Test
  void anyOtherVersionIsNotHeld() {
    assertEquals(
        new LeaseProof.NotHeld("version 8 was expected, the disk shows 9 and sanlock 9"),
        proof(status(9, DaemonStatus.Lease.Phase.HELD, PID), disk(US, true, 9)));
    assertEquals(
        new LeaseProof.NotHeld("version 8 was expected, the disk shows 8 and sanlock 7"),
        proof(status(7, DaemonStatus.Lease.Phase.HELD, PID), disk(US, true, 8)));
  }

  @Test
  void anUnreadDiskProvesNothingEitherWay() {
    assertEquals(
        new LeaseProof.Unknown("it hangs"), proof(HELD, new LeaderRead.Unread("it hangs")));
  }
}
