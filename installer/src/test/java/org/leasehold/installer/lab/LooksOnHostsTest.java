package org.leasehold.installer.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.leasehold.core.protocol.StoreTopic;

/// What an agent tells of lockspaces and its own host when asked, on two real hosts.
@Tag("daemon")
@Tag("long")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LooksOnHostsTest {
  private static final String DISK = "/storage/store1/vm1.raw";

  @TempDir static Path share;

  private TwoHosts hosts;
  private Lab lab;
  private LabAgent one;
  private LabAgent two;

  @BeforeAll
  void twoHosts() throws Exception {
    hosts = TwoHosts.up("looks", share, 1, xml -> xml);
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

  private void fileOnOne(String name, String text) throws Exception {
    Files.writeString(lab.rootOf("h1").resolve("root").resolve(name), text);
  }

  private String lockspacesOfOne() {
    return lab.in("h1", "sanlock", "client", "status").orFail("status");
  }

  @Test
  void aLockspaceIsLeftOnlyWhenNoVmHoldsALeaseInIt() throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    var leave = new StoreTopic.Leave(one.header(), TwoHosts.SPACE);
    var used = assertThrows(CallException.class, () -> one.call(StoreTopic.LEAVE, leave));
    assertEquals(ErrorCode.RULE, used.code());
    assertEquals(
        "lockspace %s stays: a lease in it is held on this host; move the VMs that use it away or shut them down first"
            .formatted(TwoHosts.SPACE),
        used.sentence());
    assertEquals("running", hosts.state(one));
    assertTrue(lockspacesOfOne().contains("s " + TwoHosts.SPACE), lockspacesOfOne());

    hosts.nothingRuns();
    long before = one.lastEvent();
    one.call(StoreTopic.LEAVE, new StoreTopic.Leave(one.header(), TwoHosts.SPACE));
    assertFalse(lockspacesOfOne().contains("s " + TwoHosts.SPACE), lockspacesOfOne());
    var left = one.awaitEvent("lockspace.left", before, TwoHosts.SOON);
    assertEquals("left lockspace " + TwoHosts.SPACE, left.text());
    Thread.sleep(5000);
    assertFalse(lockspacesOfOne().contains("s " + TwoHosts.SPACE), "it joined again by itself");
    var refused = assertThrows(CallException.class, () -> hosts.start(one));
    assertEquals(ErrorCode.NOT_JOINED, refused.code(), refused.sentence());
    hosts.joinOne();
    hosts.start(one);
  }

  /// What is grave, each as its line and the line of its fix; its id is on the first line.
  private List<String> graveOnOne() {
    return grave("h1");
  }

  private List<String> grave(String host) {
    var said = lab.in(host, share.resolve("leasehold-agent").toString(), "check");
    assertEquals(1, said.exit(), said.text());
    var lines = said.text().lines().toList();
    assertEquals("protection: NONE", lines.getFirst());
    var grave = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith("GRAVE ")) continue;
      grave.add(lines.get(i).substring(6) + " -> " + lines.get(i + 1).strip());
    }
    return grave;
  }

  private static final String NO_HOOK =
      "libvirt.hook: the hook that refuses a protected disk without its lease is not installed -> fix: install the package leasehold-agent again, and restart libvirtd";
  private static final String NO_GUARD =
      "protection.none: no lease guard runs; sanlock runs without a watchdog, as Debian ships it (-w 0) -> fix: systemctl enable --now leasehold-guard";

  /// These hosts have neither hook nor guard; the rest is broken by the test.
  @Test
  void aHostIsCheckedInWordsWithTheFix() throws Exception {
    assertEquals(List.of(NO_HOOK, NO_GUARD), graveOnOne());
    var conf = lab.rootOf("h1").resolve("etc/libvirt/qemu.conf");
    var whole = Files.readString(conf);
    var changed = Files.getLastModifiedTime(conf);
    awaitProtected();
    fileOnOne("vm1.xml", hosts.xml);
    lab.in("h1", "virsh", "define", "/root/vm1.xml").orFail("define");
    lab.in("h1", "virsh", "autostart", "vm1").orFail("autostart");
    Files.writeString(conf, whole.replaceAll("(?m)^lock_manager.*$", ""));
    try {
      assertEquals(
          List.of(
              "libvirt.lock-manager: libvirt has no lock manager: it ignores <lease> silently -> fix: set lock_manager = \"sanlock\" in /etc/libvirt/qemu.conf and restart libvirtd",
              NO_HOOK,
              "libvirt.stale: /etc/libvirt/qemu.conf was changed after libvirtd was started and is not in force -> fix: restart libvirtd; running VMs are not touched by that",
              NO_GUARD,
              "libvirt.autostart: libvirt starts vm1 at boot, and it uses a protected disk -> fix: virsh autostart --disable vm1; Leasehold starts its VMs itself",
              "libvirt.definition: libvirt has a definition of its own of vm1, which uses a protected disk -> fix: virsh undefine --keep-nvram vm1, after a look at it"),
          graveOnOne());
    } finally {
      Files.writeString(conf, whole);
      Files.setLastModifiedTime(conf, changed);
      lab.in("h1", "virsh", "undefine", "vm1").orFail("undefine");
    }
    assertEquals(List.of(NO_HOOK, NO_GUARD), graveOnOne());
  }

  private void awaitProtected() throws Exception {
    long until = System.nanoTime() + TwoHosts.SOON.toNanos();
    while (!lab.in("h1", "cat", "/var/lib/leasehold/protected").text().contains(DISK)) {
      assertTrue(System.nanoTime() < until, "the list of protected disks has none");
      Thread.sleep(300);
    }
  }

  @Test
  void aLockspaceThatSomebodyJoinedUnderAnotherIdIsFound() throws Exception {
    // Where the check looks for what the agent of a test keeps elsewhere.
    lab.in("h1", "mkdir", "-p", "/run/leasehold").orFail("mkdir");
    lab.in("h1", "cp", LabAgent.RUN + "/guard.watch", "/run/leasehold/").orFail("cp");
    lab.in("h1", "systemctl", "stop", "leasehold-agent").orFail("stop of the agent");
    sanlock("rem_lockspace", 1);
    assertEquals(
        "lockspace.not-joined: lockspace %s is not joined: no protected VM can start here -> fix: look at the storage and at sanlock's log; the agent joins as soon as it may"
            .formatted(TwoHosts.SPACE),
        graveOnOne().getLast());
    sanlock("add_lockspace", 5);
    assertEquals(
        "lockspace.host-id: lockspace %s is joined as host 5, and this host's id is 1 -> fix: leave it and let the agent join: somebody else joined it by hand"
            .formatted(TwoHosts.SPACE),
        graveOnOne().getLast());
    sanlock("rem_lockspace", 5);
    lab.in("h1", "rm", "/run/leasehold/guard.watch").orFail("rm");
    lab.in("h1", "systemctl", "start", "leasehold-agent").orFail("start of the agent");
    one.connect();
    hosts.awaitJoined(one);
  }

  private void sanlock(String verb, int id) {
    sanlock("h1", verb, id, 1);
  }

  private void sanlock(String host, String verb, int id, int ioTimeoutSeconds) {
    var lockspace = "%s:%d:/storage/store1/xleases:0".formatted(TwoHosts.SPACE, id);
    var timeout = Integer.toString(ioTimeoutSeconds);
    lab.in(host, "sanlock", "client", verb, "-s", lockspace, "-o", timeout).orFail(verb);
  }

  /// Two daemons with one host id: h2 has joined as host 1 on a copy of the volume, where h1 is
  /// dead, and then sees the volume again, where h1 lives. With N = 5 it finds out after 10 s.
  @Test
  void twoHostsWithOneIdAreTold() throws Exception {
    lab.in("h2", "mkdir", "-p", "/run/leasehold").orFail("mkdir");
    var watch =
        Files.readString(
            lab.rootOf("h1").resolve(LabAgent.RUN.toString().substring(1)).resolve("guard.watch"));
    lab.in("h2", "systemctl", "stop", "leasehold-agent").orFail("stop of the agent");
    try {
      joinAsTheOther(watch);
      var told = grave("h2").stream().filter(it -> it.startsWith("lockspace.")).toList();
      var clash =
          "lockspace.host-id-clash: host id 1 of lockspace %s is written by '%s', and this host is '%s' -> fix: two hosts use one id: evacuate this host, leave, and enrol it anew"
              .formatted(TwoHosts.SPACE, daemonName("h1"), daemonName("h2"));
      var timeout =
          "lockspace.io-timeout: lockspace %s is joined with io timeout 5 s, and the cluster's is 1 s -> fix: evacuate this host, leave, and let the agent join"
              .formatted(TwoHosts.SPACE);
      assertEquals(List.of(clash, timeout), told);
    } finally {
      lab.in("h2", "rm", "-f", "/run/leasehold/guard.watch").orFail("rm");
      lab.in("h2", "systemctl", "start", "leasehold-agent").orFail("start of the agent");
      two.connect();
    }
    // Its daemon finds another's name in its place and gives the id up; h1 has not lost it.
    hosts.awaitJoined(two, Duration.ofSeconds(150));
    assertTrue(lockspacesOfOne().contains("s %s:1:".formatted(TwoHosts.SPACE)), lockspacesOfOne());
  }

  private void joinAsTheOther(String watch) {
    var joined = "%s:2:/opt/leases/xleases:0".formatted(TwoHosts.SPACE);
    lab.in("h2", "sanlock", "client", "rem_lockspace", "-s", joined).orFail("leave");
    lab.run("old-storage", "h2").orFail("old-storage");
    sanlock("h2", "add_lockspace", 1, 5);
    lab.in("h2", "sh", "-c", "echo '" + watch.strip() + "' > /run/leasehold/guard.watch")
        .orFail("watch");
    lab.run("heal-storage", "h2").orFail("heal-storage");
  }

  private String daemonName(String host) {
    var said = lab.in(host, "sanlock", "client", "status", "-D").orFail("status");
    return said.lines()
        .map(String::strip)
        .filter(line -> line.startsWith("our_host_name="))
        .findFirst()
        .orElseThrow()
        .substring("our_host_name=".length());
  }

  @Test
  void aHostWithARunningVmLeavesNothing() throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    var program = share.resolve("leasehold-agent").toString();
    var said = lab.in("h1", program, "leave-lockspaces", "--within", "2");
    assertEquals(5, said.exit(), said.text());
    assertTrue(
        said.text()
            .matches(
                "lockspace %s stays: VM vm1 \\(process \\d+\\) lives here\n"
                    .formatted(TwoHosts.SPACE)),
        said.text());
    assertTrue(lockspacesOfOne().contains("s " + TwoHosts.SPACE), lockspacesOfOne());
    assertEquals("running", hosts.state(one));
  }

  @Test
  void theProgramOnAHostSaysItsVersion() {
    var said = lab.in("h1", share.resolve("leasehold-agent").toString(), "version");
    assertEquals("leasehold-agent 0.1.0\nprotocol 1 to 1\n", said.orFail("version"));
  }
}
