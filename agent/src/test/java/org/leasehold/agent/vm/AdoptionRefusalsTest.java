package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leasehold.agent.lease.LedgerEntry;
import org.leasehold.agent.rpc.Call;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;

/// Adoptions and releases that are refused, and definitions that are not kept or not forgotten:
/// each with its sentence, and nothing is changed.
class AdoptionRefusalsTest extends WithOneHost {
  private Adoption adoption;
  private DefinitionService service;

  @BeforeEach
  void service() {
    var plug = new LeasePlug(parts, ending);
    var others = new OtherUsers(parts, new PacemakerVms(folder.resolve("cib.xml")));
    adoption = new Adoption(parts, table, plug, others);
    service =
        new DefinitionService(
            parts,
            adoption,
            new Replug(parts, table, plug, NO_INDEX),
            others,
            new ProtectedList(parts, folder.resolve("protected")),
            _ -> {});
  }

  private static final LeaseIndex NO_INDEX =
      new LeaseIndex() {
        @Override
        public void withdraw(LockspaceName lockspace, LeaseId lease, Call call) {
          throw new AssertionError();
        }

        @Override
        public void reinstate(LockspaceName lockspace, LeaseId lease, Call call) {
          throw new AssertionError();
        }

        @Override
        public void remove(LockspaceName lockspace, LeaseId lease, Call call) {
          throw new AssertionError();
        }
      };

  private static VmTopic.Adopt adopt(VmId vm, String name) {
    return new VmTopic.Adopt(HEADER, vm, name, SPACE, false);
  }

  private static VmTopic.OneVm mail() {
    return new VmTopic.OneVm(HEADER, MAIL);
  }

  private List<String> obstacles() throws Exception {
    return adoption.adopt(adopt(MAIL, "mail")).obstacles();
  }

  @Test
  void aVmThatLibvirtDoesNotKnowByThatNameAndUuidIsNotAdopted() throws Exception {
    refused(
        ErrorCode.UNKNOWN_NAME,
        "libvirt of this host has no VM web with uuid " + MAIL,
        () -> service.adopt(adopt(MAIL, "web"), CALL));
    isThere = false;
    refused(
        ErrorCode.UNKNOWN_NAME,
        "libvirt of this host has no VM mail with uuid " + MAIL,
        () -> service.adopt(adopt(MAIL, "mail"), CALL));
  }

  @Test
  void whatStandsAgainstAnAdoptionIsAllSaidAndNothingIsDone() throws Exception {
    power = VmSeen.Power.PAUSED_BY_PERSON;
    phase = null;
    live = xml("mail", "writeback", "");
    assertEquals(
        List.of(
            "lockspace ls is not joined on this host",
            "disk vda has cache='writeback': set 'none' or 'directsync' (S5)",
            "it is paused; resume it or shut it down first"),
        obstacles());
    assertEquals(List.of(), told);
    assertEquals(4, parts.store().get(MAIL).orElseThrow().revision());
  }

  @Test
  void aNameThatSanlockCannotTakeIsToBeChangedFirst() throws Exception {
    for (var odd : List.of("mail server", "mail:1", "mäil")) {
      name = odd;
      assertEquals(
          List.of(
              "the name '%s' has a space, a colon or a letter beyond ASCII; rename it"
                  .formatted(odd)),
          adoption.adopt(adopt(MAIL, odd)).obstacles());
    }
    assertEquals(List.of(), told);
  }

  @Test
  void aTransientVmHasNoDefinitionToTakeOver() throws Exception {
    power = VmSeen.Power.RUNNING;
    isPersistent = false;
    assertEquals(List.of("it is transient: there is no definition to take over"), obstacles());
    assertEquals(List.of(), told);
  }

  /// What runs must be what is taken over.
  @Test
  void aVmThatRunsWithOtherDisksThanDefinedIsNotTakenOver() throws Exception {
    power = VmSeen.Power.RUNNING;
    inactive = live;
    live = live.replace("/srv/mail.raw", "/srv/mail.snap1");
    assertEquals(
        List.of(
            "it runs with other disks ([/srv/mail.snap1]) than defined ([/srv/mail.raw]); restart"
                + " it, or change the definition"),
        obstacles());
    live = xml("mail", "writeback", "");
    assertEquals(
        List.of(
            "a writable disk goes through the host's page cache as it runs, and is not defined so;"
                + " restart it (S5)"),
        obstacles());
    inactive = live;
    live = xml("mail", "none", "");
    assertEquals(
        List.of(
            "disk vda has cache='writeback': set 'none' or 'directsync' (S5)",
            "a writable disk is defined to go through the host's page cache, and does not as it"
                + " runs; change the definition (S5)"),
        obstacles());
    assertEquals(List.of(), told);
  }

  @Test
  void whatIsAdvisedStandsAgainstNothing() throws Exception {
    parts.store().remove(MAIL);
    var adopted = adoption.adopt(new VmTopic.Adopt(HEADER, MAIL, "mail", SPACE, true));
    assertEquals(List.of(), adopted.obstacles());
    assertEquals(
        List.of("disk vda: set error_policy='stop', so that a storage error pauses the VM"),
        adopted.advice());
  }

  @Test
  void aRunningVmWhoseLeaseCannotBeAttachedRunsOnUnderLibvirt() throws Exception {
    parts.store().remove(MAIL);
    power = VmSeen.Power.RUNNING;
    failures.put("attach", trouble(Kind.LEASE_HELD_ELSEWHERE, "the lease is held elsewhere"));
    refused(
        ErrorCode.LEASE_HELD,
        "the lease is held elsewhere",
        () -> service.adopt(adopt(MAIL, "mail"), CALL));
    resumes.afterTheFact(table.of(MAIL));
    assertEquals(List.of(), told);
  }

  private void anAgentWasEndedBeforeItAttachedTheLease() throws Exception {
    power = VmSeen.Power.RUNNING;
    var next = new LeaseVersion(7);
    parts.ledger().write(new LedgerEntry(MAIL, lease(), LIFE, BOOT, null, next));
  }

  @Test
  void anAdoptionThatBrokeOffBeforeTheLeaseWasAttachedEndsNobody() throws Exception {
    parts.store().remove(MAIL);
    anAgentWasEndedBeforeItAttachedTheLease();
    resumes.afterTheFact(table.of(MAIL));
    assertEquals(List.of(), told);
    assertEquals(Optional.empty(), parts.ledger().read(MAIL));
  }

  @Test
  void aVmThatIsKeptAsProtectedAndRunsWithoutItsLeaseIsEnded() throws Exception {
    anAgentWasEndedBeforeItAttachedTheLease();
    resumes.afterTheFact(table.of(MAIL));
    assertEquals(List.of("destroy"), told);
  }

  @Test
  void aVmThatIsNotKeptHereIsNotReleased() throws Exception {
    parts.store().remove(MAIL);
    refused(
        ErrorCode.UNKNOWN_NAME,
        "no definition of VM %s is kept on this host".formatted(MAIL),
        () -> service.release(mail(), CALL));
  }

  @Test
  void aVmThatRunsWithItsLeaseIsNotReleased() throws Exception {
    runsWithItsLease(6);
    refused(
        ErrorCode.RULE,
        "VM mail runs here with its lease: that is taken from it first; a release before would let"
            + " a second copy start",
        () -> service.release(mail(), CALL));
  }

  @Test
  void aVmWhoseLeaseIsStillOnTheVolumeIsNotReleased() throws Exception {
    refused(
        ErrorCode.RULE,
        "the lease of VM mail is still in lockspace ls; delete it first",
        () -> service.release(mail(), CALL));
    phase = null;
    refused(
        ErrorCode.NOT_JOINED,
        "lockspace ls is not joined on this host",
        () -> service.release(mail(), CALL));
  }

  @Test
  void aReleaseThatLibvirtRefusesKeepsTheDefinitionHere() throws Exception {
    parts.store().put(definition(5, null));
    failures.put("define", trouble(Kind.BAD_XML, "libvirt does not accept the XML"));
    refused(
        ErrorCode.RESOURCES,
        "libvirt does not accept the XML",
        () -> service.release(mail(), CALL));
  }

  private void notKept(ErrorCode code, String sentence, VmTopic.Definition next) throws Exception {
    refused(code, sentence, () -> service.put(new VmTopic.PutDefinition(HEADER, next), CALL));
  }

  @Test
  void aDefinitionOfAnotherVmOrWithALeaseInItIsNotKept() throws Exception {
    notKept(
        ErrorCode.INVALID_PARAMS,
        "the XML is of VM web (%1$s), not of mail (%1$s)".formatted(MAIL),
        definition(5, SPACE, xml("web", "none", "")));
    notKept(
        ErrorCode.INVALID_PARAMS,
        "the XML of VM mail carries its lease; it is added at the start with the host's own path",
        definition(5, SPACE, parts.definitions().withLease(live, lease())));
  }

  @Test
  void aDefinitionThatIsNotNewerIsNotKept() throws Exception {
    notKept(
        ErrorCode.STALE,
        "the definition of VM mail is kept at revision 4 already; revision 4 is not newer",
        definition(4, null));
  }

  @Test
  void aDefinitionThatCannotBeWrittenDownIsNotKept() throws Exception {
    var next = folder.resolve("definitions").resolve("." + MAIL + ".json.new");
    Files.createDirectories(next.resolve("full"));
    notKept(
        ErrorCode.RESOURCES,
        "the definition of VM mail cannot be written down: " + next,
        definition(5, SPACE));
    assertEquals(4, parts.store().get(MAIL).orElseThrow().revision());
  }

  @Test
  void aDefinitionThatIsNotHereIsNotGiven() throws Exception {
    parts.store().remove(MAIL);
    refused(
        ErrorCode.UNKNOWN_NAME,
        "no definition of VM %s is kept on this host".formatted(MAIL),
        () -> service.get(new VmTopic.Named(MAIL), CALL));
  }

  @Test
  void whatRunsIsTheDefinitionThatItWouldHave() throws Exception {
    power = VmSeen.Power.RUNNING;
    live = xml("mail", "none", "<hub type='usb'/><interface type='user'/>");
    var found = service.live(new VmTopic.FollowLive(MAIL, false), CALL);
    assertEquals(4, found.basedOn());
    assertEquals(List.of(), found.definition().obstacles());
    assertEquals("+     <interface type=\"user\"/>", found.definition().diff());
    assertEquals(64, found.definition().memoryMiB());
    var disks = service.live(new VmTopic.FollowLive(MAIL, true), CALL).definition();
    assertEquals("", disks.diff());
    assertEquals(4, parts.store().get(MAIL).orElseThrow().revision());
  }

  @Test
  void whatRunsIsNotDefinedSoWhereItMayNotBe() throws Exception {
    refused(
        ErrorCode.RULE,
        "VM mail does not run on this host",
        () -> service.live(new VmTopic.FollowLive(MAIL, false), CALL));
    power = VmSeen.Power.RUNNING;
    live = xml("mail", "writeback", "");
    assertEquals(
        List.of("disk vda has cache='writeback': set 'none' or 'directsync' (S5)"),
        service.live(new VmTopic.FollowLive(MAIL, false), CALL).definition().obstacles());
    live = live.replace("<domain type='test'>", "<domain type='kvm'>");
    assertEquals(
        List.of("this cannot be taken over: domain@type: defined as 'test', live 'kvm'"),
        service.live(new VmTopic.FollowLive(MAIL, false), CALL).definition().obstacles().stream()
            .filter(it -> it.startsWith("this"))
            .toList());
  }

  /// Asked for its disks only, nothing else of it is taken over.
  @Test
  void disksThatRunThroughThePageCacheAreNotDefinedSoByTheirNamesAlone() throws Exception {
    power = VmSeen.Power.RUNNING;
    live = xml("mail", "writeback", "");
    assertEquals(
        List.of(
            "a writable disk goes through the host's page cache as it runs, and is not defined so;"
                + " restart it (S5)"),
        service.live(new VmTopic.FollowLive(MAIL, true), CALL).definition().obstacles());
  }

  @Test
  void aNameThatIsNoUuidIsNotForgotten() throws Exception {
    for (var odd : List.of("../outside", ".hidden", "a/b")) {
      var vm = new VmId(odd);
      refused(
          ErrorCode.INVALID_PARAMS,
          "'%s' is not the uuid of a VM".formatted(odd),
          () -> service.forget(new VmTopic.OneVm(HEADER, vm), CALL));
    }
  }

  @Test
  void theDefinitionOfAVmThatRunsHereIsNotForgotten() throws Exception {
    for (var now : List.of(VmSeen.Power.RUNNING, VmSeen.Power.PAUSED_BY_PERSON)) {
      power = now;
      refused(
          ErrorCode.RULE,
          "VM %s runs here: its definition stays".formatted(MAIL),
          () -> service.forget(mail(), CALL));
    }
  }

  @Test
  void aDefinitionThatCannotBeRemovedStays() throws Exception {
    var file = folder.resolve("definitions").resolve(MAIL + ".json");
    Files.delete(file);
    Files.createDirectories(file.resolve("full"));
    refused(
        ErrorCode.RESOURCES,
        "the definition of VM %s cannot be removed: %s".formatted(MAIL, file),
        () -> service.forget(mail(), CALL));
    assertEquals(Optional.of(definition(4, SPACE)), parts.store().get(MAIL));
  }
}
