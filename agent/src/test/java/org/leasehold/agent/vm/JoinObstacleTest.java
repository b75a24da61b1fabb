package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Capacity;

/// Why this host joins no lockspace now: each reason with its sentence.
class JoinObstacleTest extends WithOneHost {
  private VmService service;

  @BeforeEach
  void service() {
    said.put("happenings", new LinkedBlockingQueue<VmHappening>());
    said.put("answering", List.of());
    service =
        new VmService(
            parts,
            new VmService.Places(
                folder,
                folder.resolve("libvirt-sock"),
                folder,
                folder.resolve("guard.journal"),
                folder.resolve("protected"),
                folder.resolve("cib.xml"),
                Path.of("/key"),
                false),
            () -> new Capacity(0, 0),
            () -> false,
            ending);
  }

  @AfterEach
  void close() throws InterruptedException {
    service.close();
    for (var thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("vm-")) thread.join(10_000);
    }
  }

  private void await(Optional<String> obstacle) throws InterruptedException {
    for (int i = 0; i < 500 && !service.joinObstacle().equals(obstacle); i++) Thread.sleep(10);
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
}
