package org.leasehold.installer.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.ResumeBehaviour;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.Wanted;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// What else an agent is asked for, on two real hosts. The VM has a display, and its disk lies on a
/// second store, so that the disk can fail while the lease is well.
@Tag("daemon")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallsOnHostsTest {
  private static final String DISPLAY =
      "<graphics type='vnc'><listen type='socket' socket='/run/libvirt/qemu/vm1.vnc'/></graphics>"
          + "<video><model type='vga'/></video></devices>";

  @TempDir static Path share;

  private TwoHosts hosts;
  private Lab lab;
  private LabAgent one;
  private LabAgent two;

  @BeforeAll
  void twoHostsWithTwoStores() throws Exception {
    hosts =
        TwoHosts.up(
            "calls-on-hosts",
            share,
            2,
            xml ->
                xml.replace("/store1/vm1.raw", "/store2/vm1.raw").replace("</devices>", DISPLAY));
    lab = hosts.lab;
    one = hosts.one;
    two = hosts.two;
  }

  @AfterAll
  void down() {
    if (hosts != null) hosts.close();
  }

  @AfterEach
  void nothingRuns() throws Exception {
    lab.run("heal-storage", "h1").orFail("heal");
    hosts.nothingRuns();
  }

  @Test
  void theScreenIsShownAsAPicture() throws Exception {
    hosts.start(one);
    var picture = one.call(VmTopic.SCREENSHOT, new VmTopic.Named(hosts.vm));
    var bytes = Base64.getDecoder().decode(picture.base64());
    if (picture.mime().equals("image/png")) {
      assertArrayEquals(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, Arrays.copyOf(bytes, 4));
    } else {
      assertEquals("image/x-portable-pixmap", picture.mime());
      assertEquals("P6", new String(bytes, 0, 2, StandardCharsets.US_ASCII));
    }
    assertTrue(bytes.length > 1000, bytes.length + " bytes");
  }

  /// As a console does: the agent is asked, then the forced command connects, once.
  @Test
  void theDisplayIsReachedThroughTheForcedCommandOnce() throws Exception {
    hosts.start(one);
    var display = one.call(VmTopic.DISPLAY, new VmTopic.Named(hosts.vm));
    assertEquals("vnc", display.protocol());
    assertEquals("RFB 003.008", login("display " + hosts.vm).strip());
    var again = login("display " + hosts.vm);
    assertTrue(again.contains("the display of " + hosts.vm + " does not answer"), again);
  }

  /// The first line of a login at h1 with the forced command.
  private String login(String asked) {
    return lab.in(
            "h2",
            "sh",
            "-c",
            "sleep 5 | ssh -i /etc/leasehold/migration_key -o BatchMode=yes -o LogLevel=ERROR"
                + " -o StrictHostKeyChecking=no leasehold@10.77.0.11 '"
                + asked
                + "' 2>&1 | head -n 1")
        .orFail("login");
  }

  private StoreTopic.StopThroughStore storageStop(boolean force) throws Exception {
    var lease = new StoreTopic.LeaseNamed(TwoHosts.SPACE, hosts.vm.lease());
    var look = two.call(StoreTopic.INSPECT_LEASE, lease);
    HostLife owner = look.owner();
    assertTrue(owner != null, look.toString());
    return new StoreTopic.StopThroughStore(
        two.header(),
        hosts.vm,
        TwoHosts.SPACE,
        owner,
        look.version(),
        look.version().next(),
        force);
  }

  @Test
  void aRunningVmIsEndedThroughTheDiskByTheOtherHostAndStartsThere() throws Exception {
    for (boolean force : new boolean[] {false, true}) {
      hosts.start(one);
      hosts.awaitGuest(one);
      long before = one.lastEvent();
      two.call(StoreTopic.STOP_VM, storageStop(force));
      one.awaitEvent("vm.ended", before, TwoHosts.SOON);
      assertEquals("running", startedOnTwo());
      hosts.nothingRuns();
    }
  }

  private String startedOnTwo() throws Exception {
    hosts.start(two);
    return hosts.state(two);
  }

  /// SIGTERM waits in a stopped process; SIGKILL does not.
  @Test
  void aVmWhoseProcessStandsStillIsEndedByForceOnly() throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    lab.run("freeze", "h1", "vm1").orFail("freeze");
    two.call(StoreTopic.STOP_VM, storageStop(false));
    Thread.sleep(6000);
    var refused = assertThrows(CallException.class, () -> hosts.start(two));
    assertEquals(ErrorCode.LEASE_HELD, refused.code(), refused.sentence());
    long before = one.lastEvent();
    two.call(StoreTopic.STOP_VM, storageStop(true));
    one.awaitEvent("vm.ended", before, TwoHosts.SOON);
    assertEquals("running", startedOnTwo());
  }

  /// It holds nothing that could be asked back: its lease is free, and S10 ends it later.
  @Test
  void aPausedVmIsNotStoppedThroughTheDiskButStartsElsewhereAndNeverResumes() throws Exception {
    hosts.start(one);
    var evidence = storageStop(true);
    one.call(VmTopic.PAUSE, hosts.it(one));
    var refused = assertThrows(CallException.class, () -> two.call(StoreTopic.STOP_VM, evidence));
    assertEquals(ErrorCode.STALE, refused.code());
    assertTrue(refused.sentence().startsWith("the lease is free, last owner host 1"), refused + "");
    assertEquals("running", startedOnTwo());
    var ended = assertThrows(CallException.class, () -> one.call(VmTopic.RESUME, hosts.it(one)));
    assertEquals(ErrorCode.RULE, ended.code(), ended.sentence());
    assertEquals("running", hosts.state(two));
  }

  @Test
  void storageSideResetIsRefusedWithTheReasonWhereThereIsNoWatchdogDaemon() throws Exception {
    hosts.start(one);
    var ask = storageStop(true);
    var reset = new StoreTopic.ResetThroughStore(two.header(), TwoHosts.SPACE, ask.owner());
    var refused = assertThrows(CallException.class, () -> two.call(StoreTopic.RESET_HOST, reset));
    assertEquals(ErrorCode.RULE, refused.code());
    assertTrue(refused.sentence().contains("needs sanlk-resetd and wdmd"), refused.sentence());
  }

  @Test
  void aPauseOnAnIoErrorLongerThan8NEndsTheVmWherePolicySaysSo() throws Exception {
    policy(ResumeBehaviour.LEAVE_PAUSED);
    hosts.start(one);
    hosts.awaitGuest(one);
    long before = one.lastEvent();
    lab.run("lose-storage", "h1", "store2").orFail("lose");
    one.awaitEvent("vm.paused", before, TwoHosts.SOON);
    Thread.sleep(12_000);
    assertEquals("paused", hosts.state(one), "left alone where policy does not say so");
    policy(ResumeBehaviour.KILL);
    var said = one.awaitEvent("vm.paused.too-long", before, TwoHosts.SOON);
    assertTrue(said.text().matches(".* for \\d+ s, more than 8N = 8 s; it is ended"), said + "");
    var ended = one.awaitEvent("vm.ended", before, TwoHosts.SOON);
    assertTrue(ended.text().startsWith("VM vm1 ended: [PAUSED_TOO_LONG"), ended.text());
    assertEquals("running", startedOnTwo());
  }

  private long revision;

  private void policy(ResumeBehaviour resume) throws CallException {
    var entry =
        new VmEntry(
            hosts.vm,
            "vm1",
            1,
            128,
            HaMode.PROTECTED,
            TwoHosts.SPACE,
            50,
            new Wanted(Wanted.State.RUNNING, "test", 0),
            resume,
            List.of(),
            List.of(),
            "",
            new DiskSet(List.of("/storage/store2/vm1.raw"), true),
            VmEntry.Allowances.NONE);
    var vms = new TreeMap<>(java.util.Map.of(hosts.vm, entry));
    var document =
        new ClusterDocument(
            new Epoch(1),
            ++revision,
            new TreeMap<>(),
            new TreeMap<>(),
            vms,
            TwoHosts.SPACE,
            Settings.DEFAULT);
    one.call(ClusterTopic.PUT_DOCUMENT, new ClusterTopic.PutDocument(one.header(), document));
  }

  @Test
  void aProtectedVmThatSomebodyStartedWithoutItsLeaseIsAnAlarm() throws Exception {
    long before = one.lastEvent();
    Files.writeString(lab.rootOf("h1").resolve("root/vm1.xml"), hosts.xml);
    lab.in("h1", "virsh", "create", "/root/vm1.xml").orFail("create");
    var alarm = one.awaitEvent("vm.without-lease", before, TwoHosts.SOON);
    assertEquals(
        "VM vm1 is protected and runs here without its lease, so it can run twice: end it, and start it through Leasehold",
        alarm.text());
  }

  @Test
  void aMigrationTellsHowFarItIsAndIsAbortedByItsCaller() throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    var before = hosts.trail();
    long seen = one.lastEvent();
    lab.in("h1", "virsh", "migrate-setspeed", "vm1", "1").orFail("setspeed");
    one.progress.clear();
    var moving =
        new FutureTask<CallException>(
            () ->
                assertThrows(
                    CallException.class, () -> hosts.migrate(one, two, "10.77.0.12", "move")));
    var caller = Thread.ofPlatform().start(moving);
    long until = System.nanoTime() + TwoHosts.SOON.toNanos();
    while (one.progress.stream().noneMatch(told -> told.percent() > 0)) {
      assertTrue(System.nanoTime() < until, "no progress: " + one.progress);
      assertFalse(moving.isDone(), () -> moving.resultNow().sentence());
      Thread.sleep(100);
    }
    caller.interrupt();
    assertEquals(ErrorCode.CANCELLED, moving.get().code());
    var failed = one.awaitEvent("vm.migration.failed", seen, TwoHosts.SOON);
    assertEquals(
        "the migration of VM %s was cancelled; it is still here".formatted(hosts.vm),
        failed.text());
    assertTrue(one.progress.stream().allMatch(told -> told.job().equals("move")));
    assertEquals("running", hosts.state(one));
    Thread.sleep(1000);
    var after = hosts.trail();
    assertEquals(before.starts(), after.starts(), "the guest was started anew");
    assertTrue(after.records() > before.records(), before + " " + after);
  }
}
