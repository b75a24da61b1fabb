package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leasehold.agent.rpc.Call;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.sanlock.JoinedLockspace;

/// A running VM that is not given its lease, or not freed of it: each refusal with its sentence,
/// and the VM runs on as before.
class ReplugRefusalsTest extends WithOneHost {
  private final List<String> index = new ArrayList<>();
  private Replug replug;

  @BeforeEach
  void replug() {
    replug = new Replug(parts, table, new LeasePlug(parts, ending), new NotedIndex());
  }

  private final class NotedIndex implements LeaseIndex {
    @Override
    public void withdraw(LockspaceName lockspace, LeaseId lease, Call call) {
      index.add("withdraw");
    }

    @Override
    public void reinstate(LockspaceName lockspace, LeaseId lease, Call call) {
      index.add("reinstate");
    }

    @Override
    public void remove(LockspaceName lockspace, LeaseId lease, Call call) {
      index.add("remove");
    }
  }

  private void notPlugged(ErrorCode code, String sentence) throws Exception {
    refused(code, sentence, () -> replug.plug(definition(5, SPACE)));
  }

  private void notUnplugged(ErrorCode code, String sentence) throws Exception {
    refused(code, sentence, () -> replug.unplug(definition(5, null), CALL));
    assertEquals(List.of(), index);
  }

  @Test
  void aDefinitionThatSaysTheOtherThing() throws Exception {
    runsWithItsLease(6);
    refused(
        ErrorCode.INVALID_PARAMS,
        "the definition of VM mail names no lockspace, so there is no lease to give it",
        () -> replug.plug(definition(5, null)));
    refused(
        ErrorCode.INVALID_PARAMS,
        "the definition of VM mail names lockspace ls, so its lease is not taken away",
        () -> replug.unplug(definition(5, SPACE), CALL));
  }

  @Test
  void aVmThatDoesNotRunHere() throws Exception {
    power = VmSeen.Power.PAUSED_BY_PERSON;
    notPlugged(ErrorCode.RULE, "VM mail does not run here (PAUSED_BY_PERSON)");
    notUnplugged(ErrorCode.RULE, "VM mail does not run here (PAUSED_BY_PERSON)");
    isThere = false;
    notPlugged(ErrorCode.RULE, "VM mail does not run here (unknown)");
    notUnplugged(ErrorCode.RULE, "VM mail does not run here (unknown)");
  }

  @Test
  void aVmThatCannotBeProtectedAsItRuns() throws Exception {
    power = VmSeen.Power.RUNNING;
    live = xml("mail", "writeback", "");
    notPlugged(
        ErrorCode.RULE,
        "VM mail cannot be protected as it runs: disk vda has cache='writeback': set 'none' or"
            + " 'directsync' (S5)");
  }

  @Test
  void aLockspaceThatIsNotJoined() throws Exception {
    power = VmSeen.Power.RUNNING;
    phase = null;
    notPlugged(ErrorCode.NOT_JOINED, "lockspace ls is not joined on this host");
  }

  @Test
  void aDefinitionThatIsNotNewerIsRefusedBeforeAnythingIsDone() throws Exception {
    power = VmSeen.Power.RUNNING;
    var sentence =
        "the definition of VM mail is kept at revision 4 already; revision 3 is not newer";
    after.put(
        "attach",
        () -> {
          leader = held(7);
          listed = 7;
        });
    refused(ErrorCode.STALE, sentence, () -> replug.plug(definition(3, SPACE)));
    runsWithItsLease(6);
    refused(ErrorCode.STALE, sentence, () -> replug.unplug(definition(3, null), CALL));
    assertEquals(List.of(), index);
  }

  @Test
  void oneThatCannotBeWrittenDownFirst() throws Exception {
    power = VmSeen.Power.RUNNING;
    var ledger = noLedger();
    notPlugged(ErrorCode.RESOURCES, "the lease's version cannot be written down: " + ledger);
  }

  /// An entry that stayed would make the next agent end a VM that never was protected.
  @Test
  void aLeaseThatLibvirtDoesNotTakeLeavesNothingWrittenDown() throws Exception {
    power = VmSeen.Power.RUNNING;
    failures.put("attach", trouble(Kind.UNSUPPORTED, "libvirt cannot attach a lease"));
    notPlugged(ErrorCode.RESOURCES, "libvirt cannot attach a lease");
    resumes.afterTheFact(table.of(MAIL));
    assertEquals(List.of(), told);
  }

  @Test
  void aLeaseThatCannotBeProvenIsTakenAwayAgainAndTheVmRunsOn() throws Exception {
    power = VmSeen.Power.RUNNING;
    failed(
        ErrorCode.FAILED,
        "the lease was attached and could not be proven (sanlock lists no lease %s for process %d); it was taken away again, and the VM runs on as before"
            .formatted(MAIL, PID),
        () -> replug.plug(definition(5, SPACE)));
    assertEquals(List.of("attach", "detach"), told);
    assertEquals(Optional.empty(), parts.ledger().read(MAIL));
    assertEquals(4, parts.store().get(MAIL).orElseThrow().revision());
    resumes.afterTheFact(table.of(MAIL));
    assertEquals(List.of("attach", "detach"), told);
  }

  @Test
  void aProcessThatLibvirtDoesNotNameProvesNothing() throws Exception {
    power = VmSeen.Power.RUNNING;
    after.put("attach", () -> isThere = false);
    failed(
        ErrorCode.FAILED,
        "the lease was attached and could not be proven (libvirt names no process of it); it was taken away again, and the VM runs on as before",
        () -> replug.plug(definition(5, SPACE)));
  }

  @Test
  void aVmThatDoesNotHoldItsLeaseAsWrittenDown() throws Exception {
    runsWithItsLease(6);
    var sentence =
        "VM %s does not hold its lease as it was written down; look at it with: leasehold vm explain"
            .formatted(MAIL);
    listed = 5;
    notPlugged(ErrorCode.RULE, sentence);
    notUnplugged(ErrorCode.RULE, sentence);
    phase = JoinedLockspace.Phase.JOINED;
    listed = 6;
    parts.ledger().remove(MAIL);
    notPlugged(ErrorCode.RULE, sentence);
    notUnplugged(ErrorCode.RULE, sentence);
  }

  @Test
  void aVmThatKeepsItsLeaseIsFoundAgain() throws Exception {
    runsWithItsLease(6);
    failures.put("detach", trouble(Kind.WRONG_STATE, "libvirt does not detach it"));
    refused(
        ErrorCode.RULE,
        "libvirt does not detach it; the VM keeps its lease, nothing was changed",
        () -> replug.unplug(definition(5, null), CALL));
    assertEquals(List.of("withdraw", "reinstate"), index);
  }

  /// Nobody knows whether it holds it: no host may find it, and asked again it goes on from there.
  @Test
  void aVmThatMayHoldItsLeaseStillStaysWithdrawn() throws Exception {
    runsWithItsLease(6);
    failures.put("detach", trouble(Kind.NO_ANSWER, "libvirt did not answer within 30 s"));
    failed(
        ErrorCode.IN_DOUBT,
        "libvirt did not answer within 30 s",
        () -> replug.unplug(definition(5, null), CALL));
    assertEquals(List.of("withdraw"), index);
    assertEquals(4, parts.store().get(MAIL).orElseThrow().revision());
  }

  @Test
  void aLeaseThatSanlockStillListsIsInDoubtAndNotRemoved() throws Exception {
    runsWithItsLease(6);
    failed(
        ErrorCode.IN_DOUBT,
        "libvirt took the lease from VM %s, but sanlock still lists it for its process after 10 s; ask again, it goes on from there"
            .formatted(MAIL),
        () -> replug.unplug(definition(5, null), CALL));
    assertEquals(List.of("withdraw"), index);
  }
}
