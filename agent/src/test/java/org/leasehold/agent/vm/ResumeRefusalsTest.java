package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.agent.lease.LeaderRead;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.protocol.ErrorCode;

/// Resumes that are refused, each with its sentence (S10): the copy stays paused, or is ended where
/// it can never be resumed.
class ResumeRefusalsTest extends WithOneHost {
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private void refused(ErrorCode code, String sentence) throws Exception {
    refused(code, sentence, () -> resumes.resume(MAIL, AT_MOST));
  }

  @Test
  void aVmThatIsNotPausedOrNotHere() throws Exception {
    runsWithItsLease(6);
    refused(ErrorCode.RULE, "VM %s is not paused here (RUNNING)".formatted(MAIL));
    isThere = false;
    refused(ErrorCode.RULE, "VM %s is not paused here (unknown)".formatted(MAIL));
  }

  @Test
  void aProtectedVmThatLostItsLeaseDevice() throws Exception {
    power = VmSeen.Power.PAUSED_BY_PERSON;
    refused(ErrorCode.RULE, "VM mail has lost its lease device and is never resumed so");
  }

  @Test
  void oneWhoseVersionIsNotWrittenDownOrNotUnderstood() throws Exception {
    isPausedHere(6);
    var ledger = folder.resolve("ledger").resolve(MAIL.text());
    Files.writeString(ledger, "garbage\n");
    refused(
        ErrorCode.RULE,
        "what is written down of the lease of VM %s is not understood: the first or last line; it is never resumed so"
            .formatted(MAIL));
    Files.delete(ledger);
    refused(
        ErrorCode.RULE,
        "it is not written down at which version VM mail held its lease; it is never resumed so");
  }

  @Test
  void oneWhoseLockspaceIsNotJoined() throws Exception {
    isPausedHere(6);
    phase = null;
    refused(ErrorCode.NOT_JOINED, "lockspace ls is not joined on this host");
  }

  @Test
  void oneWhoseLeaderCannotBeRead() throws Exception {
    isPausedHere(6);
    leader = new LeaderRead.Unread("the storage did not answer a read of /volume within 5000 ms");
    refused(ErrorCode.UNREACHABLE, "the storage did not answer a read of /volume within 5000 ms");
  }

  @Test
  void oneWhoseNextVersionCannotBeWrittenDownFirst() throws Exception {
    isPausedHere(6);
    refused(
        ErrorCode.RESOURCES,
        "the lease's version cannot be written down, so nothing is resumed: " + ledgerIsStuck());
  }

  @Test
  void aCopyThatAnotherHostOvertookIsEndedAndNotResumed() throws Exception {
    isPausedHere(6);
    leader = new LeaderRead.Valid(null, false, new LeaseVersion(0));
    var record = table.of(MAIL);
    failed(
        ErrorCode.RULE,
        "VM mail may have run elsewhere while it was paused here: host 1 generation 3 left its"
            + " lease at version 6, the disk shows never held; this copy was ended",
        () -> resumes.resume(MAIL, AT_MOST));
    leader = free(8);
    power = VmSeen.Power.PAUSED_BY_PERSON;
    failed(
        ErrorCode.RULE,
        "VM mail may have run elsewhere while it was paused here: host 1 generation 3 left its"
            + " lease at version 6, the disk shows free, last held by host 1 generation 3 at"
            + " version 8; this copy was ended",
        () -> resumes.resume(MAIL, AT_MOST));
    assertEquals(List.of("destroy", "destroy"), told);
    assertEquals(VmRecord.Wish.UNPROVEN, record.wish());
  }

  @Test
  void oneThatRanAndCouldNotBeProvenIsEnded() throws Exception {
    isPausedHere(6);
    failed(
        ErrorCode.FAILED,
        "VM mail ran and its lease could not be proven; it was ended",
        () -> resumes.resume(MAIL, AT_MOST));
    assertEquals(List.of("resume", "destroy"), told);
  }

  @Test
  void everyRefusalOfTheGuardIsInTheJournal() throws Exception {
    power = VmSeen.Power.PAUSED_BY_PERSON;
    refused(ErrorCode.RULE, "VM mail has lost its lease device and is never resumed so");
    assertEquals(
        List.of("vm.resume.refused: VM mail has lost its lease device and is never resumed so"),
        journal.since(0, 10).events().stream()
            .map(event -> event.id() + ": " + event.text())
            .toList());
  }
}
