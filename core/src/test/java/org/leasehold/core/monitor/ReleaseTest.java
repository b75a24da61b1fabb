package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// A VM is given back to libvirt: its lease goes first (S14).
class ReleaseTest extends WithTwoHosts {
  private static final String NO_LEASE = "no lease of that name in the volume";

  /// It ran on host 1 and was shut down.
  private void isDown() throws Exception {
    one.vms = List.of(running());
    one.on(VmTopic.STOP, _ -> new Done("it is off"));
    for (var agent : List.of(one, two)) {
      agent.on(VmTopic.RELEASE, _ -> new Done("given back to libvirt"));
      agent.on(VmTopic.FORGET_DEFINITION, _ -> new Done("forgotten"));
      agent.on(VmTopic.FORGET_EXIT, _ -> new Done("forgotten"));
      agent.refuses(StoreTopic.INSPECT_LEASE, ErrorCode.UNKNOWN_NAME, NO_LEASE);
    }
    acting();
    await(now -> vm(now) == VmStatus.UP);
    face.ask("anna", new Request.StopVm(WEB, true)).get(10, TimeUnit.SECONDS);
    var exit = new ExitEvidence(List.of(ExitMark.REQUESTED_STOP), 0, "asked by anna");
    one.vms = List.of(VmReport.ended(WEB, exit, null, DISKS));
    await(now -> vm(now) == VmStatus.DOWN);
  }

  private Answer release() throws Exception {
    return face.ask("anna", new Operation.Release(WEB, one.host)).get(10, TimeUnit.SECONDS);
  }

  private static boolean isInDocument(Snapshot snapshot) {
    return Objects.requireNonNull(snapshot.state().document()).vms().containsKey(WEB);
  }

  @Test
  void theLeaseGoesBeforeTheDefinition() throws Exception {
    isDown();
    one.on(StoreTopic.DELETE_LEASE, _ -> new Done("removed"));
    assertEquals(new Answer.Done("given back to libvirt"), release());
    var asked = List.copyOf(one.asked);
    assertTrue(
        asked.indexOf(StoreTopic.DELETE_LEASE.name()) < asked.indexOf(VmTopic.RELEASE.name()));
    await(now -> !isInDocument(now));
  }

  @Test
  void aReleaseThatWasInterruptedAfterTheLeaseWasRemovedIsTakenUpAgain() throws Exception {
    isDown();
    one.refuses(StoreTopic.DELETE_LEASE, ErrorCode.UNKNOWN_NAME, NO_LEASE);
    assertEquals(new Answer.Done("given back to libvirt"), release());
  }

  /// The host that was asked may be shown an old state of the volume (S2).
  @Test
  void aLeaseThatAnyHostSeesIsNotCalledGone() throws Exception {
    isDown();
    one.refuses(StoreTopic.DELETE_LEASE, ErrorCode.UNKNOWN_NAME, NO_LEASE);
    two.on(
        StoreTopic.INSPECT_LEASE,
        _ ->
            new StoreTopic.LeaseLook(
                WEB.lease(),
                2 << 20,
                "free",
                new HostLife(one.host, new Generation(1)),
                new LeaseVersion(7),
                0));
    assertEquals(new Answer.Refused(NO_LEASE), release());
    assertFalse(one.asked.contains(VmTopic.RELEASE.name()), "its definition went");
    assertTrue(isInDocument(face.latest()));
  }

  /// It runs on host 1, whose agent takes its lease from it.
  private void runs() throws Exception {
    one.vms = List.of(running());
    for (var agent : List.of(one, two)) {
      agent.on(VmTopic.GET_DEFINITION, _ -> definition(1, FakeAgent.HOME));
      agent.on(VmTopic.PUT_DEFINITION, _ -> new Done("kept"));
      agent.on(VmTopic.RELEASE, _ -> new Done("given back to libvirt"));
      agent.on(VmTopic.FORGET_DEFINITION, _ -> new Done("forgotten"));
      agent.refuses(StoreTopic.INSPECT_LEASE, ErrorCode.UNKNOWN_NAME, NO_LEASE);
    }
    one.on(
        VmTopic.UNPLUG_LEASE,
        ask -> {
          assertEquals(definition(2, null), ask.next());
          one.vms = List.of(VmReport.running(WEB, null, DISKS));
          one.report();
          return new Done("runs without a lease");
        });
    acting();
    await(now -> vm(now) == VmStatus.UP);
  }

  private static VmTopic.Definition definition(long revision, @Nullable LockspaceName domain) {
    return new VmTopic.Definition(WEB, "web", revision, domain, "<domain/>", DISKS);
  }

  @Test
  void aVmThatRunsLosesItsLeaseFirstAndRunsOn() throws Exception {
    runs();
    assertEquals(new Answer.Done("given back to libvirt, and runs on"), release());
    var asked = List.copyOf(one.asked);
    assertTrue(asked.indexOf(VmTopic.UNPLUG_LEASE.name()) < asked.indexOf(VmTopic.RELEASE.name()));
    await(now -> !isInDocument(now));
    assertTrue(two.asked.contains(VmTopic.FORGET_DEFINITION.name()));
  }

  /// The document must not say what its host does not.
  @Test
  void aReleaseGoesOnOnlyOnceItsHostReportsTheLeaseGone() throws Exception {
    runs();
    one.on(VmTopic.UNPLUG_LEASE, _ -> new Done("runs without a lease"));
    var answer = face.ask("anna", new Operation.Release(WEB, one.host)).get(30, TimeUnit.SECONDS);
    assertEquals(
        new Answer.Failed(
            "what was done stands, but kvm1 does not report it within 15 s; ask again"),
        answer);
    assertFalse(one.asked.contains(VmTopic.RELEASE.name()));
    assertTrue(isInDocument(face.latest()));
  }

  @Test
  void aVmThatRunsIsReleasedOnlyWhereItRuns() throws Exception {
    runs();
    var answer = face.ask("anna", new Operation.Release(WEB, two.host)).get(10, TimeUnit.SECONDS);
    assertEquals(new Answer.Refused("web runs on kvm1; release it there: --on kvm1"), answer);
    assertFalse(one.asked.contains(VmTopic.UNPLUG_LEASE.name()));
  }

  @Test
  void aLeaseThatCouldNotBeTakenFromItLeavesEverythingAsItIs() throws Exception {
    runs();
    var why = "libvirt: busy; the VM keeps its lease, nothing was changed";
    one.refuses(VmTopic.UNPLUG_LEASE, ErrorCode.RULE, why);
    assertEquals(new Answer.Refused(why), release());
    assertFalse(one.asked.contains(VmTopic.RELEASE.name()));
    assertTrue(isInDocument(face.latest()));
  }

  @Test
  void itIsLeftAloneOnceItsHostReportsThatItRunsWithoutALease() throws Exception {
    runs();
    var answer = face.ask("anna", new Operation.Protect(WEB, HaMode.OFF)).get(10, TimeUnit.SECONDS);
    assertEquals(new Answer.Done("web is left alone now"), answer);
    await(now -> Objects.requireNonNull(document(now).vms().get(WEB)).mode() == HaMode.OFF);
    assertEquals(VmStatus.UP, vm(face.latest()));
  }

  private static ClusterDocument document(Snapshot snapshot) {
    return Objects.requireNonNull(snapshot.state().document());
  }

  /// One host may be shown an old state of the volume, or a new one that others have not seen (S2).
  @Test
  void aLeaseThatIsStillFoundIsNamedAndTheVmStaysInTheDocument() throws Exception {
    runs();
    two.on(
        StoreTopic.INSPECT_LEASE,
        _ ->
            new StoreTopic.LeaseLook(
                WEB.lease(),
                2 << 20,
                "free",
                new HostLife(one.host, new Generation(1)),
                new LeaseVersion(7),
                0));
    assertEquals(
        new Answer.Failed(
            "web runs without a lease, but a host still finds one in home; look at that host's"
                + " volume, then ask again"),
        release());
    assertFalse(one.asked.contains(VmTopic.RELEASE.name()));
    assertTrue(isInDocument(face.latest()));
  }

  private void unchanged(Answer refused, Operation operation) throws Exception {
    assertEquals(refused, face.ask("anna", operation).get(10, TimeUnit.SECONDS));
    for (var agent : List.of(one, two)) {
      for (var change : List.of(VmTopic.UNPLUG_LEASE, VmTopic.RELEASE, VmTopic.PAUSE)) {
        assertFalse(agent.asked.contains(change.name()), change.name());
      }
    }
    assertTrue(isInDocument(face.latest()));
  }

  @Test
  void aDefinitionThatNoHostHasInItsNewestRevisionIsNotBuiltUpon() throws Exception {
    runs();
    face.ask("anna", new Request.RedefinedRunning(WEB, one.host, 3, 512, DISKS))
        .get(10, TimeUnit.SECONDS);
    unchanged(
        new Answer.Refused("no host in reach has revision 3 of the definition of web"),
        new Operation.Protect(WEB, HaMode.OFF));
  }

  @Test
  void aVmThatIsSeenTwiceIsLeftAsItIs() throws Exception {
    runs();
    two.vms = List.of(VmReport.running(WEB, null, DISKS));
    await(now -> copies(now) == 2 && vm(now) == VmStatus.UP);
    unchanged(
        new Answer.Refused("web is seen on 2 hosts; that is settled first"),
        new Operation.Release(WEB, one.host));
    unchanged(
        new Answer.Refused("web is seen on more than one host; that is settled first"),
        new Operation.PauseVm(WEB));
  }

  private static int copies(Snapshot snapshot) {
    return Objects.requireNonNull(snapshot.state().vms().get(WEB)).copies().size();
  }
}
