package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;

/// What runs is not what is defined, and becomes the definition: disks that moved at once (S5), all
/// else when a person says so.
class DriftTest extends WithTwoHosts {
  private static final DiskSet SNAPSHOT = new DiskSet(List.of("/srv/web.snap"), true);

  private final Map<FakeAgent, VmTopic.Definition> kept = new ConcurrentHashMap<>();
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  /// web runs on kvm1, both hosts keep its definition.
  private void up() throws Exception {
    one.vms = List.of(running());
    for (var agent : List.of(one, two)) {
      kept.put(agent, definition(1, "<old/>", DISKS));
      agent.on(VmTopic.GET_DEFINITION, _ -> kept(agent));
      agent.on(VmTopic.CAN_START, _ -> answers(kept(agent).revision()));
      agent.on(VmTopic.OTHER_USERS, _ -> new VmTopic.Users(List.of()));
      agent.on(
          VmTopic.PUT_DEFINITION,
          ask -> {
            kept.put(agent, ask.definition());
            told.add(agent.host + " is given revision " + ask.definition().revision());
            return new Done("kept");
          });
      agent.on(
          VmTopic.CHECK_DEFINITION,
          ask -> checked(ask.xml(), ask.kept().equals(ask.xml()) ? "" : "+ card", DISKS));
    }
    live("<new/>", "+ card", DISKS);
    acting();
    await(now -> vm(now) == VmStatus.UP);
  }

  private VmTopic.Definition kept(FakeAgent agent) {
    return Objects.requireNonNull(kept.get(agent));
  }

  private static VmTopic.Definition definition(long revision, String xml, DiskSet disks) {
    return new VmTopic.Definition(WEB, "web", revision, FakeAgent.HOME, xml, disks);
  }

  private static VmTopic.StartAnswers answers(long revision) {
    var all = new TreeMap<>(Map.of(WEB, new StartAnswer(revision, List.of())));
    return new VmTopic.StartAnswers(all);
  }

  private static VmTopic.CheckedDefinition checked(
      String xml, String diff, DiskSet disks, String... obstacles) {
    return new VmTopic.CheckedDefinition(xml, disks, 512, diff, List.of(obstacles));
  }

  private void live(String xml, String diff, DiskSet disks, String... obstacles) {
    one.on(
        VmTopic.LIVE_DEFINITION,
        _ ->
            new VmTopic.LiveDefinition(kept(one).revision(), checked(xml, diff, disks, obstacles)));
  }

  private Answer ask(Operation operation) throws Exception {
    return face.ask("anna", operation).get(20, TimeUnit.SECONDS);
  }

  private static VmEntry entry(Snapshot snapshot) {
    var document = Objects.requireNonNull(snapshot.state().document());
    return Objects.requireNonNull(document.vms().get(WEB));
  }

  @Test
  void whatRunsIsShownFirstAndThenTheDefinitionOnEveryHost() throws Exception {
    up();
    assertEquals(new Answer.Done("+ card"), ask(new Operation.TakeOver(WEB, true)));
    assertEquals(List.of(), List.copyOf(told));
    assertEquals(
        new Answer.Done("web is defined as it runs, revision 2"),
        ask(new Operation.TakeOver(WEB, false)));
    assertEquals(definition(2, "<new/>", DISKS), kept.get(one));
    assertEquals(definition(2, "<new/>", DISKS), kept.get(two));
    assertEquals("1 is given revision 2", told.peek());
    assertEquals(2, entry(face.latest()).revision());
    live("<new/>", "", DISKS);
    assertEquals(new Answer.Done("web runs as defined"), ask(new Operation.TakeOver(WEB, false)));
  }

  @Test
  void aHostThatDidNotTakeTheDefinitionIsNamed() throws Exception {
    up();
    two.refuses(VmTopic.PUT_DEFINITION, ErrorCode.FAILED, "its disk is full");
    assertEquals(
        new Answer.Done(
            "web is defined as it runs, revision 2; kvm2 has no definition yet: its disk is full"),
        ask(new Operation.TakeOver(WEB, false)));
    assertEquals(definition(1, "<old/>", DISKS), kept.get(two));
  }

  @Test
  void whatCannotBeDefinedSoIsNotTakenOver() throws Exception {
    up();
    live("<new/>", "+ card", DISKS, "it uses a pci device of this host; take it away");
    refused("web cannot be defined as it runs:\n  it uses a pci device of this host; take it away");
    live("<new/>", "+ card", DISKS);
    two.on(VmTopic.CHECK_DEFINITION, ask -> checked(ask.xml(), "", DISKS, "bridge br7 is missing"));
    refused("web cannot be defined so:\n  kvm2: bridge br7 is missing");
    two.on(VmTopic.CHECK_DEFINITION, ask -> checked(ask.xml(), "+ card", DISKS));
    two.on(VmTopic.OTHER_USERS, _ -> new VmTopic.Users(List.of("domain old uses /srv/web.raw")));
    refused("web cannot be defined so:\n  kvm2: domain old uses /srv/web.raw");
  }

  @Test
  void aVmThatIsNotUpOrNotHoldingItsLeaseIsNotTakenOver() throws Exception {
    up();
    var lost = new HeldLease(FakeAgent.HOME, new LeaseVersion(7), false, false);
    one.vms = List.of(VmReport.running(WEB, lost, DISKS));
    await(now -> !holds(now));
    refused("web does not hold its lease; that is settled first");
    down(DISKS);
    refused("web is down; what runs is taken over only while it is up");
  }

  private boolean holds(Snapshot now) {
    var vm = now.state().vms().get(WEB);
    var copy = vm == null ? null : vm.copies().get(one.host);
    var lease = copy == null ? null : copy.seen().lease();
    return lease != null && lease.heldInDaemon();
  }

  private void refused(String sentence) throws Exception {
    assertEquals(new Answer.Refused(sentence), ask(new Operation.TakeOver(WEB, false)));
    assertEquals(List.of(), List.copyOf(told));
    assertEquals(1, entry(face.latest()).revision());
  }

  private void down(DiskSet disks) throws Exception {
    one.on(VmTopic.STOP, _ -> new Done("it is off"));
    one.on(VmTopic.FORGET_EXIT, _ -> new Done("forgotten"));
    face.ask("anna", new Request.StopVm(WEB, true)).get(10, TimeUnit.SECONDS);
    var exit = new ExitEvidence(List.of(ExitMark.REQUESTED_STOP), 0, "asked by anna");
    one.vms = List.of(VmReport.ended(WEB, exit, null, disks));
    await(now -> vm(now) == VmStatus.DOWN);
  }

  /// Before, the document had a revision that no host ever got: the VM was never started again.
  @Test
  void aDiskThatMovedWhileTheVmRunsIsInTheDefinitionOfEveryHostSoonAfter() throws Exception {
    up();
    live("<snapshot/>", "+ snapshot", SNAPSHOT);
    one.vms = List.of(VmReport.running(WEB, running().lease(), SNAPSHOT));
    var next = definition(2, "<snapshot/>", SNAPSHOT);
    await(_ -> next.equals(kept.get(one)) && next.equals(kept.get(two)));
    assertEquals(2, entry(face.latest()).revision());
    assertEquals(SNAPSHOT, entry(face.latest()).disks());
  }

  @Test
  void whatMayNotBeDefinedSoIsGivenToNobody() throws Exception {
    up();
    live("<snapshot/>", "+ snapshot", SNAPSHOT, "disk vda is shared with other VMs");
    one.vms = List.of(VmReport.running(WEB, running().lease(), SNAPSHOT));
    await(now -> entry(now).revision() == 2);
    int asked = asked();
    await(_ -> asked() > asked + 1);
    assertEquals(List.of(), List.copyOf(told));
  }

  private int asked() {
    var name = VmTopic.LIVE_DEFINITION.name();
    return (int) one.asked.stream().filter(name::equals).count();
  }

  /// It ended before what it ran with was read: a person defines it anew, from what is there.
  @Test
  void aRevisionThatNobodyHasIsNoReasonNotToDefineItAnew() throws Exception {
    up();
    live("<snapshot/>", "+ snapshot", SNAPSHOT, "read too late");
    one.vms = List.of(VmReport.running(WEB, running().lease(), SNAPSHOT));
    await(now -> entry(now).revision() == 2);
    down(SNAPSHOT);
    var base = newest();
    assertEquals(definition(1, "<old/>", DISKS), base);
    for (var agent : List.of(one, two)) {
      agent.on(VmTopic.CHECK_DEFINITION, ask -> checked(ask.xml(), "+ disk", SNAPSHOT));
    }
    assertEquals(
        new Answer.Done("web has definition 3 now"),
        ask(new Operation.Edit(WEB, "<snapshot/>", base.revision(), false)));
    assertEquals(definition(3, "<snapshot/>", SNAPSHOT), kept.get(two));
    assertFalse(entry(face.latest()).revision() < 3);
  }

  private VmTopic.Definition newest() throws Exception {
    var document = Objects.requireNonNull(face.latest().state().document());
    VmTopic.@Nullable Definition its =
        NewestDefinition.of(face, document, entry(face.latest())).get(20, TimeUnit.SECONDS);
    return Objects.requireNonNull(its);
  }
}
