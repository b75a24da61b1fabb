package org.leasehold.installer.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;

/// VMs on two real hosts: started with proof, paused, resumed, moved and ended by their agents.
@Tag("daemon")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VmsOnHostsTest {
  private static final Duration SOON = TwoHosts.SOON;

  @TempDir static Path share;

  private TwoHosts hosts;
  private Lab lab;
  private LabAgent one;
  private LabAgent two;
  private VmId vm;

  @BeforeAll
  void twoHostsWithAVolume() throws Exception {
    hosts = TwoHosts.up("vms-on-hosts", share, 1, UnaryOperator.identity());
    lab = hosts.lab;
    one = hosts.one;
    two = hosts.two;
    vm = hosts.vm;
  }

  @AfterAll
  void down() {
    if (hosts != null) hosts.close();
  }

  @AfterEach
  void nothingRuns() throws Exception {
    hosts.nothingRuns();
  }

  @Test
  void aStartIsProvenAndRefusedElsewhereWithTheOwnerNamed() throws Exception {
    var started = hosts.start(one);
    var lease = started.lease();
    assertTrue(lease != null && lease.heldInDaemon() && lease.leaderIsOurs(), started.text());

    var refused = assertThrows(CallException.class, () -> hosts.start(two));
    assertEquals(ErrorCode.LEASE_HELD, refused.code(), refused.sentence());
    assertTrue(
        refused
            .sentence()
            .matches(
                ".*; the lease of VM vm1 is held by host 1 generation \\d+ at version "
                    + lease.version()),
        refused.sentence());
    assertEquals("running", hosts.state(one));
    assertEquals(List.of(), TwoHosts.list(two));
  }

  @Test
  void aStartThatRestsOnAnOlderVersionIsRefusedAndStartsNothing() {
    var refused =
        assertThrows(CallException.class, () -> hosts.start(one, new LeaseVersion(1_000_000)));
    assertEquals(ErrorCode.STALE, refused.code(), refused.sentence());
    assertTrue(hosts.state(one).contains("failed to get domain"), hosts.state(one));
  }

  @Test
  void aPausedVmGivesItsLeaseUpAndResumesOneVersionOn() throws Exception {
    var lease = hosts.start(one).lease();
    assertTrue(lease != null);
    one.call(VmTopic.PAUSE, hosts.it(one));
    assertEquals("paused", hosts.state(one));
    var resumed = one.call(VmTopic.RESUME, hosts.it(one));
    assertEquals(
        "VM vm1 runs again and holds its lease at version " + lease.version().next(),
        resumed.text());
    assertEquals("running", hosts.state(one));
  }

  @Test
  void aPausedCopyThatRanElsewhereIsEndedAndNeverResumed() throws Exception {
    hosts.start(one);
    one.call(VmTopic.PAUSE, hosts.it(one));
    hosts.start(two);
    two.call(VmTopic.STOP, new VmTopic.Stop(two.header(), vm, false, 0));
    long before = one.lastEvent();
    var refused = assertThrows(CallException.class, () -> one.call(VmTopic.RESUME, hosts.it(one)));
    assertEquals(ErrorCode.RULE, refused.code());
    assertTrue(
        refused.sentence().startsWith("VM vm1 may have run elsewhere while it was paused here"),
        refused.sentence());
    var ended = one.awaitEvent("vm.ended", before, SOON);
    assertTrue(ended.text().contains("GUARD_KILL"), ended.text());
  }

  @Test
  void aResumeByHandIsAcceptedWhenNobodyElseRanIt() throws Exception {
    hosts.start(one);
    long before = one.lastEvent();
    lab.in("h1", "virsh", "suspend", "vm1").orFail("suspend");
    lab.in("h1", "virsh", "resume", "vm1").orFail("resume");
    var said = one.awaitEvent("vm.resumed.by-hand", before, SOON);
    assertTrue(said.text().contains("had not run elsewhere"), said.text());
    assertEquals("running", hosts.state(one));
  }

  @Test
  void aResumeByHandOfACopyThatRanElsewhereIsCaughtAndEnded() throws Exception {
    hosts.start(one);
    one.call(VmTopic.PAUSE, hosts.it(one));
    hosts.start(two);
    two.call(VmTopic.STOP, new VmTopic.Stop(two.header(), vm, false, 0));
    long before = one.lastEvent();
    lab.in("h1", "virsh", "resume", "vm1");
    var said = one.awaitEvent("vm.resumed.by-hand", before, SOON);
    assertTrue(said.text().endsWith("it was ended"), said.text());
    one.awaitEvent("vm.ended", before, SOON);
    assertTrue(hosts.state(one).contains("failed to get domain"), hosts.state(one));
  }

  @Test
  void endsAreToldApart() throws Exception {
    assertEquals("[GUEST_SHUTDOWN]", marksAfter(() -> lab.run("send", "vm1", "h1", "poweroff")));
    assertEquals("[HOST_SHUTDOWN], signal 15", marksAfter(() -> signal("TERM")));
    assertEquals("[QEMU_LOST]", marksAfter(() -> signal("KILL")));
    assertEquals("[QEMU_LOST]", marksAfter(() -> lab.run("send", "vm1", "h1", "panic")));
    assertEquals(
        "[REQUESTED_STOP, GUEST_SHUTDOWN]",
        marksAfter(() -> one.call(VmTopic.STOP, new VmTopic.Stop(one.header(), vm, true, 30_000))));
    assertEquals("[]", marksAfter(() -> lab.in("h1", "virsh", "destroy", "vm1")));
  }

  private interface Act {
    void run() throws Exception;
  }

  private void signal(String name) {
    var pid = lab.in("h1", "cat", "/run/libvirt/qemu/vm1.pid").orFail("pid").strip();
    lab.in("h1", "kill", "-" + name, pid).orFail("kill");
  }

  private String marksAfter(Act act) throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    long before = one.lastEvent();
    act.run();
    var text = one.awaitEvent("vm.ended", before, SOON).text();
    one.call(VmTopic.FORGET_EXIT, hosts.it(one));
    return text.replaceAll("^VM vm1 ended: ([^;]*);.*", "$1");
  }

  @Test
  void agentAndLibvirtdAreKilledAndTheGuestsCounterNeverStops() throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    var before = hosts.trail();
    lab.in("h1", "systemctl", "kill", "--signal=KILL", "leasehold-agent").orFail("kill agent");
    lab.in("h1", "systemctl", "kill", "--signal=KILL", "libvirtd").orFail("kill libvirtd");
    one.connect();
    long until = System.nanoTime() + SOON.toNanos();
    while (!isRunningToTheAgent()) {
      assertTrue(System.nanoTime() < until, "the agent does not see the VM again");
      Thread.sleep(200);
    }
    one.call(VmTopic.PAUSE, hosts.it(one));
    one.call(VmTopic.RESUME, hosts.it(one));
    Thread.sleep(1000);
    var after = hosts.trail();
    assertEquals(before.starts(), after.starts(), "the guest was started anew");
    assertTrue(after.records() > before.records(), before + " " + after);
  }

  private boolean isRunningToTheAgent() {
    try {
      return TwoHosts.list(one).stream().anyMatch(it -> it.state().equals("RUNNING"));
    } catch (CallException e) {
      return false;
    }
  }

  @Test
  void aVmMovesThereAndBackWithItsLeaseThroughTheForcedCommand() throws Exception {
    var lease = hosts.start(one).lease();
    assertTrue(lease != null);
    hosts.awaitGuest(one);
    var before = hosts.trail();
    long seen = two.lastEvent();
    hosts.migrate(one, two, "10.77.0.12", "");
    var there = two.awaitEvent("vm.migrated", seen, SOON);
    var itsPath = lab.in("h2", "virsh", "dumpxml", "vm1").orFail("dumpxml");
    assertTrue(itsPath.contains("<target path='/opt/leases/xleases'"), itsPath);
    assertEquals(
        "VM vm1 came in and holds its lease here at version " + lease.version().next(),
        there.text());
    seen = one.lastEvent();
    hosts.migrate(two, one, "10.77.0.11", "");
    one.awaitEvent("vm.migrated", seen, SOON);
    assertEquals("running", hosts.state(one));
    var after = hosts.trail();
    assertEquals(before.starts(), after.starts(), "the guest was started anew");
    assertTrue(after.records() > before.records(), before + " " + after);
  }

  @Test
  @Tag("long")
  void hungStorageEndsTheVmAndTheReasonSaysLease() throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    long before = one.lastEvent();
    lab.run("hang-storage", "h1").orFail("hang");
    try {
      // 8N, then SIGKILL 40 s later; the process itself goes when its I/O comes back.
      Thread.sleep(Duration.ofSeconds(55));
    } finally {
      lab.run("heal-storage", "h1").orFail("heal");
    }
    var ended = one.awaitEvent("vm.ended", before, SOON);
    assertTrue(ended.text().contains("LEASE_KILL"), ended.text());
    hosts.awaitJoined(one);
  }
}
