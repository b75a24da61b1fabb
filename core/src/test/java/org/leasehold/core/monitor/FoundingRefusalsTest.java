package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.Settings;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// What is refused while a cluster has hosts, and no store yet.
class FoundingRefusalsTest extends WithTwoHosts {
  FoundingRefusalsTest() {
    super(
        new ClusterDocument(
            Epoch.NONE,
            1,
            document().hosts(),
            new TreeMap<>(),
            new TreeMap<>(),
            null,
            Settings.DEFAULT));
  }

  private void connected() throws Exception {
    monitor.start();
    await(now -> now.state().document() != null);
    await(_ -> monitor.lines().all().stream().filter(HostLine::isHeard).count() == 2);
  }

  private ClusterDocument now() {
    return Objects.requireNonNull(face.latest().state().document());
  }

  private void refused(String sentence, Operation operation) throws Exception {
    var before = now();
    assertEquals(
        new Answer.Refused(sentence), face.ask("anna", operation).get(20, TimeUnit.SECONDS));
    assertEquals(before, now());
    for (var agent : agents.values()) {
      for (var change : List.of(StoreTopic.CREATE_LEASE, StoreTopic.JOIN, VmTopic.ADOPT)) {
        assertFalse(agent.asked.contains(change.name()), change.name());
      }
    }
  }

  @Test
  void aVmIsNotAdoptedBeforeThereIsAStoreForItsLease() throws Exception {
    connected();
    refused(
        "there is no store yet: leasehold storage create",
        new Operation.Adopt(one.host, "mail", null, false));
  }

  @Test
  void aHostOfAClusterIsNotTakenIntoANewOne() throws Exception {
    connected();
    var three = new FakeAgent(3);
    agents.put(three.host, three);
    three.on(ClusterTopic.GET_DOCUMENT, _ -> new ClusterTopic.Kept(document(), List.of()));
    refused(
        "kvm3 belongs to a cluster of 2 hosts already; connect to that: leasehold connect kvm3",
        new Operation.AddHost(
            "kvm3", new HostAddress("kvm3", 0, "leasehold", List.of("ssh-ed25519 AAAA"))));
    assertFalse(now().hosts().containsKey(new HostId(3)));
  }
}
