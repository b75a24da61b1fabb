package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.VmTopic;

/// A VM that migrates is left alone until it is there.
class OnItsWayTest extends WithTwoHosts {
  private final CompletableFuture<Done> gate = new CompletableFuture<>();

  @AfterEach
  void letGo() {
    gate.complete(new Done("it is there"));
  }

  private void migrates() throws Exception {
    one.vms = List.of(running());
    for (var agent : List.of(one, two)) {
      var all = new TreeMap<>(Map.of(WEB, new StartAnswer(1, List.of())));
      agent.on(VmTopic.CAN_START, _ -> new VmTopic.StartAnswers(all));
    }
    two.on(VmTopic.PREPARE_INCOMING, _ -> new VmTopic.Incoming("token", null, 60_000));
    one.on(VmTopic.MIGRATE, _ -> gate.join());
    acting();
    await(now -> vm(now) == VmStatus.UP && answers(now));
    face.ask("anna", new Request.MigrateVm(WEB, two.host)).get(10, TimeUnit.SECONDS);
    await(
        now -> {
          var vm = now.state().vms().get(WEB);
          return vm != null && vm.migration() != null;
        });
  }

  private boolean answers(Snapshot now) {
    var host = now.state().hosts().get(two.host);
    return host != null && host.answers().containsKey(WEB);
  }

  private void refused(Operation operation, String sentence) throws Exception {
    assertEquals(
        new Answer.Refused(sentence), face.ask("anna", operation).get(10, TimeUnit.SECONDS));
  }

  @Test
  void aVmOnItsWayIsNeitherReleasedNorKeptAliveInAnotherWayNorTakenOverNorPaused()
      throws Exception {
    migrates();
    var wait = "web is on its way elsewhere; wait until it is there";
    refused(new Operation.Protect(WEB, HaMode.OFF), wait);
    refused(new Operation.Release(WEB, one.host), wait);
    refused(new Operation.TakeOver(WEB, false), wait);
    refused(
        new Operation.PauseVm(WEB),
        "web is on its way elsewhere; only a VM that is up can be paused");
  }
}
