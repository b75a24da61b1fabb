package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VolumePlace;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.StoreTopic;

/// A store is taken away: the document first, then the claim if it was kept there, then every host
/// leaves. One that stops on the way says what stands and what does not.
class StoreRemovalTest extends WithTwoHosts {
  private static final LockspaceName OTHER = new LockspaceName("other");

  StoreRemovalTest() {
    super(
        new ClusterDocument(
            new Epoch(3),
            4,
            document().hosts(),
            stores(),
            new TreeMap<>(),
            FakeAgent.HOME,
            Settings.DEFAULT));
  }

  private static SortedMap<LockspaceName, StoreEntry> stores() {
    var stores = new TreeMap<LockspaceName, StoreEntry>();
    stores.put(FakeAgent.HOME, new StoreEntry(FakeAgent.HOME, new IoTimeout(1), true));
    var place = new VolumePlace("/srv/other", "nas:/", "nfs4");
    stores.put(OTHER, new StoreEntry(OTHER, new IoTimeout(1), true).with(new HostId(1), place));
    return stores;
  }

  private void up() throws Exception {
    acting();
    await(_ -> monitor.lines().all().stream().filter(HostLine::isHeard).count() == 2);
  }

  private ClusterDocument now() {
    return Objects.requireNonNull(monitor.state().document());
  }

  private void stopsHalfWay(String sentence, LockspaceName store) throws Exception {
    assertEquals(new Answer.Failed(sentence), impatient(new Operation.RemoveStore(store)));
    assertFalse(now().stores().containsKey(store), "it is not forgotten");
  }

  @Test
  void aHostThatStillHasTheDocumentWithTheStoreIsNotAskedToLeave() throws Exception {
    up();
    var old = now();
    one.on(ClusterTopic.GET_DOCUMENT, _ -> new ClusterTopic.Kept(old, List.of()));
    stopsHalfWay(
        "other is forgotten, but kvm1 has not got the document without it and stays joined", OTHER);
    assertFalse(one.asked.contains(StoreTopic.LEAVE.name()));
  }

  @Test
  void aHostThatCannotLeaveIsNamedWithItsReason() throws Exception {
    up();
    one.refuses(StoreTopic.LEAVE, ErrorCode.BUSY, "a process still has a lease there");
    stopsHalfWay(
        "other is forgotten, but kvm1 stays joined: a process still has a lease there", OTHER);
  }

  /// What is not written down yet is not done, giving up the claim neither.
  @Test
  void theLastStoreIsNotLeftWhileTheClaimIsHeldThere() throws Exception {
    up();
    face.ask("anna", new Request.RemoveStore(OTHER)).get(10, TimeUnit.SECONDS);
    var place = new VolumePlace("/srv/home", "nas:/", "nfs4");
    face.ask("anna", new Request.PutPlace(FakeAgent.HOME, one.host, place))
        .get(10, TimeUnit.SECONDS);
    journal.hangs = true;
    stopsHalfWay("the store is forgotten, but the claim was not given up", FakeAgent.HOME);
    assertEquals(null, now().home());
    assertFalse(one.asked.contains(ClusterTopic.GIVE_UP_CLAIM.name()));
    assertFalse(one.asked.contains(StoreTopic.LEAVE.name()));
  }
}
