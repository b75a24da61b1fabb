package org.leasehold.agent.vm;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.lease.LeaderRead;
import org.leasehold.agent.lease.LeaseProof;
import org.leasehold.agent.lease.LedgerEntry;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;
import org.leasehold.core.sanlock.ResourceAt;

/// A proven start (S3): paused, known to sanlock, resumed, and then the lease on both sides; else
/// SIGKILL, and the host is unfit until somebody has looked.
final class Starts {
  private static final Duration CREATE_AT_MOST = Duration.ofSeconds(60);

  /// Kept of the caller's time for the proof and for ending what could not be proven.
  private static final Duration RESERVED = Duration.ofSeconds(10);

  private final VmParts parts;
  private final VmTable table;
  private final Ending ending;

  Starts(VmParts parts, VmTable table, Ending ending) {
    this.parts = parts;
    this.table = table;
    this.ending = ending;
  }

  VmTopic.Started start(VmTopic.Start ask, Duration atMost)
      throws CallException, InterruptedException {
    var record = table.taken(ask.vm());
    try {
      var started = started(record, ask, atMost);
      parts.journal().record(EventId.VM_STARTED, ask.vm(), started.text());
      return started;
    } catch (CallException e) {
      parts.journal().record(EventId.VM_START_FAILED, ask.vm(), e.sentence());
      throw e;
    } finally {
      record.end();
      parts.reports().vmChanged(ask.vm());
      record.busy.unlock();
    }
  }

  private VmTopic.Started started(VmRecord record, VmTopic.Start ask, Duration atMost)
      throws CallException, InterruptedException {
    var vm = ask.vm();
    var definition = definition(ask);
    refuseIfHere(vm, definition.name());
    var facts = facts(definition.xml());
    if (ask.lockspace() == null) return unprotected(record, definition, facts, atMost);
    if (parts.fitness().proof() == Protection.Proof.UNFIT) {
      throw new CallException(
          ErrorCode.RULE,
          "this host is unfit to protect VMs: %s; look at it with leasehold-agent check"
              .formatted(parts.fitness().reason()));
    }
    if (!facts.diskSet().directOnly()) {
      throw new CallException(
          ErrorCode.RULE,
          "a writable disk of VM %s goes through the host's page cache; set cache='none' or 'directsync' (S5)"
              .formatted(definition.name()));
    }
    var entry = expectation(vm, ask.lockspace(), ask.expected());
    var xml = withLease(definition.xml(), entry.lease());
    write(entry);
    // Only now: what is known of its last run outlives a start that is refused.
    record.begin(VmRecord.Doing.STARTING);
    return proven(record, definition.name(), xml, entry, atMost);
  }

  private VmTopic.Definition definition(VmTopic.Start ask) throws CallException {
    var kept =
        parts
            .store()
            .get(ask.vm())
            .orElseThrow(
                () ->
                    new CallException(
                        ErrorCode.UNKNOWN_NAME,
                        "no definition of VM %s is kept on this host".formatted(ask.vm())));
    if (kept.revision() != ask.revision()) {
      throw new CallException(
          ErrorCode.STALE,
          "the definition of VM %s is kept at revision %d here, revision %d was asked for"
              .formatted(kept.name(), kept.revision(), ask.revision()));
    }
    if (kept.lockspace() != null && !kept.lockspace().equals(ask.lockspace())) {
      throw new CallException(
          ErrorCode.RULE,
          "VM %s is protected by a lease in lockspace %s and starts with that one only"
              .formatted(kept.name(), kept.lockspace()));
    }
    return kept;
  }

  private void refuseIfHere(VmId vm, String name) throws CallException {
    try {
      var here = parts.hypervisor().vm(vm);
      if (here.isPresent() && here.get().power() != VmSeen.Power.OFF) {
        throw new CallException(
            ErrorCode.RULE, "VM %s is here already (%s)".formatted(name, here.get().power()));
      }
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    }
  }

  private DefinitionFacts facts(String xml) throws CallException {
    try {
      return parts.definitions().facts(xml);
    } catch (BadDefinitionException e) {
      throw Troubles.of(e);
    }
  }

  private String withLease(String xml, ResourceAt lease) throws CallException {
    try {
      return parts.definitions().withLease(xml, lease);
    } catch (BadDefinitionException e) {
      throw Troubles.of(e);
    }
  }

  /// What the acquire must give, from the leader as it is now.
  private LedgerEntry expectation(VmId vm, LockspaceName lockspace, @Nullable LeaseVersion asked)
      throws CallException {
    var status = parts.desk().status();
    LeaseDesk.requireIn(status, lockspace);
    var lease = parts.desk().find(status, lockspace, vm);
    var life =
        LeaseProof.life(status, lease)
            .orElseThrow(
                () ->
                    new CallException(
                        ErrorCode.NOT_JOINED,
                        "lockspace %s is not joined on this host".formatted(lockspace)));
    var expected = parts.desk().validLeader(lease).version().next();
    if (asked != null && !asked.equals(expected)) {
      throw new CallException(
          ErrorCode.STALE,
          "the start rests on version %s of the lease, the disk shows %s: it was acquired since"
              .formatted(asked.value() - 1, expected.value() - 1));
    }
    return new LedgerEntry(vm, lease, life, parts.boot(), null, expected);
  }

  private void write(LedgerEntry entry) throws CallException {
    try {
      parts.ledger().write(entry);
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.RESOURCES,
          "the lease's version cannot be written down, so nothing is started: " + e.getMessage(),
          e);
    }
  }

  private VmTopic.Started proven(
      VmRecord record, String name, String xml, LedgerEntry entry, Duration atMost)
      throws CallException, InterruptedException {
    var vm = entry.vm();
    var expected = java.util.Objects.requireNonNull(entry.expected());
    create(record, vm, xml);
    OptionalLong pid = ending.pid(vm);
    if (!parts.desk().knows(pid)) {
      throw unproven(
          record,
          pid,
          "sanlock does not know the process of VM %s: lock_manager=\"sanlock\" is not in effect in libvirtd"
              .formatted(name));
    }
    resume(record, entry, name, atMost.minus(RESERVED));
    var proof = parts.desk().prove(entry.lease(), pid, expected);
    if (!(proof instanceof LeaseProof.Held held)) {
      throw unproven(
          record,
          pid,
          "VM %s ran and its lease could not be proven: %s".formatted(name, why(proof)));
    }
    note(entry.proven(held.version()));
    VersionMark.put(parts.hypervisor(), vm, held.version());
    record.lease(new HeldLease(entry.lease().lockspace(), held.version(), true, true));
    return new VmTopic.Started(
        vm,
        pid.orElse(0),
        record.lease(),
        "VM %s runs as process %d; %s holds its lease at version %s"
            .formatted(name, pid.orElse(0), held.life(), held.version()));
  }

  private void create(VmRecord record, VmId vm, String xml) throws CallException {
    try {
      parts.hypervisor().startPaused(xml, CREATE_AT_MOST);
    } catch (HypervisorException e) {
      // What came up in spite of the error must not stay; it never ran.
      ending.endQuietly(record);
      record.ended(new ExitEvidence(java.util.List.of(ExitMark.START_FAILED), 0, e.detail()));
      drop(vm);
      throw Troubles.ofStart(e, "");
    }
  }

  private void resume(VmRecord record, LedgerEntry entry, String name, Duration atMost)
      throws CallException {
    try {
      parts.hypervisor().resume(entry.vm(), atMost);
    } catch (HypervisorException e) {
      ending.endQuietly(record);
      record.ended(new ExitEvidence(java.util.List.of(ExitMark.START_FAILED), 0, e.detail()));
      drop(entry.vm());
      throw Troubles.ofStart(e, owner(entry, name));
    }
  }

  /// Who has it, as this host's disk says.
  private String owner(LedgerEntry entry, String name) {
    return parts.desk().leader(entry.lease()) instanceof LeaderRead.Valid valid
        ? "; the lease of VM %s is %s".formatted(name, valid.words())
        : "";
  }

  private CallException unproven(VmRecord record, OptionalLong pid, String why)
      throws InterruptedException {
    boolean gone = ending.kill(record, pid, VmRecord.Wish.UNPROVEN);
    try {
      parts.fitness().unfit(why);
    } catch (IOException e) {
      why += "; and that could not be written down: " + e.getMessage();
    }
    var text = why + (gone ? "; it was ended" : "; it did not end on SIGKILL");
    parts.journal().record(EventId.VM_UNPROVEN, record.vm, text);
    parts.journal().record(EventId.HOST_UNFIT, null, text);
    return new CallException(gone ? ErrorCode.FAILED : ErrorCode.IN_DOUBT, text);
  }

  static String why(LeaseProof proof) {
    return switch (proof) {
      case LeaseProof.Held _ -> "";
      case LeaseProof.NotHeld(String why) -> why;
      case LeaseProof.Unknown(String why) -> why;
    };
  }

  /// The VM runs and is proven: a ledger that cannot be written only costs the next resume.
  private void note(LedgerEntry entry) throws InterruptedException {
    try {
      parts.ledger().write(entry);
      parts.fitness().proven();
    } catch (IOException e) {
      parts
          .journal()
          .record(
              EventId.VM_RESUME_REFUSED,
              entry.vm(),
              "the lease's version cannot be written down, so a pause will be the end of this VM: "
                  + e.getMessage());
    }
  }

  private void drop(VmId vm) {
    try {
      parts.ledger().remove(vm);
    } catch (IOException _) {
      // An entry that expects an acquire and never got one allows nothing.
    }
  }

  private VmTopic.Started unprotected(
      VmRecord record, VmTopic.Definition definition, DefinitionFacts facts, Duration atMost)
      throws CallException {
    record.begin(VmRecord.Doing.STARTING);
    try {
      parts.hypervisor().startPaused(definition.xml(), CREATE_AT_MOST);
      parts.hypervisor().resume(facts.vm(), atMost.minus(RESERVED));
    } catch (HypervisorException e) {
      throw Troubles.ofStart(e, "");
    }
    var pid = ending.pid(facts.vm()).orElse(0);
    return new VmTopic.Started(
        facts.vm(),
        pid,
        null,
        "VM %s runs as process %d, without a lease".formatted(definition.name(), pid));
  }
}
