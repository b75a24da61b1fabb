package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.VmEntry;

/// Disks that are not safe to open hold a start (S5, S6).
class DiskGatesTest {
  @Test
  void hostPageCacheHoldsAStart() {
    var entry = withDisks(new DiskSet(List.of("/disk"), false));
    HeldStart.holds(
        Safeguard.DIRECT_DISKS,
        "S5 host page cache: its definition names a cache other than none or directsync for a writable disk",
        HeldStart::hostOneDies,
        entry);
  }

  @Test
  void anEngineThatHasMetFewerThanHalfOfTheHostsStartsNothing() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(1).management = false;
          rig.host(3).management = false;
          rig.started().run(100);
        };
    HeldStart.holds(
        Safeguard.NEWEST_DOCUMENT,
        "S5 newest document: 1 of 3 hosts have shown their document since this engine began, half are needed to know its last live disks; starts when a person asks for it",
        facts,
        Rig.vm("a"));
  }

  @Test
  void aPersonMayAskForAStartOfAnEngineThatHasMetFewerThanHalf() {
    var rig = Rig.of(3, Rig.vm("a"));
    rig.host(1).management = false;
    rig.host(3).management = false;
    rig.started().run(50);
    rig.ask(new Request.StartVm(Rig.id("a"), null));
    rig.run(3);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void disksOtherThanTheLastLiveOnesHoldAStart() {
    Consumer<Rig> facts =
        rig -> {
          rig.running("a", 1).started().run(20);
          rig.dies(1);
          rig.document =
              rig.document.with(new Epoch(2), withDisks(new DiskSet(List.of("/other"), true)));
          rig.send(new Event.DocumentChanged(rig.nanos, rig.document));
          rig.run(200);
        };
    HeldStart.holds(
        Safeguard.SAME_DISKS,
        "S5 disks differ: last live disks [/disk], defined [/other]: waits for the admin",
        facts,
        Rig.vm("a"));
  }

  private static VmEntry withDisks(DiskSet disks) {
    var vm = Rig.vm("a");
    return vm.redefined(vm.revision(), vm.memoryMiB(), disks, vm.mode(), vm.leaseDomain());
  }

  @Test
  void anotherDefinitionOfItsDisksHoldsAStart() {
    Consumer<Rig> facts =
        rig -> {
          rig.host(3).findings =
              List.of(
                  new Finding(Finding.Kind.OTHER_DEFINITION, Rig.id("a"), "inactive domain old-a"));
          HeldStart.hostOneDies(rig);
        };
    HeldStart.holds(
        Safeguard.OTHER_DEFINITION,
        "S6 other definition: its disks are also used by inactive domain old-a on host kvm3",
        facts,
        Rig.vm("a"));
  }
}
