package org.leasehold.core.monitor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.leasehold.core.engine.Claim;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.Memory;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.ResumeBehaviour;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VolumePlace;
import org.leasehold.core.model.Wanted;
import org.leasehold.core.protocol.StoreTopic;

/// A monitor over two agents within this process, and what tests wait for.
@Timeout(60)
abstract class WithTwoHosts {
  static final VmId WEB = new VmId("11111111-1111-1111-1111-111111111111");
  static final DiskSet DISKS = new DiskSet(List.of("/srv/web.raw"), true);

  final FakeAgent one = new FakeAgent(1);
  final FakeAgent two = new FakeAgent(2);
  final Map<HostId, FakeAgent> agents =
      new ConcurrentHashMap<>(Map.of(one.host, one, two.host, two));
  final MemoryJournal journal = new MemoryJournal();
  final AtomicLong slept = new AtomicLong();
  final Monitor monitor;
  final EngineFace face;

  WithTwoHosts() {
    this(document());
  }

  /// @param document that the engine has
  WithTwoHosts(ClusterDocument document) {
    monitor =
        new Monitor(
            new Monitor.Parts(
                "desk1",
                null,
                document,
                Memory.NONE,
                (host, _) -> Objects.requireNonNull(agents.get(host.id())),
                journal,
                Notifier.NONE,
                new EngineClock(
                    System::nanoTime, () -> System.nanoTime() / 1_000_000 + slept.get())));
    face =
        new EmbeddedFace(
            monitor,
            new EmbeddedFace.Records() {
              @Override
              public List<EventLine> events(long after, int countMax) {
                return journal.lines;
              }

              @Override
              public List<Incident> incidents(int countMax) {
                return List.of();
              }
            },
            _ -> "ssh-ed25519 AAAA");
  }

  @AfterEach
  void end() {
    face.close();
  }

  /// The document knows where each of them has its home store.
  void placed() throws Exception {
    for (var agent : List.of(one, two)) {
      agent.on(
          StoreTopic.INSPECT_VOLUME,
          ask ->
              new StoreTopic.Inspection(ask.path(), "leasehold", "home", 2, List.of(), List.of()));
      var place = new VolumePlace("/srv/home", "nas:/", "nfs4");
      face.ask("anna", new Request.PutPlace(FakeAgent.HOME, agent.host, place))
          .get(10, TimeUnit.SECONDS);
    }
  }

  static ClusterDocument document() {
    var hosts = new TreeMap<HostId, HostEntry>();
    for (int id = 1; id <= 2; id++) {
      var host = new HostId(id);
      var address = new HostAddress("kvm" + id, 0, "leasehold", List.of("ssh-ed25519 AAAA"));
      hosts.put(host, new HostEntry(host, "kvm" + id, false, FenceSettings.NONE, address));
    }
    var stores = new TreeMap<org.leasehold.core.model.LockspaceName, StoreEntry>();
    stores.put(FakeAgent.HOME, new StoreEntry(FakeAgent.HOME, new IoTimeout(1), true));
    var vms = new TreeMap<VmId, VmEntry>();
    vms.put(WEB, web());
    return new ClusterDocument(
        new Epoch(3), 4, hosts, stores, vms, FakeAgent.HOME, Settings.DEFAULT);
  }

  static VmEntry web() {
    return new VmEntry(
        WEB,
        "web",
        1,
        512,
        HaMode.PROTECTED,
        FakeAgent.HOME,
        50,
        new Wanted(Wanted.State.RUNNING, "test", 0),
        ResumeBehaviour.KILL,
        List.of(),
        List.of(),
        "",
        DISKS,
        VmEntry.Allowances.NONE);
  }

  /// An operation that waits for nobody.
  Answer impatient(Operation operation) throws Exception {
    var none = Duration.ZERO;
    var waits = new OperationWaits(Duration.ofSeconds(1), none, none, none, none, none, none);
    return new OperationDesk(monitor, waits).run("anna", operation).get(20, TimeUnit.SECONDS);
  }

  Snapshot await(Predicate<Snapshot> is) throws InterruptedException {
    while (!is.test(face.latest())) {
      one.report();
      two.report();
      Thread.sleep(20);
    }
    return face.latest();
  }

  static HostStatus status(Snapshot snapshot, FakeAgent agent) {
    var host = snapshot.state().hosts().get(agent.host);
    return host == null ? HostStatus.UNASSIGNED : host.status();
  }

  void acting() throws InterruptedException {
    monitor.start();
    await(now -> now.state().claim() == Claim.ACTING);
  }

  static VmReport running() {
    var held = new HeldLease(FakeAgent.HOME, new LeaseVersion(7), true, true);
    return VmReport.running(WEB, held, DISKS);
  }

  static VmStatus vm(Snapshot snapshot) {
    var vm = snapshot.state().vms().get(WEB);
    return vm == null ? VmStatus.UNASSIGNED : vm.status();
  }
}
