package org.leasehold.installer.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// What seldom happens to a host: its libvirtd lost the lock manager, somebody restores saved
/// images, VMs end while no agent runs.
@Tag("daemon")
@Tag("long")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RareOnHostsTest {
  @TempDir static Path share;

  private TwoHosts hosts;
  private Lab lab;
  private LabAgent one;
  private LabAgent two;

  @BeforeAll
  void twoHosts() throws Exception {
    hosts = TwoHosts.up("rare-on-hosts", share, 1, xml -> xml);
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
    hosts.nothingRuns();
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
}
