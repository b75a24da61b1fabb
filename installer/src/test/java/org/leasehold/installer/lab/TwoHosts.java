package org.leasehold.installer.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// Two real hosts `h1` and `h2` with their agents, one volume that both have joined (N = 1), each
/// at a path of its own, and the definition of one protected VM, `vm1`, kept on both.
final class TwoHosts implements AutoCloseable {
  static final LockspaceName SPACE = new LockspaceName("5b1cf5ec-3c1d-4f2a-8a52-0d5b9d1b9a01");
  private static final String VOLUME = "/storage/store1/xleases";
  private static final String VOLUME_ON_TWO = "/opt/leases/xleases";
  static final Duration SOON = Duration.ofSeconds(60);
  private static final Pattern TRAIL = Pattern.compile("vm1: ok: (\\d+) records, (\\d+) starts");

  final Lab lab;
  final LabAgent one;
  final LabAgent two;
  final VmId vm;

  /// Of the definition: without lease.
  final String xml;

  private final Path share;

  private TwoHosts(Lab lab, Path share, String xml) {
    this.lab = lab;
    this.share = share;
    this.xml = xml;
    one = new LabAgent(lab, "h1");
    two = new LabAgent(lab, "h2");
    vm = new VmId(xml.replaceAll("(?s).*<uuid>(.*)</uuid>.*", "$1"));
  }

  /// @param share empty folder that the hosts will see
  /// @param change to the definition of the VM
  static TwoHosts up(String name, Path share, int stores, UnaryOperator<String> change)
      throws Exception {
    Files.setPosixFilePermissions(share, PosixFilePermissions.fromString("rwxr-xr-x"));
    var program = LabAgent.program(share);
    var lab = Lab.up(name, 2, share, "--store-count", Integer.toString(stores));
    try {
      var xml = lab.run("vm-xml", "--no-lease", "vm1").orFail("vm-xml");
      var hosts = new TwoHosts(lab, share, change.apply(xml));
      hosts.build(program);
      return hosts;
    } catch (Exception | Error e) {
      lab.close();
      throw e;
    }
  }

  private void build(Path program) throws Exception {
    for (var agent : List.of(one, two)) agent.install(program);
    allowMigration(program);
    one.call(
        StoreTopic.CREATE_VOLUME,
        new StoreTopic.CreateVolume(one.header(), VOLUME, SPACE, 512, 1, new IoTimeout(1)));
    joinOne();
    lab.in("h2", "ln", "-s", "/storage/store1", "/opt/leases").orFail("ln");
    join(two, 2, VOLUME_ON_TWO);
    createLease();
    for (var agent : List.of(one, two)) putDefinition(agent);
  }

  void joinOne() throws CallException {
    join(one, 1, VOLUME);
  }

  void createLease() throws CallException {
    one.call(StoreTopic.CREATE_LEASE, new StoreTopic.OneLease(one.header(), SPACE, vm.lease()));
  }

  void putDefinition(LabAgent agent) throws CallException {
    var disk = xml.replaceAll("(?s).*<source file='(/storage[^']*)'.*", "$1");
    var definition =
        new VmTopic.Definition(vm, "vm1", 1, SPACE, xml, new DiskSet(List.of(disk), true));
    agent.call(VmTopic.PUT_DEFINITION, new VmTopic.PutDefinition(agent.header(), definition));
  }

  private static void join(LabAgent agent, int id, String path) throws CallException {
    var identity = agent.call(StoreTopic.IDENTIFY, new StoreTopic.VolumeAt(path));
    agent.call(
        StoreTopic.JOIN,
        new StoreTopic.Join(
            agent.header(), SPACE, path, new HostId(id), new IoTimeout(1), identity, ""));
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

  /// Ends what runs and forgets how it ended, so that tests do not see each other.
  void nothingRuns() throws Exception {
    for (var agent : List.of(one, two)) {
      lab.in(agent.host, "virsh", "destroy", "vm1");
      for (int i = 0; i < 50 && !list(agent).isEmpty(); i++) Thread.sleep(100);
      forgetExit(agent);
    }
  }

  void forgetExit(LabAgent agent) throws CallException {
    try {
      agent.call(VmTopic.FORGET_EXIT, it(agent));
    } catch (CallException e) {
      assertEquals(ErrorCode.UNKNOWN_NAME, e.code(), e.sentence());
    }
  }

  static List<VmTopic.Domain> list(LabAgent agent) throws CallException {
    return agent.call(VmTopic.LIST, new HostTopic.Nothing()).domains();
  }

  VmTopic.Started start(LabAgent agent) throws CallException {
    return start(agent, null);
  }

  VmTopic.Started start(LabAgent agent, @Nullable LeaseVersion expected) throws CallException {
    var evidence =
        new StartEvidence.LeaseFree(
            LeaseVersion.NEVER, 0, new StartEvidence.Reading(new HostId(1), new BootId("test"), 0));
    return agent.call(
        VmTopic.START, new VmTopic.Start(agent.header(), vm, evidence, 1, SPACE, expected));
  }

  VmTopic.OneVm it(LabAgent agent) {
    return new VmTopic.OneVm(agent.header(), vm);
  }

  String state(LabAgent agent) {
    return lab.in(agent.host, "virsh", "domstate", "vm1").text().strip();
  }

  void awaitGuest(LabAgent agent) throws InterruptedException {
    long until = System.nanoTime() + SOON.toNanos();
    while (lab.run("send", "vm1", agent.host, "ping").exit() != 0) {
      assertTrue(System.nanoTime() < until, "the guest did not come up");
      Thread.sleep(300);
    }
  }

  /// What the guest wrote to its disk: a record every 100 ms, and how often it was started.
  record Trail(int records, int starts) {}

  Trail trail() {
    var said = lab.run("verify").text();
    var found = TRAIL.matcher(said);
    assertTrue(found.find(), said);
    return new Trail(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
  }

  void migrate(LabAgent from, LabAgent to, String address, String job) throws Exception {
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
            job));
  }

  /// sanlock gives the lockspace up after a kill, and the agent joins it again by itself.
  void awaitJoined(LabAgent agent) throws Exception {
    awaitJoined(agent, SOON);
  }

  void awaitJoined(LabAgent agent, Duration atMost) throws Exception {
    long until = System.nanoTime() + atMost.toNanos();
    for (int good = 0; good < 5; ) {
      assertTrue(System.nanoTime() < until, "the lockspace was not joined again");
      var answers = agent.call(VmTopic.CAN_START, new VmTopic.CanStart(List.of(vm))).answers();
      var answer = answers.get(vm);
      good = answer != null && answer.yes() ? good + 1 : 0;
      Thread.sleep(1000);
    }
  }

  @Override
  public void close() {
    one.close();
    two.close();
    lab.close();
  }
}
