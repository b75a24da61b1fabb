package org.leasehold.installer.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// VMs on two real hosts: started with proof, paused, resumed, moved and ended by their agents.
@Tag("daemon")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VmsOnHostsTest {
  private static final LockspaceName SPACE =
      new LockspaceName("5b1cf5ec-3c1d-4f2a-8a52-0d5b9d1b9a01");
  private static final String VOLUME = "/storage/store1/xleases";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Pattern TRAIL = Pattern.compile("vm1: ok: (\\d+) records, (\\d+) starts");

  @TempDir static Path share;

  private Lab lab;
  private LabAgent one;
  private LabAgent two;
  private VmId vm;

  @BeforeAll
  void twoHostsWithAVolume() throws Exception {
    Files.setPosixFilePermissions(share, PosixFilePermissions.fromString("rwxr-xr-x"));
    var program = LabAgent.program(share);
    lab = Lab.up("vms-on-hosts", 2, share);
    var xml = lab.run("vm-xml", "--no-lease", "vm1").orFail("vm-xml");
    vm = new VmId(xml.replaceAll("(?s).*<uuid>(.*)</uuid>.*", "$1"));
    one = new LabAgent(lab, "h1");
    two = new LabAgent(lab, "h2");
    for (var agent : List.of(one, two)) agent.install(program);
    allowMigration(program);
    one.call(
        StoreTopic.CREATE_VOLUME,
        new StoreTopic.CreateVolume(one.header(), VOLUME, SPACE, 512, 1, new IoTimeout(1)));
    join(one, 1);
    join(two, 2);
    one.call(StoreTopic.CREATE_LEASE, new StoreTopic.OneLease(one.header(), SPACE, vm.lease()));
    for (var agent : List.of(one, two)) {
      var disks = new DiskSet(List.of("/storage/store1/vm1.raw"), true);
      agent.call(
          VmTopic.PUT_DEFINITION,
          new VmTopic.PutDefinition(
              agent.header(), new VmTopic.Definition(vm, "vm1", 1, SPACE, xml, disks)));
    }
  }

  private static void join(LabAgent agent, int id) throws CallException {
    var identity = agent.call(StoreTopic.IDENTIFY, new StoreTopic.VolumeAt(VOLUME));
    agent.call(
        StoreTopic.JOIN,
        new StoreTopic.Join(
            agent.header(), SPACE, VOLUME, new HostId(id), new IoTimeout(1), identity, ""));
  }

  /// One key for both hosts, whose only right is the forced command.
  private void allowMigration(Path program) throws IOException, InterruptedException {
    var key = share.resolve("migration_key");
    var made =
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertEquals(0, made);
    for (var host : List.of("h1", "h2")) {
      var place = lab.rootOf(host).resolve("etc/leasehold/migration_key");
      Files.createDirectories(place.getParent());
      Files.copy(key, place);
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-------"));
      var keys = lab.rootOf(host).resolve("home/leasehold/.ssh/authorized_keys");
      var line =
          "restrict,command=\"env LEASEHOLD_RUN_DIR=/var/lib/leasehold-run %s ssh\" %s"
              .formatted(program, Files.readString(Path.of(key + ".pub")));
      Files.writeString(keys, Files.readString(keys) + line);
    }
  }

  @AfterAll
  void down() {
    one.close();
    two.close();
    lab.close();
  }

  @AfterEach
  void nothingRuns() throws Exception {
    for (var agent : List.of(one, two)) {
      lab.in(agent.host, "virsh", "destroy", "vm1");
      for (int i = 0; i < 50 && !list(agent).isEmpty(); i++) Thread.sleep(100);
      try {
        agent.call(VmTopic.FORGET_EXIT, new VmTopic.OneVm(agent.header(), vm));
      } catch (CallException e) {
        assertEquals(ErrorCode.UNKNOWN_NAME, e.code(), e.sentence());
      }
    }
  }

  private static List<VmTopic.Domain> list(LabAgent agent) throws CallException {
    return agent.call(VmTopic.LIST, new org.leasehold.core.protocol.HostTopic.Nothing()).domains();
  }

  private VmTopic.Started start(LabAgent agent) throws CallException {
    return start(agent, null);
  }

  private VmTopic.Started start(LabAgent agent, @Nullable LeaseVersion expected)
      throws CallException {
    var evidence =
        new StartEvidence.LeaseFree(
            LeaseVersion.NEVER, 0, new StartEvidence.Reading(new HostId(1), new BootId("test"), 0));
    return agent.call(
        VmTopic.START, new VmTopic.Start(agent.header(), vm, evidence, 1, SPACE, expected));
  }

  private VmTopic.OneVm it(LabAgent agent) {
    return new VmTopic.OneVm(agent.header(), vm);
  }

  private String state(LabAgent agent) {
    return lab.in(agent.host, "virsh", "domstate", "vm1").text().strip();
  }

  private void awaitGuest(LabAgent agent) throws InterruptedException {
    long until = System.nanoTime() + SOON.toNanos();
    while (lab.run("send", "vm1", agent.host, "ping").exit() != 0) {
      assertTrue(System.nanoTime() < until, "the guest did not come up");
      Thread.sleep(300);
    }
  }

  @Test
  void aStartIsProvenAndRefusedElsewhereWithTheOwnerNamed() throws Exception {
    var started = start(one);
    var lease = started.lease();
    assertTrue(lease != null && lease.heldInDaemon() && lease.leaderIsOurs(), started.text());

    var refused = assertThrows(CallException.class, () -> start(two));
    assertEquals(ErrorCode.LEASE_HELD, refused.code(), refused.sentence());
    assertTrue(
        refused
            .sentence()
            .matches(
                ".*; the lease of VM vm1 is held by host 1 generation \\d+ at version "
                    + lease.version()),
        refused.sentence());
    assertEquals("running", state(one));
    assertEquals(List.of(), list(two));
  }

  @Test
  void aStartThatRestsOnAnOlderVersionIsRefusedAndStartsNothing() {
    var refused = assertThrows(CallException.class, () -> start(one, new LeaseVersion(1_000_000)));
    assertEquals(ErrorCode.STALE, refused.code(), refused.sentence());
    assertTrue(state(one).contains("failed to get domain"), state(one));
  }

  @Test
  void aPausedVmGivesItsLeaseUpAndResumesOneVersionOn() throws Exception {
    var lease = start(one).lease();
    assertTrue(lease != null);
    one.call(VmTopic.PAUSE, it(one));
    assertEquals("paused", state(one));
    var resumed = one.call(VmTopic.RESUME, it(one));
    assertEquals(
        "VM vm1 runs again and holds its lease at version " + lease.version().next(),
        resumed.text());
    assertEquals("running", state(one));
  }

  @Test
  void aPausedCopyThatRanElsewhereIsEndedAndNeverResumed() throws Exception {
    start(one);
    one.call(VmTopic.PAUSE, it(one));
    start(two);
    two.call(VmTopic.STOP, new VmTopic.Stop(two.header(), vm, false, 0));
    long before = one.lastEvent();
    var refused = assertThrows(CallException.class, () -> one.call(VmTopic.RESUME, it(one)));
    assertEquals(ErrorCode.RULE, refused.code());
    assertTrue(
        refused.sentence().startsWith("VM vm1 may have run elsewhere while it was paused here"),
        refused.sentence());
    var ended = one.awaitEvent("vm.ended", before, SOON);
    assertTrue(ended.text().contains("GUARD_KILL"), ended.text());
  }

  @Test
  void aResumeByHandIsAcceptedWhenNobodyElseRanIt() throws Exception {
    start(one);
    long before = one.lastEvent();
    lab.in("h1", "virsh", "suspend", "vm1").orFail("suspend");
    lab.in("h1", "virsh", "resume", "vm1").orFail("resume");
    var said = one.awaitEvent("vm.resumed.by-hand", before, SOON);
    assertTrue(said.text().contains("had not run elsewhere"), said.text());
    assertEquals("running", state(one));
  }

  @Test
  void aResumeByHandOfACopyThatRanElsewhereIsCaughtAndEnded() throws Exception {
    start(one);
    one.call(VmTopic.PAUSE, it(one));
    start(two);
    two.call(VmTopic.STOP, new VmTopic.Stop(two.header(), vm, false, 0));
    long before = one.lastEvent();
    lab.in("h1", "virsh", "resume", "vm1");
    var said = one.awaitEvent("vm.resumed.by-hand", before, SOON);
    assertTrue(said.text().endsWith("it was ended"), said.text());
    one.awaitEvent("vm.ended", before, SOON);
    assertTrue(state(one).contains("failed to get domain"), state(one));
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
    start(one);
    awaitGuest(one);
    long before = one.lastEvent();
    act.run();
    var text = one.awaitEvent("vm.ended", before, SOON).text();
    one.call(VmTopic.FORGET_EXIT, it(one));
    return text.replaceAll("^VM vm1 ended: ([^;]*);.*", "$1");
  }

  @Test
  void agentAndLibvirtdAreKilledAndTheGuestsCounterNeverStops() throws Exception {
    start(one);
    awaitGuest(one);
    var before = trail();
    lab.in("h1", "systemctl", "kill", "--signal=KILL", "leasehold-agent").orFail("kill agent");
    lab.in("h1", "systemctl", "kill", "--signal=KILL", "libvirtd").orFail("kill libvirtd");
    one.connect();
    long until = System.nanoTime() + SOON.toNanos();
    while (!isRunningToTheAgent()) {
      assertTrue(System.nanoTime() < until, "the agent does not see the VM again");
      Thread.sleep(200);
    }
    one.call(VmTopic.PAUSE, it(one));
    one.call(VmTopic.RESUME, it(one));
    Thread.sleep(1000);
    var after = trail();
    assertEquals(before.starts(), after.starts(), "the guest was started anew");
    assertTrue(after.records() > before.records(), before + " " + after);
  }

  private boolean isRunningToTheAgent() {
    try {
      return list(one).stream().anyMatch(it -> it.state().equals("RUNNING"));
    } catch (CallException e) {
      return false;
    }
  }

  private record Trail(int records, int starts) {}

  private Trail trail() {
    var said = lab.run("verify").text();
    var found = TRAIL.matcher(said);
    assertTrue(found.find(), said);
    return new Trail(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
  }

  @Test
  void aVmMovesThereAndBackWithItsLeaseThroughTheForcedCommand() throws Exception {
    var lease = start(one).lease();
    assertTrue(lease != null);
    awaitGuest(one);
    var before = trail();
    long seen = two.lastEvent();
    migrate(one, two, "10.77.0.12");
    var there = two.awaitEvent("vm.migrated", seen, SOON);
    assertEquals(
        "VM vm1 came in and holds its lease here at version " + lease.version().next(),
        there.text());
    seen = one.lastEvent();
    migrate(two, one, "10.77.0.11");
    one.awaitEvent("vm.migrated", seen, SOON);
    assertEquals("running", state(one));
    var after = trail();
    assertEquals(before.starts(), after.starts(), "the guest was started anew");
    assertTrue(after.records() > before.records(), before + " " + after);
  }

  private void migrate(LabAgent from, LabAgent to, String address) throws Exception {
    var door =
        to.call(
            VmTopic.PREPARE_INCOMING, new VmTopic.PrepareIncoming(to.header(), vm, 1, from.host));
    var key = Files.readString(lab.rootOf(to.host).resolve("etc/ssh/ssh_host_ed25519_key.pub"));
    var words = key.strip().split(" ", 3);
    from.call(
        VmTopic.MIGRATE,
        new VmTopic.Migrate(
            from.header(),
            vm,
            to.host,
            address,
            words[0] + " " + words[1],
            door.token(),
            door.leasePath(),
            ""));
  }

  @Test
  @Tag("long")
  void hungStorageEndsTheVmAndTheReasonSaysLease() throws Exception {
    start(one);
    awaitGuest(one);
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
    awaitJoined(one);
  }

  /// sanlock gives the lockspace up after the kill, and the agent joins it again by itself.
  private void awaitJoined(LabAgent agent) throws Exception {
    long until = System.nanoTime() + SOON.toNanos();
    for (int good = 0; good < 5; ) {
      assertTrue(System.nanoTime() < until, "the lockspace was not joined again");
      var answers = agent.call(VmTopic.CAN_START, new VmTopic.CanStart(List.of(vm))).answers();
      var answer = answers.get(vm);
      good = answer != null && answer.yes() ? good + 1 : 0;
      Thread.sleep(1000);
    }
  }
}
