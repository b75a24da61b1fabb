package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.leasehold.core.engine.Claim;
import org.leasehold.core.engine.Memory;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.ResumeBehaviour;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;
import org.leasehold.core.model.Wanted;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;

/// Pause, resume and reboot by a person: what the agent is asked, and every refusal.
@Timeout(60)
class VmInterruptionsTest {
  private static final VmId WEB = new VmId("11111111-1111-1111-1111-111111111111");
  private static final DiskSet DISKS = new DiskSet(List.of("/srv/web.raw"), true);

  private final FakeAgent one = new FakeAgent(1);
  private final FakeAgent two = new FakeAgent(2);
  private final Map<HostId, FakeAgent> agents = Map.of(one.host, one, two.host, two);
  private final Monitor monitor =
      new Monitor(
          new Monitor.Parts(
              "desk1",
              null,
              document(),
              Memory.NONE,
              (host, _) -> Objects.requireNonNull(agents.get(host.id())),
              new MemoryJournal(),
              Notifier.NONE,
              new EngineClock(System::nanoTime, () -> System.nanoTime() / 1_000_000)));
  private final EngineFace face =
      new EmbeddedFace(
          monitor,
          new EmbeddedFace.Records() {
            @Override
            public List<EventLine> events(long after, int countMax) {
              return List.of();
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
    vms.put(
        WEB,
        new VmEntry(
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
            VmEntry.Allowances.NONE));
    return new ClusterDocument(
        new Epoch(3), 4, hosts, stores, vms, FakeAgent.HOME, Settings.DEFAULT);
  }

  private void await(Predicate<Snapshot> is) throws InterruptedException {
    while (!is.test(face.latest())) {
      one.report();
      two.report();
      Thread.sleep(20);
    }
  }

  private static VmStatus vm(Snapshot snapshot) {
    var vm = snapshot.state().vms().get(WEB);
    return vm == null ? VmStatus.UNASSIGNED : vm.status();
  }

  private static VmReport running() {
    var held = new HeldLease(FakeAgent.HOME, new LeaseVersion(7), true, true);
    return VmReport.running(WEB, held, DISKS);
  }

  private static VmReport paused(PauseReason why) {
    return new VmReport(WEB, VmRun.PAUSED, why, 10, null, null, 0, DISKS, "");
  }

  private void begin(VmReport report, VmStatus status) throws InterruptedException {
    one.vms = List.of(report);
    monitor.start();
    await(now -> now.state().claim() == Claim.ACTING && vm(now) == status);
  }

  private Answer asked(Operation operation) throws Exception {
    var answer = face.ask("anna", operation);
    await(_ -> answer.isDone());
    return answer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aPauseGoesToTheHostItRunsOnUnderTheEpoch() throws Exception {
    one.on(VmTopic.PAUSE, _ -> new Done("paused"));
    begin(running(), VmStatus.UP);
    assertEquals(
        new Answer.Done(
            "web is paused on kvm1 and has given its lease up; no host starts it elsewhere while it is paused"),
        asked(new Operation.PauseVm(WEB)));
    var said = one.paramsOf(VmTopic.OneVm.class).getFirst();
    assertEquals(new Epoch(7), said.header().epoch());
    assertEquals("web is to be paused", said.header().why());
    assertEquals(WEB, said.vm());
    assertFalse(two.asked.contains(VmTopic.PAUSE.name()));
  }

  /// Wanted running stays wanted running, and yet nobody starts it: a person wants it still.
  @Test
  void whatAPersonPausedIsLeftAloneAndIsNotAFailure() throws Exception {
    begin(running(), VmStatus.UP);
    one.vms = List.of(paused(PauseReason.USER));
    await(now -> vm(now) == VmStatus.PAUSED);
    for (int i = 0; i < 50; i++) {
      one.report();
      two.report();
      Thread.sleep(20);
    }
    for (var agent : agents.values()) {
      for (var method : List.of(VmTopic.START, VmTopic.RESUME, VmTopic.DESTROY, VmTopic.STOP)) {
        assertFalse(agent.asked.contains(method.name()), method.name());
      }
    }
    assertEquals(List.of(), face.latest().open());
  }

  @Test
  void onlyWhatIsPausedIsResumedAndOnlyWhatIsUpIsPausedOrRebooted() throws Exception {
    begin(running(), VmStatus.UP);
    assertEquals(
        new Answer.Refused("web is up; only a VM that is paused can be resumed"),
        asked(new Operation.ResumeVm(WEB)));
    one.vms = List.of(paused(PauseReason.USER));
    await(now -> vm(now) == VmStatus.PAUSED);
    assertEquals(
        new Answer.Refused("web is paused; only a VM that is up can be paused"),
        asked(new Operation.PauseVm(WEB)));
    assertEquals(
        new Answer.Refused("web is paused; only a VM that is up can be rebooted"),
        asked(new Operation.RebootVm(WEB)));
  }

  @Test
  void aResumeIsTheAgentsToAllowAndItsRefusalIsTheAnswer() throws Exception {
    begin(paused(PauseReason.USER), VmStatus.PAUSED);
    one.refuses(VmTopic.RESUME, ErrorCode.RULE, "web may have run elsewhere; this copy was ended");
    assertEquals(
        new Answer.Refused("web may have run elsewhere; this copy was ended"),
        asked(new Operation.ResumeVm(WEB)));
    one.on(VmTopic.RESUME, _ -> new Done("runs again"));
    assertEquals(
        new Answer.Done("web runs again on kvm1, and its lease is proven"),
        asked(new Operation.ResumeVm(WEB)));
  }

  @Test
  void aMigrationThatBrokeOffPostCopyIsNotResumed() throws Exception {
    begin(paused(PauseReason.POST_COPY), VmStatus.PAUSED);
    assertEquals(
        new Answer.Refused(
            "web stands still in a post-copy migration that broke off; it cannot be resumed"),
        asked(new Operation.ResumeVm(WEB)));
  }

  @Test
  void aRebootEndsWhenTheEngineHasStartedItAgain() throws Exception {
    one.on(
        VmTopic.REBOOT,
        _ -> {
          var marks = List.of(ExitMark.REBOOT, ExitMark.GUEST_SHUTDOWN);
          one.vms =
              List.of(VmReport.ended(WEB, new ExitEvidence(marks, 0, "SHUT_DOWN"), null, DISKS));
          return new Done("shut down");
        });
    one.on(VmTopic.FORGET_EXIT, _ -> new Done("forgotten"));
    begin(running(), VmStatus.UP);
    var answer = face.ask("anna", new Operation.RebootVm(WEB));
    await(now -> vm(now) == VmStatus.DOWN && now.state().queue().has(WEB));
    // The gates of a start are another matter: here it simply runs again.
    one.vms = List.of(running());
    await(_ -> answer.isDone());
    assertEquals(new Answer.Done("web runs again on kvm1"), answer.get(10, TimeUnit.SECONDS));
    assertEquals(180_000, one.paramsOf(VmTopic.Reboot.class).getFirst().waitMillis());
  }

  @Test
  void aGuestThatDoesNotShutDownRunsOnAndIsSaidTo() throws Exception {
    begin(running(), VmStatus.UP);
    one.refuses(VmTopic.REBOOT, ErrorCode.TIMED_OUT, "the guest did not shut down within 180 s");
    assertEquals(
        new Answer.Failed("the guest did not shut down within 180 s"),
        asked(new Operation.RebootVm(WEB)));
    assertEquals(VmStatus.UP, vm(face.latest()));
  }

  @Test
  void nothingIsRebootedThatNobodyWouldStartAgain() throws Exception {
    begin(running(), VmStatus.UP);
    face.ask("anna", new Request.PauseHa("switch update", 5)).get(10, TimeUnit.SECONDS);
    await(now -> now.state().pause() != null);
    assertEquals(
        new Answer.Refused("HA is paused, so nobody would start web again; end the pause first"),
        asked(new Operation.RebootVm(WEB)));
    face.ask("anna", new Request.ResumeHa()).get(10, TimeUnit.SECONDS);
    face.ask("anna", new Request.VmMaintenance(WEB, true)).get(10, TimeUnit.SECONDS);
    await(now -> now.state().pause() == null);
    assertEquals(
        new Answer.Refused("web is left alone for maintenance, so nobody would start it again"),
        asked(new Operation.RebootVm(WEB)));
  }
}
