package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.StoreTopic;

/// A host is added only with an id that nobody ever had, and only where it belongs to no other
/// cluster; it is removed only when nothing runs on it.
class HostRefusalsTest extends WithTwoHosts {
  private static final LockspaceName FOREIGN = new LockspaceName("foreign");
  private static final Operation ADD =
      new Operation.AddHost(
          "kvm3", new HostAddress("kvm3", 0, "leasehold", List.of("ssh-ed25519 AAAA")));

  private final FakeAgent three = new FakeAgent(3);

  private void up() throws Exception {
    agents.put(three.host, three);
    one.vms = List.of(running());
    acting();
    await(now -> vm(now) == VmStatus.UP);
    await(_ -> monitor.lines().all().stream().allMatch(HostLine::isHeard));
  }

  private List<HostEntry> hosts() {
    var document = Objects.requireNonNull(face.latest().state().document());
    return List.copyOf(document.hosts().values());
  }

  private void refused(String sentence, Operation operation) throws Exception {
    var before = hosts();
    assertEquals(
        new Answer.Refused(sentence), face.ask("anna", operation).get(20, TimeUnit.SECONDS));
    assertEquals(before, hosts());
    for (var agent : List.of(one, two, three)) {
      for (var change : List.of(StoreTopic.JOIN, StoreTopic.LEAVE)) {
        assertFalse(agent.asked.contains(change.name()), change.name());
      }
    }
  }

  @Test
  void aHostIsNotAddedWhileAStoreCannotBeAskedWhichIdsWereUsed() throws Exception {
    up();
    refused("kvm1 has joined home, but its path is not known; add the store again first", ADD);
    face.ask("anna", new Request.PutStore(new StoreEntry(FOREIGN, new IoTimeout(1), true)))
        .get(10, TimeUnit.SECONDS);
    placed();
    refused(
        "no host reaches foreign, so it is not known which host ids are used; wait for one", ADD);
  }

  @Test
  void aHostOfAnotherClusterIsNotAdded() throws Exception {
    up();
    placed();
    var stores = new TreeMap<LockspaceName, StoreEntry>();
    stores.put(FOREIGN, new StoreEntry(FOREIGN, new IoTimeout(1), true));
    var its =
        new ClusterDocument(
            new Epoch(9),
            1,
            document().hosts(),
            stores,
            new TreeMap<>(),
            FOREIGN,
            Settings.DEFAULT);
    three.on(ClusterTopic.GET_DOCUMENT, _ -> new ClusterTopic.Kept(its, List.of()));
    refused("kvm3 belongs to another cluster (of 2 hosts); remove it there first", ADD);
  }

  @Test
  void aHostWithVmsIsNotRemoved() throws Exception {
    up();
    face.ask("anna", new Request.HostMaintenance(one.host, true)).get(10, TimeUnit.SECONDS);
    await(_ -> hosts().getFirst().maintenance());
    refused("VMs are still on kvm1; wait for the maintenance", new Operation.RemoveHost(one.host));
  }

  @Test
  void aHostThatIsJustBeingDialledIsNotWorkedOn() throws Exception {
    var dialled = new CompletableFuture<>();
    two.dialled = dialled;
    acting();
    refused(
        "kvm2 is not connected",
        new Operation.AddStore(two.host, "other", "/srv/other", new IoTimeout(1)));
    dialled.complete("kvm2");
  }

  /// It answers the first look, and then not any more.
  @Test
  void aHostThatIsAddedAndDoesNotConnectIsSaidToBeInTheClusterAllTheSame() throws Exception {
    up();
    placed();
    three.on(
        HostTopic.CHECK,
        _ -> {
          three.reachable = false;
          return new HostTopic.Checked(List.of());
        });
    assertEquals(
        new Answer.Failed(
            "host 3 was added, but is not connected within 0 s; see `leasehold host list`"),
        impatient(ADD));
    assertEquals(3, hosts().size());
  }
}
