package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
import org.leasehold.core.model.Wanted;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.VmTopic;

/// The loop around the engine, over connections within this process.
@Timeout(60)
class MonitorTest {
  private static final VmId WEB = new VmId("11111111-1111-1111-1111-111111111111");
  private static final DiskSet DISKS = new DiskSet(List.of("/srv/web.raw"), true);

  private final FakeAgent one = new FakeAgent(1);
  private final FakeAgent two = new FakeAgent(2);
  private final Map<HostId, FakeAgent> agents = Map.of(one.host, one, two.host, two);
  private final MemoryJournal journal = new MemoryJournal();
  private final AtomicLong slept = new AtomicLong();
  private final Monitor monitor =
      new Monitor(
          new Monitor.Parts(
              "desk1",
              null,
              document(),
              Memory.NONE,
              (host, _) -> Objects.requireNonNull(agents.get(host.id())),
              journal,
              Notifier.NONE,
              new EngineClock(
                  System::nanoTime, () -> System.nanoTime() / 1_000_000 + slept.get())));
  private final EngineFace face =
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

  @AfterEach
  void end() {
    face.close();
  }

  private static ClusterDocument document() {
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

  private static VmEntry web() {
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

  private Snapshot await(Predicate<Snapshot> is) throws InterruptedException {
    while (!is.test(face.latest())) {
      one.report();
      two.report();
      Thread.sleep(20);
    }
    return face.latest();
  }

  private static HostStatus status(Snapshot snapshot, FakeAgent agent) {
    var host = snapshot.state().hosts().get(agent.host);
    return host == null ? HostStatus.UNASSIGNED : host.status();
  }

  private void acting() throws InterruptedException {
    monitor.start();
    await(now -> now.state().claim() == Claim.ACTING);
  }

  private static VmReport running() {
    var held = new HeldLease(FakeAgent.HOME, new LeaseVersion(7), true, true);
    return VmReport.running(WEB, held, DISKS);
  }

  @Test
  void hostsThatReportAreUpAndTheClaimIsTakenWithTheNextEpoch() throws Exception {
    acting();
    var now = face.latest();
    assertEquals(HostStatus.UP, status(now, one));
    assertEquals(HostStatus.UP, status(now, two));
    assertEquals(new Epoch(7), now.state().epoch());
    assertEquals("desk1", now.acting());
  }

  @Test
  void underTheClaimEveryHostIsGivenTheDocument() throws Exception {
    acting();
    await(_ -> two.asked.contains(ClusterTopic.PUT_DOCUMENT.name()));
    var put = two.paramsOf(ClusterTopic.PutDocument.class).getFirst();
    assertEquals(document().stamped(new Epoch(7)), put.document());
    assertEquals(new Epoch(7), put.header().epoch());
  }

  @Test
  void anEngineThatIsRefusedTheClaimWatchesAndSaysWhoActs() throws Exception {
    for (var agent : agents.values()) {
      agent.refuses(ClusterTopic.HOLD_CLAIM, ErrorCode.LEASE_HELD, "held for desk2");
    }
    monitor.start();
    var now = await(it -> it.acting().equals("held for desk2"));
    assertEquals(Claim.WATCHING, now.state().claim());
    assertTrue(two.paramsOf(ClusterTopic.PutDocument.class).isEmpty());
  }

  @Test
  void aCutConnectionIsAFailedContactAtOnceAndComesBackByItself() throws Exception {
    acting();
    two.cut();
    await(now -> status(now, two) == HostStatus.CONNECTING);
    two.reachable = true;
    await(now -> status(now, two) == HostStatus.UP);
  }

  @Test
  void theClaimIsLostWithTheConnectionItWasHeldOver() throws Exception {
    acting();
    one.cut();
    await(now -> now.state().claim() == Claim.LOST);
    await(now -> now.state().claim() == Claim.ACTING);
    assertEquals(new Epoch(8), face.latest().state().epoch());
  }

  @Test
  void aHostThatBringsADocumentOfAHigherEpochMakesTheEngineClaimAnewAboveIt() throws Exception {
    acting();
    two.cut();
    await(now -> status(now, two) == HostStatus.CONNECTING);
    var newer = document().stamped(new Epoch(9));
    two.on(ClusterTopic.GET_DOCUMENT, _ -> new ClusterTopic.Kept(newer, List.of()));
    two.reachable = true;
    await(now -> now.state().claim() == Claim.ACTING && now.state().epoch().value() >= 10);
  }

  @Test
  void aPersonsStopGoesOutWithEpochAndReport() throws Exception {
    one.vms = List.of(running());
    one.on(VmTopic.STOP, _ -> new Done("it is off"));
    acting();
    await(now -> vm(now) == VmStatus.UP);
    var answer = face.ask("anna", new Request.StopVm(WEB, true)).get(10, TimeUnit.SECONDS);
    assertInstanceOf(Answer.Done.class, answer);
    await(_ -> one.asked.contains(VmTopic.STOP.name()));
    var stop = one.paramsOf(VmTopic.Stop.class).getFirst();
    assertEquals(new Epoch(7), stop.header().epoch());
    assertTrue(stop.header().reportNumber() > 0);
    assertEquals("asked by anna", stop.header().why());
  }

  private static VmStatus vm(Snapshot snapshot) {
    var vm = snapshot.state().vms().get(WEB);
    return vm == null ? VmStatus.UNASSIGNED : vm.status();
  }

  @Test
  void aChangedDocumentMakesEveryHostSayAnewWhatItCanStart() throws Exception {
    acting();
    await(_ -> two.asked.contains(VmTopic.CAN_START.name()));
    long before = canStartAsked();
    face.ask("anna", new Request.SetPolicy(web())).get(10, TimeUnit.SECONDS);
    await(_ -> canStartAsked() > before);
  }

  private long canStartAsked() {
    return two.asked.stream().filter(VmTopic.CAN_START.name()::equals).count();
  }

  @Test
  void aRefusalIsTheAnswerToTheOneWhoAsked() throws Exception {
    acting();
    var answer = face.ask("anna", new Request.PauseHa("", 5)).get(10, TimeUnit.SECONDS);
    assertEquals(
        new Answer.Refused("engine: HA pause refused (needs a reason and 1..10080 minutes)"),
        answer);
  }

  @Test
  void withAFullJournalNothingIsStoppedAndItIsSaid() throws Exception {
    one.vms = List.of(running());
    one.on(VmTopic.STOP, _ -> new Done("it is off"));
    acting();
    await(now -> vm(now) == VmStatus.UP);
    journal.full = true;
    face.ask("anna", new Request.StopVm(WEB, true)).get(10, TimeUnit.SECONDS);
    await(now -> now.complaints().contains("the journal cannot be written"));
    await(
        now ->
            now.recent().stream()
                .anyMatch(
                    line ->
                        line.id().equals("vm.stop.failed")
                            && line.because().contains("the journal cannot be written")));
    assertFalse(one.asked.contains(VmTopic.STOP.name()));
  }

  @Test
  void aSleepIsToldAndWhatWasHeardBeforeCountsForNothing() throws Exception {
    acting();
    slept.addAndGet(60_000);
    await(
        now ->
            now.recent().stream()
                .anyMatch(
                    line ->
                        line.id().equals("engine.time.jumped") && line.because().startsWith("60")));
  }

  @Test
  void aReportThatWasUnderWayForLongSaysNothingOfThePresent() throws Exception {
    acting();
    one.clockLagMillis = 20_000;
    long before = reportNumber();
    for (int i = 0; i < 10; i++) {
      one.report();
      Thread.sleep(20);
    }
    assertEquals(before, reportNumber());
    one.clockLagMillis = 0;
    await(_ -> reportNumber() > before);
  }

  private long reportNumber() {
    var host = face.latest().state().hosts().get(one.host);
    var report = host == null ? null : host.report();
    return report == null ? 0 : report.number();
  }

  @Test
  void whatAnAgentWroteDownIsJournalledBeforeItIsAcknowledged() throws Exception {
    var event =
        new HostTopic.AgentEvent(
            41,
            new org.leasehold.core.model.AgentInstance(1),
            1000,
            5,
            "vm.ended",
            WEB,
            "process gone, signal 9");
    one.on(
        HostTopic.EVENTS,
        ask -> new HostTopic.Events(ask.after() < 41 ? List.of(event) : List.of(), 0));
    one.on(HostTopic.ACKNOWLEDGE, _ -> new Done("forgotten"));
    acting();
    await(_ -> one.asked.contains(HostTopic.ACKNOWLEDGE.name()));
    assertEquals(
        new HostTopic.Acknowledge(41), one.paramsOf(HostTopic.Acknowledge.class).getFirst());
    assertTrue(
        journal.lines.stream()
            .anyMatch(
                line ->
                    line.id().equals("agent.vm.ended")
                        && line.subject().equals("host kvm1")
                        && line.what().equals("process gone, signal 9")));
  }

  @Test
  void whatChangesSomethingCannotBeAskedAsALook() throws Exception {
    acting();
    var refused =
        face.look(
            one.host,
            VmTopic.DESTROY,
            new VmTopic.OneVm(
                new org.leasehold.core.protocol.Header(new Epoch(9), 0, 1000, null, 0, "x"), WEB));
    assertTrue(refused.isCompletedExceptionally());
  }
}
