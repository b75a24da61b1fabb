package org.leasehold.installer.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Finding;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// What agents do with definitions, their own and those of others, on two real hosts.
@Tag("daemon")
@Tag("long")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DefinitionsOnHostsTest {
  private static final String DISK = "/storage/store1/vm1.raw";
  private static final String CARD =
      "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>";

  @TempDir static Path share;

  private TwoHosts hosts;
  private Lab lab;
  private LabAgent one;
  private LabAgent two;

  @BeforeAll
  void twoHosts() throws Exception {
    hosts =
        TwoHosts.up(
            "definitions", share, 1, xml -> xml.replace("</uuid>", "</uuid><title>mail</title>"));
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

  @Test
  void theDefinitionThatIsKeptIsGiven() throws Exception {
    var kept = one.call(VmTopic.GET_DEFINITION, new VmTopic.Named(hosts.vm));
    var disks = new DiskSet(List.of(DISK), true);
    assertEquals(
        new VmTopic.Definition(hosts.vm, "vm1", 1, TwoHosts.SPACE, hosts.xml, disks), kept);
  }

  private VmTopic.Drift drift() throws CallException {
    return one.call(VmTopic.DRIFT, new VmTopic.Named(hosts.vm));
  }

  @Test
  void whatSomebodyChangedOnARunningVmIsToldLineByLine() throws Exception {
    assertEquals(new VmTopic.Drift(hosts.vm, "", null), drift());
    hosts.start(one);
    var disks = new DiskSet(List.of(DISK), true);
    assertEquals(new VmTopic.Drift(hosts.vm, "", disks), drift());
    lab.in("h1", "virsh", "desc", "vm1", "--live", "--title", "web").orFail("desc");
    fileOnOne("card.xml", CARD);
    lab.in("h1", "virsh", "attach-device", "vm1", "/root/card.xml", "--live").orFail("attach");
    var told =
        """
        domain/title: defined as 'mail', live 'web'
        interface 52:54:00:00:00:01: live, not defined""";
    assertEquals(new VmTopic.Drift(hosts.vm, told, disks), drift());
  }

  @Test
  void whoElseCouldWriteTheDiskIsNamed() throws Exception {
    var ask = new VmTopic.OtherUsers(hosts.vm, List.of(DISK));
    assertEquals(new VmTopic.Users(List.of()), one.call(VmTopic.OTHER_USERS, ask));
    var uuid = "6f1d2c3b-0000-4000-8000-000000000001";
    fileOnOne(
        "copy.xml", hosts.xml.replace(hosts.vm.text(), uuid).replace("<name>vm1<", "<name>copy<"));
    lab.in("h1", "virsh", "define", "/root/copy.xml").orFail("define");
    try {
      assertEquals(
          new VmTopic.Users(
              List.of(
                  "VM copy (%s, defined) has the writable disk %s; undefine it or take the disk away"
                      .formatted(uuid, DISK))),
          one.call(VmTopic.OTHER_USERS, ask));
    } finally {
      lab.in("h1", "virsh", "undefine", "copy").orFail("undefine");
    }
  }

  private static final String COPY = "6f1d2c3b-0000-4000-8000-000000000002";

  /// What the agent of h1 has found, awaited.
  private void awaitFindings(List<Finding> findings) throws Exception {
    long until = System.nanoTime() + TwoHosts.SOON.toNanos();
    while (true) {
      var report = one.call(HostTopic.REPORT, new HostTopic.Nothing()).report();
      if (report != null && report.findings().equals(findings)) return;
      assertTrue(System.nanoTime() < until, report + "");
      Thread.sleep(200);
    }
  }

  private Finding other(String text) {
    return new Finding(Finding.Kind.OTHER_DEFINITION, hosts.vm, text);
  }

  /// S6: agents go on watching, whoever brings the disk in.
  @Test
  void anotherDomainThatCanWriteAProtectedDiskIsAnAlarmUntilItIsGone() throws Exception {
    awaitFindings(List.of());
    long before = one.lastEvent();
    fileOnOne(
        "copy.xml", hosts.xml.replace(hosts.vm.text(), COPY).replace("<name>vm1<", "<name>copy<"));
    lab.in("h1", "virsh", "define", "/root/copy.xml").orFail("define");
    var defined =
        "VM copy (%s, defined), which can write disk %s; undefine it, or take the disk away from it"
            .formatted(COPY, DISK);
    var alarm = one.awaitEvent("vm.other-definition", before, TwoHosts.SOON);
    assertEquals("its disks are also used by " + defined, alarm.text());
    assertEquals(hosts.vm, alarm.vm());
    awaitFindings(List.of(other(defined)));
    lab.in("h1", "virsh", "undefine", "copy").orFail("undefine");
    awaitFindings(List.of());
  }

  /// Past the hook, which is not asked when a disk is plugged into a domain that runs.
  @Test
  void aProtectedDiskPluggedIntoARunningDomainIsAnAlarm() throws Exception {
    long before = one.lastEvent();
    lab.run("vm-start", "--no-lease", "vm2", "h1").orFail("start of vm2");
    try {
      lab.in("h1", "virsh", "attach-disk", "vm2", DISK, "vdx", "--live").orFail("attach");
      var alarm = one.awaitEvent("vm.other-definition", before, TwoHosts.SOON);
      assertTrue(
          alarm
              .text()
              .matches(
                  "its disks are also used by VM vm2 \\([-0-9a-f]{36}, transient\\), which can write disk %s; end it, and take the disk away from it"
                      .formatted(DISK)),
          alarm.text());
    } finally {
      lab.in("h1", "virsh", "destroy", "vm2").orFail("destroy");
    }
    awaitFindings(List.of());
  }

  private VmTopic.CheckedDefinition checked(String xml) throws CallException {
    return one.call(
        VmTopic.CHECK_DEFINITION, new VmTopic.CheckDefinition(hosts.vm, "vm1", hosts.xml, xml));
  }

  /// Ours and libvirt's, also while it runs; nothing is changed.
  @Test
  void anotherDefinitionIsCheckedByOurRulesAndByLibvirts() throws Exception {
    hosts.start(one);
    var smaller = hosts.xml.replaceFirst("<title>mail</title>", "<title>post</title>");
    var fine = checked(smaller);
    assertEquals(List.of(), fine.obstacles());
    assertEquals(new DiskSet(List.of(DISK), true), fine.disks());
    assertTrue(fine.diff().contains("<title>post</title>"), fine.diff());
    assertFalse(fine.xml().contains("<lease>"), fine.xml());
    assertEquals("", checked(hosts.xml).diff());

    assertRefused(hosts.xml.replaceFirst("machine='[^']*'", "machine='pc-none'"), "libvirt: .*");
    assertRefused(hosts.xml.replaceFirst("bus='[^']*'", "bus='nonsense'"), "libvirt: .*");
    // What libvirt does not know it passes over; the lines that differ show it.
    var unknown = checked(hosts.xml.replaceFirst("<devices>", "<devices><nonsense/>"));
    assertEquals(List.of(), unknown.obstacles());
    assertTrue(unknown.diff().contains("<nonsense/>"), unknown.diff());
    assertRefused(
        hosts.xml.replaceFirst("cache='none'", "cache='writeback'"),
        "disk vda has cache='writeback': set 'none' or 'directsync' \\(S5\\)");
    assertRefused(hosts.xml.replace("<name>vm1<", "<name>other<"), "it is the XML of other \\(.*");
    assertRefused("<domain", ".+");
    assertEquals("running", hosts.state(one));
    assertEquals(1, one.call(VmTopic.GET_DEFINITION, new VmTopic.Named(hosts.vm)).revision());
  }

  private void assertRefused(String xml, String obstacle) throws CallException {
    assertFalse(xml.equals(hosts.xml), "the XML was not changed");
    var obstacles = checked(xml).obstacles();
    assertEquals(1, obstacles.size(), obstacles.toString());
    assertTrue(obstacles.getFirst().matches("(?s)" + obstacle), obstacles.toString());
  }

  private void deleteLease(LabAgent agent) throws CallException {
    agent.call(
        StoreTopic.DELETE_LEASE,
        new StoreTopic.OneLease(agent.header(), TwoHosts.SPACE, hosts.vm.lease()));
  }

  /// It runs on while it is refused; then the lease goes first, and libvirt has it again.
  @Test
  void aVmIsReleasedOnceItIsOffAndItsLeaseIsGone() throws Exception {
    hosts.start(one);
    hosts.awaitGuest(one);
    var before = hosts.trail();
    var runs = assertThrows(CallException.class, () -> one.call(VmTopic.RELEASE, hosts.it(one)));
    assertEquals(
        "VM vm1 runs here: shut it down and delete its lease first; a release while it runs would let a second copy start",
        runs.sentence());
    var held = assertThrows(CallException.class, () -> deleteLease(two));
    assertEquals(ErrorCode.LEASE_HELD, held.code(), held.sentence());
    assertEquals("running", hosts.state(one));
    Thread.sleep(1000);
    var after = hosts.trail();
    assertEquals(before.starts(), after.starts(), "the guest was started anew");
    assertTrue(after.records() > before.records(), before + " " + after);

    one.call(VmTopic.STOP, new VmTopic.Stop(one.header(), hosts.vm, true, 30_000));
    hosts.forgetExit(one);
    var there = assertThrows(CallException.class, () -> one.call(VmTopic.RELEASE, hosts.it(one)));
    assertTrue(there.sentence().endsWith("; delete it first"), there.sentence());
    deleteLease(one);
    one.call(VmTopic.RELEASE, hosts.it(one));
    var persistent = lab.in("h1", "virsh", "dumpxml", "vm1").orFail("dumpxml");
    assertFalse(persistent.contains("<lease>"), persistent);
    // An older definition on the other host starts nothing: its lease is gone (S14).
    var old = assertThrows(CallException.class, () -> hosts.start(two));
    assertEquals(ErrorCode.UNKNOWN_NAME, old.code(), old.sentence());

    lab.in("h1", "virsh", "undefine", "vm1").orFail("undefine");
    hosts.createLease();
    hosts.putDefinition(one);
  }
}
