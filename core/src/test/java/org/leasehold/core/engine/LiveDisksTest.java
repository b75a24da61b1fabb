package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LiveDisks;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.Wanted;

/// S5 over the lives of engines: what the last live disks were stands in the document.
class LiveDisksTest {
  private static final DiskSet CACHED = new DiskSet(List.of("/disk"), false);
  private static final DiskSet SNAPSHOT = new DiskSet(List.of("/disk.snap"), true);
  private static final HeldLease HELD = new HeldLease(Rig.STORE, new LeaseVersion(1), true, true);

  private static LiveDisks live(DiskSet disks, long version, long report) {
    return new LiveDisks(
        disks, new LeaseVersion(version), new HostId(1), new AgentInstance(1), report);
  }

  private static Rig runningWith(DiskSet disks) {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.host(1).vms.put(Rig.id("a"), VmReport.running(Rig.id("a"), HELD, disks));
    return rig.run(3);
  }

  private static ClusterDocument written(Rig rig) {
    return rig.of(Command.WriteDocument.class).getLast().document();
  }

  private static VmEntry entry(ClusterDocument document) {
    var entry = document.vms().get(Rig.id("a"));
    if (entry == null) throw new AssertionError("no VM a");
    return entry;
  }

  /// An engine that begins with this document and remembers `disks`; host 1, which ran the VM, is
  /// dead.
  private static Rig later(ClusterDocument document, Rig before) {
    var rig = Rig.of(3, Rig.vm("a"));
    rig.document = document;
    rig.running("a", 1);
    rig.dies(1);
    rig.started(before.state.memory());
    return rig.run(300);
  }

  @Test
  void theHostPageCacheOfALiveVmIsWrittenIntoTheDocument() {
    var entry = entry(written(runningWith(CACHED)));
    assertEquals(Rig.DISKS, entry.disks());
    var live = entry.live();
    assertEquals(CACHED, live == null ? null : live.disks());
  }

  /// Without its lease nothing of ours would hold its starts until the cache has landed.
  @Test
  void aVmThatLastRanWithAPageCacheDoesNotLeaveOurProtection() {
    var rig = runningWith(CACHED);
    assertEquals(
        "a last ran with a host's page cache, and what is not written yet may land on its disks"
            + " (S5); go on with `leasehold vm accept-disks a`",
        rig.record("a").mayStillLand(entry(rig.document)));
    rig.host(1).vms.put(Rig.id("a"), VmReport.running(Rig.id("a"), HELD, Rig.DISKS));
    rig.run(9);
    assertNull(rig.record("a").mayStillLand(entry(written(rig))));
  }

  @Test
  void itIsWrittenOnceAndAgainWhenItIsOver() {
    var rig = runningWith(CACHED).run(60);
    assertEquals(1, rig.of(Command.WriteDocument.class).size());
    rig.host(1).vms.put(Rig.id("a"), VmReport.running(Rig.id("a"), HELD, Rig.DISKS));
    rig.run(30);
    assertEquals(2, rig.of(Command.WriteDocument.class).size());
  }

  @Test
  void anEngineThatWasNotThereHoldsTheVmByTheDocument() {
    var rig = later(written(runningWith(CACHED)), Rig.of(3, Rig.vm("a")).started());
    assertEquals(List.of(), rig.startTexts());
    assertEquals(
        "S5 host page cache: a writable disk was last seen live with a cache other than none or directsync: waits for the admin",
        rig.why("a"));
  }

  @Test
  void theDocumentsLaterSightCountsMoreThanAnOlderMemory() {
    var snapshot = written(runningWith(SNAPSHOT));
    var rig = later(snapshot, Rig.of(3, Rig.vm("a")).running("a", 1).started().run(5));
    assertEquals(SNAPSHOT, entry(snapshot).disks());
    assertEquals(1, rig.starts().size());
  }

  @Test
  void anEndTellsTheDisksItEndedWith() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    var crash = ExitEvidence.of(ExitMark.QEMU_LOST);
    rig.release("a");
    rig.host(1).vms.put(Rig.id("a"), VmReport.ended(Rig.id("a"), crash, HELD, CACHED));
    rig.run(30);
    assertEquals(List.of(), rig.startTexts());
    assertEquals(
        "S5 host page cache: a writable disk was last seen live with a cache other than none or directsync: waits for the admin",
        rig.why("a"));
  }

  @Test
  void aPersonsWordLetsItGoOnOnceThePageCacheIsWritten() {
    var rig = runningWith(CACHED);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.run(9);
    rig.ask(new Request.AcceptDisks(Rig.id("a")));
    rig.run(9);
    assertEquals(List.of(), rig.startTexts(), "its page cache may be written for 60 s");
    rig.run(60);
    rig.ask(new Request.AcceptDisks(Rig.id("a")));
    rig.run(3);
    assertEquals(1, rig.starts().size());
    assertTrue(rig.lines.stream().anyMatch(line -> line.contains("as defined, by anna")));
  }

  @Test
  void noWordHelpsWhileItsHostIsSilentAndNotConfirmedAsRebooted() {
    var rig = runningWith(CACHED);
    rig.dies(1);
    rig.run(300);
    rig.ask(new Request.AcceptDisks(Rig.id("a")));
    rig.run(9);
    assertEquals(List.of(), rig.startTexts());
    rig.ask(new Request.ConfirmRebooted(new HostId(1), "kvm1"));
    rig.ask(new Request.AcceptDisks(Rig.id("a")));
    rig.run(9);
    assertEquals(1, rig.starts().size());
  }

  @Test
  void aCopyOfBeforeThatHadTheDefinedDisksDoesNotKeepAPersonsWordOut() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.dies(1);
    rig.run(300);
    var on = rig.starts().getLast().host();
    var held = new HeldLease(Rig.STORE, new LeaseVersion(2), true, true);
    rig.host(on.value()).vms.put(Rig.id("a"), VmReport.running(Rig.id("a"), held, CACHED));
    rig.run(3);
    rig.ends("a", on.value(), ExitMark.QEMU_LOST);
    rig.run(70);
    assertEquals(
        "S5 host page cache: a writable disk was last seen live with a cache other than none or directsync: waits for the admin",
        rig.why("a"));
    rig.ask(new Request.AcceptDisks(Rig.id("a")));
    rig.run(9);
    assertEquals(2, rig.starts().size());
  }

  @Test
  void acceptingIsRefusedWhereNothingDiffers() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.ask(new Request.AcceptDisks(Rig.id("a")));
    rig.ask(new Request.AcceptDisks(Rig.id("b")));
    assertEquals(List.of(), rig.of(Command.WriteDocument.class));
    assertEquals(2, rig.lines.stream().filter(line -> line.contains("refused")).count());
  }

  @Test
  void aChangeOfPolicyForgetsNoLiveDisks() {
    var rig = runningWith(CACHED);
    rig.ask(new Request.SetPolicy(Rig.vm("a")));
    var live = entry(written(rig)).live();
    assertEquals(CACHED, live == null ? null : live.disks());
  }

  @Test
  void aChangeOfPolicyUndoesNothingThatWasDecidedMeanwhile() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.ask(new Request.StopVm(Rig.id("a"), true));
    rig.ask(new Request.SetPolicy(Rig.vm("a")));
    assertEquals(Wanted.State.OFF, entry(written(rig)).wanted().state());
  }

  @Test
  void sightsAreOrderedByVersionThenByReport() {
    assertTrue(live(CACHED, 2, 1).isNewerThan(live(CACHED, 1, 9)));
    assertTrue(live(CACHED, 1, 9).isNewerThan(live(CACHED, 1, 8)));
    var elsewhere =
        new LiveDisks(CACHED, new LeaseVersion(1), new HostId(2), new AgentInstance(1), 99);
    assertTrue(!elsewhere.isNewerThan(live(CACHED, 1, 1)));
    assertTrue(!live(CACHED, 1, 1).isNewerThan(elsewhere));
  }

  private static void notAccepted(String because, Rig rig) {
    assertEquals(
        "operator.refused|vm a|accepting its disks by anna refused|" + because,
        rig.refusal(new Request.AcceptDisks(Rig.id("a"))));
  }

  @Test
  void acceptingIsRefusedWhileItMayStillWrite() {
    notAccepted("it may still run on host kvm1", runningWith(CACHED));
    var ended = runningWith(CACHED);
    ended.ends("a", 1, ExitMark.QEMU_LOST);
    ended.run(9);
    notAccepted(
        "host kvm1 has been without it for 6.0 s: what it had in its page cache may be written for"
            + " 60.0 s",
        ended);
    ended.host(1).storage = false;
    ended.run(90);
    notAccepted("host kvm1 does not renew in store: what it has not written yet may land", ended);
    ended.dies(1);
    ended.run(100);
    notAccepted(
        "host kvm1 had it and does not answer: what it has not written yet may land; confirm with"
            + " its name typed that it has been rebooted",
        ended);
  }

  @Test
  void acceptingIsRefusedWhereTheDefinitionItselfIsNotSafe() {
    var vm = Rig.vm("a");
    var cached = vm.redefined(vm.revision(), vm.memoryMiB(), CACHED, vm.mode(), vm.leaseDomain());
    var rig = Rig.of(3, cached).running("a", 1).started().run(9);
    notAccepted(
        "its definition names a cache other than none or directsync: change the definition", rig);
  }
}
