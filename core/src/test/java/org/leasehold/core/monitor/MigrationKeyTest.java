package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.protocol.VmTopic;

/// A VM is not moved to a host whose SSH key nobody has confirmed.
class MigrationKeyTest extends WithTwoHosts {
  @Test
  void aHostWithoutAPinnedKeyIsNotEvenAskedToLetItIn() throws Exception {
    one.vms = List.of(running());
    for (var agent : List.of(one, two)) {
      agent.on(
          VmTopic.CAN_START,
          _ -> new VmTopic.StartAnswers(new TreeMap<>(Map.of(WEB, new StartAnswer(1, List.of())))));
    }
    acting();
    await(now -> vm(now) == VmStatus.UP && status(now, two) == HostStatus.UP);
    var keyless = new HostAddress("kvm2", 0, "leasehold", List.of());
    face.ask(
            "anna",
            new Request.PutHost(
                new HostEntry(two.host, "kvm2", false, FenceSettings.NONE, keyless)))
        .get(10, TimeUnit.SECONDS);
    await(
        now -> {
          ask();
          return journal.lines.stream().anyMatch(line -> line.id().equals("vm.migrate.failed"));
        });
    assertEquals(
        List.of("stays: kvm2 has no pinned host key, so nothing is moved there"),
        journal.lines.stream()
            .filter(line -> line.id().equals("vm.migrate.failed"))
            .map(line -> line.what() + ": " + line.because())
            .distinct()
            .toList());
    assertFalse(two.asked.contains(VmTopic.PREPARE_INCOMING.name()), "a door was opened");
    assertFalse(one.asked.contains(VmTopic.MIGRATE.name()));
  }

  /// Again until both hosts have answered all that a move needs.
  private void ask() {
    var _ = face.ask("anna", new Request.MigrateVm(WEB, two.host));
  }
}
