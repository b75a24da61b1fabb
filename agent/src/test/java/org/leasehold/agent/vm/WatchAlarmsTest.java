package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leasehold.agent.lease.LedgerEntry;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LeaseVersion;

/// Why this host joins no lockspace now, and what it alarms people of by itself: each with its
/// sentence.
class WatchAlarmsTest extends WithOneHost {
  private final BlockingQueue<VmHappening> happenings = new LinkedBlockingQueue<>();
  private VmService service;

  @BeforeEach
  void service() {
    said.put("happenings", happenings);
    said.put("answering", List.of());
    service = vmService();
  }

  @AfterEach
  void close() throws InterruptedException {
    service.close();
    for (var thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("vm-")) thread.join(10_000);
    }
  }

  private void await(Optional<String> obstacle) throws InterruptedException {
    for (int i = 0; i < 2_000 && !service.joinObstacle().equals(obstacle); i++) Thread.sleep(10);
    assertEquals(obstacle, service.joinObstacle());
  }

  @Test
  void nothingWasLookedAtYet() throws Exception {
    var obstacle = Optional.of("the VMs of this host have not been looked at yet");
    assertEquals(obstacle, service.joinObstacle());
    failures.put("vms", trouble(HypervisorException.Kind.NOT_CONNECTED, "libvirt is away"));
    service.start();
    Thread.sleep(50);
    assertEquals(obstacle, service.joinObstacle());
  }

  @Test
  void sanlockDoesNotAnswer() throws Exception {
    service.start();
    await(Optional.empty());
    sanlockAnswers = false;
    assertEquals(Optional.of("sanlock does not answer"), service.joinObstacle());
  }

  /// Its lease would be free at once, and it writes on.
  @Test
  void aVmWithALeaseRunsThatSanlockDoesNotKnow() throws Exception {
    live = parts.definitions().withLease(live, lease());
    power = VmSeen.Power.RUNNING;
    sanlockKnowsIt = false;
    service.start();
    await(
        Optional.of(
            "process %d of VM mail runs, and sanlock does not know it; it has to end first"
                .formatted(PID)));
  }

  private void awaitTold(String... sentences) throws InterruptedException {
    for (int i = 0; i < 2_000 && texts().size() < sentences.length; i++) Thread.sleep(10);
    assertEquals(List.of(sentences), texts());
  }

  private List<String> texts() {
    return journal.since(0, 10).events().stream().map(event -> event.text()).toList();
  }

  private HostReport report() {
    return Objects.requireNonNull(parts.reports().make().report());
  }

  @Test
  void aProtectedVmRunsWithoutItsLease() throws Exception {
    power = VmSeen.Power.RUNNING;
    service.start();
    var sentence =
        "VM mail is protected and runs here without its lease, so it can run twice: end it, and"
            + " start it through Leasehold";
    // What libvirt keeps of it has no lease either, and is told as soon as somebody looks there.
    for (int i = 0; i < 2_000 && !texts().contains(sentence); i++) Thread.sleep(10);
    assertEquals(
        List.of(sentence),
        report().findings().stream().map(Finding::text).filter(sentence::equals).toList());
    assertEquals(List.of(sentence), texts().stream().filter(sentence::equals).toList());
  }

  @Test
  void libvirtIsLostAndFoundAgain() throws Exception {
    service.start();
    happenings.put(new VmHappening.Disconnected("Cannot recv data: Connection reset by peer"));
    happenings.put(new VmHappening.Connected());
    awaitTold(
        "libvirt is not reachable: Cannot recv data: Connection reset by peer; VMs run on",
        "libvirt is reachable again");
  }

  /// An agent was ended between the start and the moment its processors would have run.
  @Test
  void aStartThatBrokeOffIsEndedAndReportedAsFailed() throws Exception {
    parts.ledger().write(new LedgerEntry(MAIL, lease(), LIFE, BOOT, null, new LeaseVersion(7)));
    power = VmSeen.Power.PAUSED_STARTING;
    service.start();
    for (int i = 0; i < 2_000 && told.isEmpty(); i++) Thread.sleep(10);
    assertEquals(List.of("destroy"), told);
    await(Optional.empty());
    assertEquals(
        List.of("the agent was ended"),
        report().vms().stream()
            .flatMap(vm -> Optional.ofNullable(vm.exit()).stream())
            .map(ExitEvidence::text)
            .toList());
  }
}
