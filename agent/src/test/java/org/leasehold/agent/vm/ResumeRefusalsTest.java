package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
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
  void aCopyThatAnotherHostOvertookAndThatDoesNotEndIsSaidToBeThereStill() throws Exception {
    isPausedHere(6);
    leader = free(8);
    isUnkillable = true;
    failed(
        ErrorCode.RULE,
        "VM mail may have run elsewhere while it was paused here: host 1 generation 3 left its"
            + " lease at version 6, the disk shows free, last held by host 1 generation 3 at"
            + " version 8; this copy did not end on SIGKILL",
        () -> resumes.resume(MAIL, AT_MOST));
  }

  @Test
  void oneThatRanUnprovenAndDoesNotEndIsInDoubtAndInTheJournal() throws Exception {
    isPausedHere(6);
    isUnkillable = true;
    failed(
        ErrorCode.IN_DOUBT,
        "VM mail ran and its lease could not be proven; it did not end on SIGKILL",
        () -> resumes.resume(MAIL, AT_MOST));
    assertEquals(
        List.of(
            "VM mail ran and its lease could not be proven: sanlock lists no lease %s for process %d; it did not end on SIGKILL"
                .formatted(MAIL, PID)),
        texts());
  }

  private List<String> texts() {
    return journal.since(0, 10).events().stream().map(event -> event.text()).toList();
  }

  /// It runs with its lease, so it stays; only the next pause will be its end.
  @Test
  void aProvenVersionThatCannotBeWrittenDownIsSaidAndTheVmRunsOn() throws Exception {
    isPausedHere(6);
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
    resumes.resume(MAIL, AT_MOST);
    assertEquals(
        List.of(
            "the lease's version cannot be written down, so the next pause will be the end of this"
                + " VM: "
                + stuck,
            "VM mail runs again and holds its lease at version 7"),
        texts());
    assertEquals(List.of("resume"), told);
  }

  @Test
  void oneThatSomebodyResumedPastLeaseholdIsJudgedAfterTheFact() throws Exception {
    runsWithItsLease(6);
    leader = held(7);
    listed = 7;
    resumes.afterTheFact(table.of(MAIL));
    assertEquals(
        List.of(
            "VM %s was resumed past Leasehold; it had not run elsewhere and holds its lease at version 7"
                .formatted(MAIL)),
        texts());
    leader = held(9);
    listed = 9;
    table.of(MAIL).saw(new VmSeen(MAIL, "mail", power, OptionalLong.of(PID), true, false));
    resumes.afterTheFact(table.of(MAIL));
    assertEquals(
        List.of(
            "VM mail ran and its lease could not be proven: version 8 was expected, the disk shows"
                + " 9 and sanlock 9; it was ended",
            "VM mail ran for a moment although its lease was not as this host left it (resumed past"
                + " Leasehold, or an operation that broke off); it was ended"),
        texts().subList(1, 3));
    assertEquals(List.of("mark", "destroy"), told);
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
