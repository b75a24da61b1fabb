package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmReport;
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
  void aVmThatRunsIsForgottenOnlyOnceItsHostReportsItWithoutALease() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(20);
    rig.ask(new Request.RemoveRunningVm(Rig.id("a"), new HostId(2)));
    assertTrue(rig.told("it does not run on"));
    rig.ask(new Request.RemoveRunningVm(Rig.id("a"), new HostId(1)));
    assertTrue(rig.told("its process has a lease"));
    assertTrue(document(rig).vms().containsKey(Rig.id("a")));
    holding(rig, null).run(5).ask(new Request.RemoveRunningVm(Rig.id("a"), new HostId(1)));
    assertFalse(document(rig).vms().containsKey(Rig.id("a")));
  }

  @Test
  void aRunningVmIsKeptAliveInAnotherWayOnceItsHostReportsThatItHoldsItsLeaseOrHasNone() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(20);
    long revision = entry(rig).revision();
    var off =
        new Request.RemodedRunning(Rig.id("a"), new HostId(1), revision + 1, HaMode.OFF, null);
    rig.ask(off);
    assertTrue(rig.told("its process has a lease"));
    assertEquals(HaMode.PROTECTED, entry(rig).mode());
    holding(rig, null).run(5).ask(off);
    assertEquals(HaMode.OFF, entry(rig).mode());
    assertNull(entry(rig).leaseDomain());
    assertNull(version(rig));
    var on =
        new Request.RemodedRunning(
            Rig.id("a"), new HostId(1), revision + 2, HaMode.PROTECTED, Rig.STORE);
    rig.ask(on);
    assertTrue(rig.told("its process does not hold its lease"));
    holding(rig, new HeldLease(Rig.STORE, new LeaseVersion(1), true, true)).run(5).ask(on);
    assertEquals(HaMode.PROTECTED, entry(rig).mode());
    assertEquals(revision + 2, entry(rig).revision());
  }

  @Test
  void whatRunsBecomesTheDefinitionOnceItsHostReportsIt() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(20);
    var before = entry(rig);
    long next = before.revision() + 1;
    var cached = new DiskSet(Rig.DISKS.sources(), false);
    rig.ask(new Request.RedefinedRunning(Rig.id("a"), new HostId(1), next, 4096, cached));
    assertTrue(rig.told("reports other disks"));
    rig.ask(new Request.RedefinedRunning(Rig.id("a"), new HostId(1), next, 4096, Rig.DISKS));
    assertEquals(before.redefined(next, 4096, Rig.DISKS, HaMode.PROTECTED, Rig.STORE), entry(rig));
    assertTrue(rig.told("what runs on host kvm1 is its definition, revision " + next));
  }

  private static Rig holding(Rig rig, @Nullable HeldLease lease) {
    rig.host(1).vms.put(Rig.id("a"), VmReport.running(Rig.id("a"), lease, Rig.DISKS));
    return rig;
  }

  private static ClusterDocument document(Rig rig) {
    return Objects.requireNonNull(rig.state.document());
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
    assertTrue(
        rig.told("the engine's claim is kept in it; move that first: leasehold storage home NAME"));
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

  @Test
  void theClaimIsKeptWhereTheActingEngineIsToldTo() {
    var rig = Rig.of(2).started().run(20);
    var other = new LockspaceName("other");
    rig.ask(new Request.MoveHome(other));
    assertTrue(rig.told("not a store of this cluster"));
    rig.ask(new Request.PutStore(new StoreEntry(other, IoTimeout.DEFAULT, true)));
    rig.ask(new Request.MoveHome(other));
    assertEquals(other, Objects.requireNonNull(rig.state.document()).home());
    rig.ask(new Request.RemoveStore(Rig.STORE));
    assertEquals(Set.of(other), Objects.requireNonNull(rig.state.document()).stores().keySet());
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
