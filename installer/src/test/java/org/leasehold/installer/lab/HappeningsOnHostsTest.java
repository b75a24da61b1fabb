package org.leasehold.installer.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.HostTopic.AgentEvent;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// What guests and hosts do by themselves, told as it happens, on two real hosts. The VM has a
/// watchdog device.
@Tag("daemon")
@Tag("long")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HappeningsOnHostsTest {
  private static final String WATCHDOG = "<watchdog model='ib700' action='reset'/></devices>";

  /// The guest has no driver for it: QEMU writes to the device's port for it, which starts its
  /// timer with 0 s.
  private static final String WATCHDOG_FIRES = "o /b 0x443 0x0f";

  private static final String SESSIONS = "/usr/lib/systemd/systemd-user-sessions";

  private static final int SLEPT_SECONDS = 3600;

  /// 8N + 60 s.
  private static final Duration DEAD = Duration.ofSeconds(68);

  @TempDir static Path share;

  private TwoHosts hosts;
  private Lab lab;
  private LabAgent one;
  private LabAgent two;

  @BeforeAll
  void twoHosts() throws Exception {
    hosts = TwoHosts.up("happenings", share, 1, xml -> xml.replace("</devices>", WATCHDOG));
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

  private LeaseVersion version() throws CallException {
    var lease = new StoreTopic.LeaseNamed(TwoHosts.SPACE, hosts.vm.lease());
    return two.call(StoreTopic.INSPECT_LEASE, lease).version();
  }

  @Test
  void aGuestThatRebootsIsToldAndKeepsItsLease() throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    var version = version();
    var before = hosts.trail();
    long seen = one.lastEvent();
    lab.run("send", "vm1", "h1", "reboot");
    var told = one.awaitEvent("vm.rebooted", seen, TwoHosts.SOON);
    assertEquals("the guest of VM vm1 rebooted", told.text());
    hosts.awaitGuest(one);
    assertEquals(before.starts() + 1, hosts.trail().starts());
    assertEquals(version, version());
    var held = assertThrows(CallException.class, () -> hosts.start(two));
    assertEquals(ErrorCode.LEASE_HELD, held.code(), held.sentence());
  }

  @Test
  void aWatchdogThatFiresIsToldWithWhatFollows() throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    long before = one.lastEvent();
    lab.in("h1", "virsh", "qemu-monitor-command", "vm1", "--hmp", WATCHDOG_FIRES).orFail("port");
    var fired = one.awaitEvent("vm.watchdog", before, TwoHosts.SOON);
    assertEquals("the watchdog of VM vm1 fired: RESET", fired.text());
    var rebooted = one.awaitEvent("vm.rebooted", before, TwoHosts.SOON);
    assertTrue(rebooted.number() > fired.number());
    assertEquals("running", hosts.state(one));
  }

  @Test
  void aDestroyedVmEndsAtOnceAndStartsElsewhere() throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    long before = one.lastEvent();
    var done = one.call(VmTopic.DESTROY, hosts.it(one));
    assertEquals("VM %s was ended".formatted(hosts.vm), done.text());
    var ended = one.awaitEvent("vm.ended", before, TwoHosts.SOON);
    assertTrue(ended.text().startsWith("VM vm1 ended: [QEMU_LOST], signal 9; "), ended.text());
    hosts.start(two);
    var again = assertThrows(CallException.class, () -> one.call(VmTopic.DESTROY, hosts.it(one)));
    assertEquals(ErrorCode.UNKNOWN_NAME, again.code());
    assertEquals("VM %s does not run here".formatted(hosts.vm), again.sentence());
    assertEquals("running", hosts.state(two));
  }

  /// systemd closes logins first; libvirt-guests then asks the guests to power down.
  @Test
  void aHostThatShutsItsGuestsDownIsToldFromAGuestThatDoes() throws Exception {
    var settings = lab.rootOf("h1").resolve("etc/default/libvirt-guests");
    Files.createDirectories(settings.getParent());
    Files.writeString(settings, "ON_SHUTDOWN=shutdown\nSHUTDOWN_TIMEOUT=60\n");
    var ended = endByTheHost("/usr/lib/libvirt/libvirt-guests.sh stop");
    assertEquals("[GUEST_SHUTDOWN, HOST_GOING_DOWN]", marks(ended));

    // In the order in which systemd stops them.
    installLeaving();
    for (var service : List.of("leasehold-agent", "libvirtd", "leasehold-lockspaces")) {
      lab.in("h1", "systemctl", "stop", service).orFail("stop of " + service);
    }
    var lockspaces = lab.in("h1", "sanlock", "client", "status").orFail("status");
    assertFalse(lockspaces.contains("s " + TwoHosts.SPACE), lockspaces);
    lab.run("power-off", "h1").orFail("power-off");
    Files.writeString(lab.rootOf("h1").resolveSibling("slept"), Integer.toString(SLEPT_SECONDS));
    lab.run("power-on", "h1").orFail("power-on");
    one.connect();
    assertEquals(ended, one.eventsAfter(ended.number() - 1).getFirst());
    var after = one.awaitEvent("vm.ended", ended.number(), TwoHosts.SOON);
    assertEquals("[HOST_REBOOTED]", marks(after));
    // Its daemon has another name now, and does not wait until the one before counts as dead.
    hosts.awaitJoined(one, DEAD.minus(Duration.ofSeconds(20)));
    assertNotTakenForOneThatFails();
    hosts.start(one);
  }

  /// The clock that sanlock writes stands still while a host sleeps, and the boot clock goes on:
  /// the age of its renewal is told by the former.
  private void assertNotTakenForOneThatFails() throws CallException {
    var told = one.call(HostTopic.REPORT, new HostTopic.Nothing());
    var report = told.report();
    assertTrue(report != null, "no report");
    var space = report.lockspaces().getFirst();
    assertEquals(LockspaceReport.Standing.JOINED, space.standing());
    assertTrue(space.renewalAgeMillis() < 8000, space.toString());
    long ahead = told.clockMillis() / 1000 - space.timestampSeconds();
    assertTrue(ahead >= SLEPT_SECONDS, told.toString());
  }

  /// The unit of an installed host, with the program of this test.
  private void installLeaving() throws Exception {
    var unit = Files.readString(Path.of("units/leasehold-lockspaces.service").toAbsolutePath());
    var installed = "/usr/lib/leasehold-agent/bin/leasehold-agent";
    var program = share.resolve("leasehold-agent").toString();
    lab.service("h1", "leasehold-lockspaces", unit.replace(installed, program));
  }

  /// Without libvirt-guests systemd ends the processes of machine.slice.
  @Test
  void aHostThatEndsItsVmsIsToldFromOneThatLostThem() throws Exception {
    var ended = endByTheHost("kill -TERM $(cat /run/libvirt/qemu/vm1.pid)");
    assertEquals("[HOST_SHUTDOWN, HOST_GOING_DOWN], signal 15", marks(ended));
    lab.in("h1", SESSIONS, "start").orFail("the shutdown is called off");
  }

  private AgentEvent endByTheHost(String command) throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    long before = one.lastEvent();
    lab.in("h1", SESSIONS, "stop").orFail("end of logins");
    lab.in("h1", "sh", "-c", command).orFail(command);
    return one.awaitEvent("vm.ended", before, TwoHosts.SOON);
  }

  private static String marks(AgentEvent ended) {
    return ended.text().replaceAll("^VM vm1 ended: ([^;]*);.*", "$1");
  }
}
