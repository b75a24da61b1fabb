package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VolumePlace;
import org.leasehold.core.model.Wanted;

/// Places of stores, and definitions that are replaced.
class MembershipTest {
  @Test
  void twoHostsThatJoinAStoreAtOnceBothStay() {
    var rig = Rig.of(2).started().run(20);
    var first = new VolumePlace("/srv/a/xleases", "nas:/a", "fs1");
    var second = new VolumePlace("/srv/b/xleases", "nas:/a", "fs1");
    rig.ask(new Request.PutPlace(Rig.STORE, new HostId(1), first));
    rig.ask(new Request.PutPlace(Rig.STORE, new HostId(2), second));
    var document = Objects.requireNonNull(rig.state.document());
    var places = Objects.requireNonNull(document.stores().get(Rig.STORE)).places();
    assertEquals(first, places.get(new HostId(1)));
    assertEquals(second, places.get(new HostId(2)));
  }

  private static Request redefined(VmEntry before, long revision) {
    return new Request.Redefined(
        before.id(), revision, 4096, new DiskSet(List.of("/b"), true), HaMode.OFF, null);
  }

  @Test
  void aDefinitionIsReplacedWhileTheVmIsDownAndOnlyByANewerOne() {
    var rig = Rig.of(2, Rig.vm("a")).started();
    var before = entry(rig);
    rig.ask(redefined(before, before.revision()));
    assertTrue(rig.told("is not newer than"));
    rig.ask(redefined(before, before.revision() + 3));
    assertEquals(before.revision() + 3, entry(rig).revision());
    assertEquals(4096, entry(rig).memoryMiB());
    assertEquals(new DiskSet(List.of("/b"), true), entry(rig).disks());
    assertEquals(HaMode.OFF, entry(rig).mode());
    assertNull(entry(rig).leaseDomain());
    assertEquals(before.priority(), entry(rig).priority());
  }

  @Test
  void theDefinitionOfARunningVmIsNotReplaced() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(20);
    var before = entry(rig);
    rig.ask(redefined(before, before.revision() + 1));
    assertTrue(rig.told("it has a process on a host"));
    assertEquals(before, entry(rig));
  }

  @Test
  void aStoreStaysWhileAVmHasItsLeaseInIt() {
    var rig = Rig.of(2, Rig.vm("a")).started().run(20);
    rig.ask(new Request.RemoveStore(Rig.STORE));
    assertTrue(rig.told("it holds the leases of a; release these VMs first"));
    assertEquals(Rig.STORE, Objects.requireNonNull(rig.state.document()).home());
  }

  @Test
  void theHomeOfTheClaimIsTheLastToGoAndTheClaimGoesWithIt() {
    var rig = Rig.of(2).started().run(20);
    var other = new LockspaceName("other");
    rig.ask(new Request.PutStore(new StoreEntry(other, IoTimeout.DEFAULT, true)));
    rig.ask(new Request.RemoveStore(Rig.STORE));
    assertTrue(rig.told("the engine's claim is kept in it; remove the other stores first"));
    rig.ask(new Request.RemoveStore(other));
    rig.ask(new Request.RemoveStore(Rig.STORE));
    rig.run(2);
    var document = Objects.requireNonNull(rig.state.document());
    assertEquals(Map.of(), document.stores());
    assertNull(document.home());
    assertEquals(1, rig.of(Command.ReleaseClaim.class).size());
    assertEquals(Claim.LOST, rig.state.claim());
    rig.ask(new Request.PutStore(new StoreEntry(other, IoTimeout.DEFAULT, true)));
    assertEquals(other, Objects.requireNonNull(rig.state.document()).home());
  }

  /// Else its old host, which shows nothing of it, would be believed every three seconds.
  @Test
  void aVmThatIsAdoptedAgainIsNotMissedWhereItRanBeforeItsRelease() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(20);
    var off = entry(rig).withWanted(new Wanted(Wanted.State.OFF, "adopted", 0));
    rig.ask(new Request.StopVm(Rig.id("a"), true));
    rig.ends("a", 1, ExitMark.REQUESTED_STOP);
    rig.run(5);
    rig.host(1).vms.clear();
    rig.run(5).ask(new Request.RemoveVm(Rig.id("a")));
    rig.run(5).ask(new Request.SetPolicy(off));
    rig.running("a", 2).run(20);
    var vm = Objects.requireNonNull(rig.state.vms().get(Rig.id("a")));
    assertEquals(VmStatus.UP, vm.status());
    assertEquals(new HostId(2), vm.host());
    assertFalse(rig.told("no longer reported by its host"));
  }

  /// It slept through a release and an adoption: the lease is another one, whose versions begin
  /// anew.
  @Test
  void anEngineThatMissedDocumentsDoesNotHoldAFreshLeaseAgainstTheOldOne() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(20);
    rig.ends("a", 1, ExitMark.REQUESTED_STOP);
    rig.run(5);
    assertEquals(new LeaseVersion(1), version(rig));
    var before = Objects.requireNonNull(rig.state.document());
    var next = before.with(before.epoch(), entry(rig));
    rig.send(new Event.DocumentChanged(rig.nanos, next));
    assertEquals(new LeaseVersion(1), version(rig));
    var later = next.with(before.epoch(), entry(rig)).with(before.epoch(), entry(rig));
    rig.send(new Event.DocumentChanged(rig.nanos, later));
    assertNull(version(rig));
  }

  private static @Nullable LeaseVersion version(Rig rig) {
    return Objects.requireNonNull(rig.state.vms().get(Rig.id("a"))).version();
  }

  private static VmEntry entry(Rig rig) {
    var document = Objects.requireNonNull(rig.state.document());
    return Objects.requireNonNull(document.vms().get(Rig.id("a")));
  }
}
