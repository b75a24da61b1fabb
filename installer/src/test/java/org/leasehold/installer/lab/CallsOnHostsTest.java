package org.leasehold.installer.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
import org.leasehold.core.protocol.HostTopic;
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

  /// libvirtd that lost its lock manager starts VMs without leases and says nothing (S3).
  @Test
  void aHostWhoseStartCouldNotBeProvenStartsNothingUntilSomebodyHasLooked() throws Exception {
    var conf = lab.rootOf("h1").resolve("etc/libvirt/qemu.conf");
    var whole = Files.readString(conf);
    long before = one.lastEvent();
    Files.writeString(conf, whole.replaceAll("(?m)^lock_manager.*$", ""));
    restartLibvirtd();
    try {
      var unproven = assertThrows(CallException.class, () -> hosts.start(one));
      assertEquals(ErrorCode.FAILED, unproven.code(), unproven.sentence());
      assertTrue(unproven.sentence().contains("sanlock does not know"), unproven.sentence());
      one.awaitEvent("host.unfit", before, TwoHosts.SOON);
    } finally {
      Files.writeString(conf, whole);
      restartLibvirtd();
    }
    hosts.forgetExit(one);
    var unfit = assertThrows(CallException.class, () -> hosts.start(one));
    assertTrue(unfit.sentence().startsWith("this host is unfit to protect VMs"), unfit + "");
    lab.in("h1", "systemctl", "restart", "leasehold-agent").orFail("restart of the agent");
    one.connect();
    assertThrows(CallException.class, () -> hosts.start(one));

    one.call(HostTopic.CHECKED, new HostTopic.ByHand(one.header(), "maria"));
    var checked = one.awaitEvent("host.checked", before, TwoHosts.SOON);
    assertTrue(
        checked.text().startsWith("checked by maria; it was: sanlock does not"), checked + "");
    hosts.start(one);
    assertEquals("running", hosts.state(one));
    var twice =
        assertThrows(
            CallException.class,
            () -> one.call(HostTopic.CHECKED, new HostTopic.ByHand(one.header(), "maria")));
    assertEquals("this host is not unfit", twice.sentence());
  }

  private void restartLibvirtd() throws Exception {
    lab.in("h1", "systemctl", "restart", "libvirtd").orFail("restart of libvirtd");
    long until = System.nanoTime() + TwoHosts.SOON.toNanos();
    while (true) {
      try {
        TwoHosts.list(one);
        return;
      } catch (CallException e) {
        if (System.nanoTime() > until) throw e;
        Thread.sleep(200);
      }
    }
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

  /// S10: only the newest image, and only while nobody has held the lease since.
  @Test
  void theNewestSavedImageIsRestoredAndAnOlderOneIsNot() throws Exception {
    var hook = lab.rootOf("h1").resolve("etc/libvirt/hooks/qemu.d/leasehold");
    installHook(hook);
    try {
      hosts.start(one);
      hosts.awaitGuest(one);
      awaitOnHost("/var/lib/leasehold/protected", hosts.vm.text());
      save("old");
      restore("old").orFail("restore");
      // The agent proves the lease of what somebody restored, and marks it anew.
      awaitMark();
      assertEquals("running", hosts.state(one));
      save("new");
      var old = restore("old");
      assertTrue(old.text().contains("the VM has run since; it is not restored"), old.text());
      restore("new").orFail("restore");
      awaitMark();

      save("left");
      hosts.forgetExit(one);
      hosts.start(two);
      two.call(VmTopic.STOP, new VmTopic.Stop(two.header(), hosts.vm, false, 0));
      var left = restore("left");
      assertTrue(left.text().contains("the VM has run since; it is not restored"), left.text());
      assertTrue(hosts.state(one).contains("failed to get domain"), hosts.state(one));
    } finally {
      Files.delete(hook);
      restartLibvirtd();
    }
  }

  private void installHook(Path hook) throws Exception {
    var text = Files.readString(Path.of("hooks/qemu-leasehold").toAbsolutePath());
    var installed = "${LEASEHOLD_HOOK:-/usr/lib/leasehold-agent/bin/leasehold-hook}";
    Files.createDirectories(hook.getParent());
    Files.writeString(hook, text.replace(installed, share.resolve("leasehold-hook").toString()));
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    restartLibvirtd();
  }

  private void save(String image) {
    lab.in("h1", "virsh", "save", "vm1", "/var/tmp/" + image).orFail("save");
  }

  private Lab.Said restore(String image) {
    return lab.in("h1", "virsh", "restore", "/var/tmp/" + image);
  }

  private void awaitOnHost(String file, String text) throws Exception {
    long until = System.nanoTime() + TwoHosts.SOON.toNanos();
    while (!lab.in("h1", "cat", file).text().contains(text)) {
      assertTrue(System.nanoTime() < until, "no " + text + " in " + file);
      Thread.sleep(300);
    }
  }

  /// Until the live XML says the version that the disk says.
  private void awaitMark() throws Exception {
    var named = new StoreTopic.LeaseNamed(TwoHosts.SPACE, hosts.vm.lease());
    long until = System.nanoTime() + TwoHosts.SOON.toNanos();
    while (true) {
      var version = one.call(StoreTopic.INSPECT_LEASE, named).version();
      var mark = lab.in("h1", "virsh", "metadata", "vm1", "urn:leasehold:saved:1").text();
      if (mark.contains("\"" + version + "\"") || mark.contains("'" + version + "'")) return;
      assertTrue(System.nanoTime() < until, "marked " + mark + ", leased " + version);
      Thread.sleep(300);
    }
  }

  /// libvirt's log of the VM knows what no agent saw.
  @Test
  void endsWhileNoAgentRunsAreToldApartAfterwards() throws Exception {
    assertEquals("[GUEST_SHUTDOWN]", marksUnseen(() -> lab.run("send", "vm1", "h1", "poweroff")));
    assertEquals("[QEMU_LOST]", marksUnseen(() -> lab.run("kill-qemu", "vm1", "--host", "h1")));
  }

  private String marksUnseen(Runnable act) throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    long before = one.lastEvent();
    lab.in("h1", "systemctl", "stop", "leasehold-agent").orFail("stop of the agent");
    act.run();
    long until = System.nanoTime() + TwoHosts.SOON.toNanos();
    while (hosts.state(one).equals("running")) {
      assertTrue(System.nanoTime() < until, "it runs on");
      Thread.sleep(200);
    }
    lab.in("h1", "systemctl", "start", "leasehold-agent").orFail("start of the agent");
    one.connect();
    var text = one.awaitEvent("vm.ended", before, TwoHosts.SOON).text();
    hosts.forgetExit(one);
    return text.replaceAll("^VM vm1 ended: ([^;,]*)[;,].*", "$1");
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
