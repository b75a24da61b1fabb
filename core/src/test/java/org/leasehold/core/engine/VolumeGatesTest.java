package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.SanlockHostState;

/// A volume that is not the same for all holds every start (S2).
class VolumeGatesTest {
  @Test
  void aSightOlderThanTheOwnersOwnLastWordProvesNothing() {
    HeldStart.holds(
        Safeguard.SIGHT_NOT_OLDER,
        "S2 older sight: host kvm2 reads generation 1 timestamp 1000 of host kvm1, itself last reported generation 1 timestamp 1500",
        VolumeGatesTest::olderSight,
        Rig.vm("a"));
  }

  /// Host 1 last said timestamp 1500 itself; the others read a copy of the volume from before.
  private static void olderSight(Rig rig) {
    rig.dies(1);
    rig.leases.put(
        Rig.id("a"), new Rig.Lease(new HostLife(rig.host(1).id, new Generation(1)), true, 1, 0));
    var life = new Memory.Life(Rig.STORE, new HostLife(rig.host(1).id, new Generation(1)), 1500);
    var host = new Memory.OfHost(rig.host(1).id, rig.host(1).bootId(), List.of(life), false, false);
    rig.started(new Memory(new Epoch(1), List.of(host), HeldStart.memory(rig, false).vms(), false));
    rig.run(300);
  }

  @Test
  void hostsThatDoNotSeeEachOtherLiveStartNothing() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(2).view = VolumeGatesTest::othersDead;
          rig.host(3).view = VolumeGatesTest::othersDead;
          HeldStart.hostOneDies(rig);
        };
    HeldStart.holds(
        Safeguard.PEERS_SEE_EACH_OTHER,
        "S2 same volume: host kvm2 and host kvm3 do not see each other live in store: not the same volume",
        facts,
        Rig.vm("a"));
  }

  private static HostSight othersDead(HostSight sight) {
    if (sight.host().value() == 1) return sight;
    return new HostSight(
        sight.host(),
        sight.generation(),
        sight.timestampSeconds(),
        SanlockHostState.DEAD,
        999_000,
        sight.ioTimeout());
  }

  @Test
  void aVolumeThatIsNotTheEnrolledOneStartsNothing() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(2).enrolled = false;
          rig.host(3).enrolled = false;
          HeldStart.hostOneDies(rig);
        };
    HeldStart.holds(
        Safeguard.ENROLLED_VOLUME,
        "S2 enrolled volume: the volume of store on host kvm2 is not the enrolled one",
        facts,
        Rig.vm("a"));
  }

  /// S2 speaks of reachable hosts: one in maintenance may be switched off, and keeps its status.
  @Test
  void aHostInMaintenanceThatIsSilentIsNotAskedWhomItSees() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.ask(new Request.HostMaintenance(rig.host(3).id, true));
    rig.run(6);
    rig.dies(3);
    rig.run(200);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(6);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void aHostInMaintenanceThatReportsAndIsNotSeenHoldsEveryStart() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(100);
    rig.ask(new Request.HostMaintenance(rig.host(3).id, true));
    rig.run(6);
    UnaryOperator<HostSight> otherVolume =
        sight ->
            sight.host().equals(rig.host(3).id)
                ? new HostSight(
                    sight.host(),
                    sight.generation(),
                    sight.timestampSeconds(),
                    SanlockHostState.DEAD,
                    200_000,
                    sight.ioTimeout())
                : sight;
    rig.host(1).view = otherVolume;
    rig.host(2).view = otherVolume;
    rig.run(6);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(30);
    assertEquals(List.of(), rig.starts());
    assertEquals(
        "S2 same volume: host kvm1 and host kvm3 do not see each other live in store: not the same volume",
        rig.why("a"));
  }

  /// Host 2 reads a copy of the volume from before the VM's last start.
  @Test
  void aLeaseOlderThanTheOneThatWasHeldProvesNothing() {
    Consumer<Rig> facts =
        rig -> {
          rig.runs("a", rig.host(1), 2);
          rig.started().run(20);
          rig.dies(1);
          var life = new HostLife(rig.host(1).id, new Generation(1));
          rig.leases.put(Rig.id("a"), new Rig.Lease(life, true, 1, 0));
          rig.run(200);
        };
    HeldStart.holds(
        Safeguard.SIGHT_NOT_OLDER,
        "S2 older sight: host kvm2 reads version 1 of its lease, version 2 was held",
        facts,
        Rig.vm("a"));
  }
}
