package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leasehold.agent.lease.LeaderRead;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;
import org.leasehold.core.sanlock.JoinedLockspace;

/// Starts that are refused, each with its sentence; then nothing was started and nothing is written
/// down (S3).
class StartRefusalsTest extends WithOneHost {
  private static final Duration AT_MOST = Duration.ofSeconds(30);
  private Starts starts;

  @BeforeEach
  void starts() {
    starts = new Starts(parts, table, ending);
  }

  private static VmTopic.Start ask(
      VmId vm, long revision, @Nullable LockspaceName lockspace, @Nullable LeaseVersion expected) {
    var evidence =
        new StartEvidence.LeaseFree(
            new LeaseVersion(6), 1, new StartEvidence.Reading(LIFE.host(), BOOT, 0));
    return new VmTopic.Start(HEADER, vm, evidence, revision, lockspace, expected);
  }

  private void refused(ErrorCode code, String sentence, VmTopic.Start ask) throws Exception {
    refused(code, sentence, () -> starts.start(ask, AT_MOST));
  }

  private static VmTopic.Start mail() {
    return ask(MAIL, 4, SPACE, null);
  }

  @Test
  void aVmWhoseDefinitionIsNotKeptHere() throws Exception {
    var other = new VmId("6f1d2c3b-0000-4000-8000-000000000002");
    table.of(other);
    refused(
        ErrorCode.UNKNOWN_NAME,
        "no definition of VM %s is kept on this host".formatted(other),
        ask(other, 1, SPACE, null));
  }

  @Test
  void anotherRevisionThanTheOneKeptHere() throws Exception {
    refused(
        ErrorCode.STALE,
        "the definition of VM mail is kept at revision 4 here, revision 5 was asked for",
        ask(MAIL, 5, SPACE, null));
  }

  @Test
  void aProtectedVmWithoutItsLeaseOrInAnotherLockspace() throws Exception {
    var sentence = "VM mail is protected by a lease in lockspace ls and starts with that one only";
    refused(ErrorCode.RULE, sentence, ask(MAIL, 4, null, null));
    refused(ErrorCode.RULE, sentence, ask(MAIL, 4, new LockspaceName("other"), null));
  }

  @Test
  void aVmThatIsHereAlreadyRunningOrPaused() throws Exception {
    power = VmSeen.Power.RUNNING;
    refused(ErrorCode.RULE, "VM mail is here already (RUNNING)", mail());
    power = VmSeen.Power.PAUSED_ON_IO_ERROR;
    refused(ErrorCode.RULE, "VM mail is here already (PAUSED_ON_IO_ERROR)", mail());
  }

  /// The engine has to learn how it ended, whatever was asked meanwhile.
  @Test
  void whatIsKnownOfTheLastRunStaysKnown() throws Exception {
    var record = table.of(MAIL);
    record.wish(VmRecord.Wish.REBOOT);
    record.ended(new ExitEvidence(List.of(ExitMark.REBOOT), 0, "SHUT_DOWN"));
    refused(
        ErrorCode.STALE,
        "the definition of VM mail is kept at revision 4 here, revision 5 was asked for",
        ask(MAIL, 5, SPACE, null));
    assertEquals(VmRecord.Wish.REBOOT, record.wish());
    assertEquals(
        Optional.of(new ExitEvidence(List.of(ExitMark.REBOOT), 0, "SHUT_DOWN")), record.exit());
  }

  @Test
  void anyOnAHostThatIsUnfit() throws Exception {
    parts.fitness().unfit("VM web ran and its lease could not be proven");
    refused(
        ErrorCode.RULE,
        "this host is unfit to protect VMs: VM web ran and its lease could not be proven; look at"
            + " it with leasehold-agent check",
        mail());
  }

  @Test
  void aDiskThroughThePageCache() throws Exception {
    parts.store().put(definition(5, SPACE, xml("mail", "writeback", "")));
    refused(
        ErrorCode.RULE,
        "a writable disk of VM mail goes through the host's page cache; set cache='none' or"
            + " 'directsync' (S5)",
        ask(MAIL, 5, SPACE, null));
  }

  @Test
  void aLockspaceThatIsNotInOrNotYet() throws Exception {
    phase = null;
    refused(ErrorCode.NOT_JOINED, "lockspace ls is not joined on this host", mail());
    phase = JoinedLockspace.Phase.LEAVING;
    refused(ErrorCode.NOT_JOINED, "lockspace ls is leaving on this host", mail());
  }

  @Test
  void aLeaseThatWasNeverMade() throws Exception {
    var other = new VmId("6f1d2c3b-0000-4000-8000-000000000002");
    table.of(other);
    var text = xml("web", "none", "").replace(MAIL.text(), other.text());
    parts
        .store()
        .put(new VmTopic.Definition(other, "web", 1, SPACE, text, definition(1, SPACE).disks()));
    refused(
        ErrorCode.UNKNOWN_NAME,
        "the volume %s has no lease %s; create it first".formatted(folder.resolve("volume"), other),
        ask(other, 1, SPACE, null));
  }

  @Test
  void aLeaderThatIsNoneOrCannotBeRead() throws Exception {
    leader = new LeaderRead.NotThere("a damaged leader record");
    refused(
        ErrorCode.FAILED, "the disk shows a damaged leader record instead of " + lease(), mail());
    leader = new LeaderRead.Unread("the storage did not answer");
    refused(ErrorCode.UNREACHABLE, "the storage did not answer", mail());
  }

  @Test
  void evidenceThatALaterAcquireHasOvertaken() throws Exception {
    refused(
        ErrorCode.STALE,
        "the start rests on version 5 of the lease, the disk shows 6: it was acquired since",
        ask(MAIL, 4, SPACE, new LeaseVersion(6)));
  }

  @Test
  void oneThatCannotBeWrittenDownFirst() throws Exception {
    var ledger = noLedger();
    refused(
        ErrorCode.RESOURCES,
        "the lease's version cannot be written down, so nothing is started: " + ledger,
        mail());
  }

  @Test
  void whatLibvirtDoesNotTakeIsWrittenDownAsAStartThatFailed() throws Exception {
    failures.put("startPaused", trouble(Kind.BAD_XML, "libvirt does not accept the XML"));
    failed(
        ErrorCode.RESOURCES,
        "libvirt does not accept the XML",
        () -> starts.start(mail(), AT_MOST));
    assertEquals(Optional.empty(), parts.ledger().read(MAIL));
    assertEquals(
        Optional.of(new ExitEvidence(List.of(ExitMark.START_FAILED), 0, "its own words")),
        table.of(MAIL).exit());
  }

  @Test
  void aLeaseHeldElsewhereIsSaidWithItsHolder() throws Exception {
    leader = held(6);
    failures.put("resume", trouble(Kind.LEASE_HELD_ELSEWHERE, "the lease is held elsewhere"));
    failed(
        ErrorCode.LEASE_HELD,
        "the lease is held elsewhere; the lease of VM mail is held by host 1 generation 3 at"
            + " version 6",
        () -> starts.start(mail(), AT_MOST));
    assertEquals(List.of("startPaused", "destroy"), told);
    assertEquals(Optional.empty(), parts.ledger().read(MAIL));
  }

  @Test
  void aProcessSanlockDoesNotKnowNeverRunsAndTheHostIsUnfit() throws Exception {
    sanlockKnowsIt = false;
    var why =
        "sanlock does not know the process of VM mail: lock_manager=\"sanlock\" is not in effect in"
            + " libvirtd";
    failed(ErrorCode.FAILED, why + "; it was ended", () -> starts.start(mail(), AT_MOST));
    assertEquals(List.of("startPaused", "destroy"), told);
    assertEquals(why, parts.fitness().reason());
  }

  /// Whether it runs is not known then: nobody may start it elsewhere on the strength of it.
  @Test
  void aConnectionThatEndsInTheMiddleOfAStartIsInDoubt() throws Exception {
    var ended = "libvirt is not reachable on this host (Cannot recv data)";
    failures.put("startPaused", trouble(Kind.NOT_CONNECTED, ended));
    failed(ErrorCode.IN_DOUBT, ended, () -> starts.start(mail(), AT_MOST));
    failures.clear();
    failures.put("resume", trouble(Kind.NOT_CONNECTED, ended));
    failed(
        ErrorCode.IN_DOUBT,
        ended + "; the lease of VM mail is free, last held by host 1 generation 3 at version 6",
        () -> starts.start(mail(), AT_MOST));
  }

  @Test
  void aLeaseThatDoesNotShowEndsTheVmAndTheHostIsUnfit() throws Exception {
    var why =
        "VM mail ran and its lease could not be proven: sanlock lists no lease %s for process %d"
            .formatted(MAIL, PID);
    failed(ErrorCode.FAILED, why + "; it was ended", () -> starts.start(mail(), AT_MOST));
    assertEquals(List.of("startPaused", "resume", "destroy"), told);
    assertEquals(why, parts.fitness().reason());
  }

  @Test
  void anUnprovenVmThatDoesNotEndIsInDoubt() throws Exception {
    isUnkillable = true;
    failed(
        ErrorCode.IN_DOUBT,
        "VM mail ran and its lease could not be proven: sanlock lists no lease %s for process %d; it did not end on SIGKILL"
            .formatted(MAIL, PID),
        () -> starts.start(mail(), AT_MOST));
  }

  @Test
  void aHostWhoseUnfitnessCannotBeWrittenDownSaysThatToo() throws Exception {
    sanlockKnowsIt = false;
    var stuck = fitnessIsStuck();
    failed(
        ErrorCode.FAILED,
        "sanlock does not know the process of VM mail: lock_manager=\"sanlock\" is not in effect in"
            + " libvirtd; and that could not be written down: "
            + stuck
            + "; it was ended",
        () -> starts.start(mail(), AT_MOST));
  }

  @Test
  void aSanlockThatDoesNotAnswerIsNotWaitedForAtAStart() throws Exception {
    sanlockAnswers = false;
    refused(
        ErrorCode.UNREACHABLE,
        "sanlock did not answer status within 5 s; it may still do it",
        mail());
  }

  /// It runs with its lease, so it stays; only the next pause will be its end.
  @Test
  void aProvenVersionThatCannotBeWrittenDownIsInTheJournal() throws Exception {
    var stuck = folder.resolve("ledger").resolve("." + MAIL.text() + ".new");
    after.put(
        "resume",
        () -> {
          leader = held(7);
          listed = 7;
          try {
            ledgerIsStuck();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    starts.start(mail(), AT_MOST);
    assertEquals(
        "the lease's version cannot be written down, so a pause will be the end of this VM: "
            + stuck,
        journal.since(0, 10).events().getFirst().text());
  }

  @Test
  void whatIsStartedWithItsLeaseAsExpectedRuns() throws Exception {
    after.put(
        "resume",
        () -> {
          leader = held(7);
          listed = 7;
        });
    assertEquals(
        "VM mail runs as process %d; host 1 generation 3 holds its lease at version 7"
            .formatted(PID),
        starts.start(ask(MAIL, 4, SPACE, new LeaseVersion(7)), AT_MOST).text());
    assertEquals(List.of("startPaused", "resume", "mark"), told);
    assertEquals(true, Files.exists(Path.of(folder + "/ledger/" + MAIL)));
  }
}
