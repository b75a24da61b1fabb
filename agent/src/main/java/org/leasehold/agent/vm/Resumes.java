package org.leasehold.agent.vm;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.lease.LeaderRead;
import org.leasehold.agent.lease.LeaseProof;
import org.leasehold.agent.lease.LedgerEntry;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;

/// The resume guard (S10). libvirt and sanlock resume a VM that ran elsewhere meanwhile; here it is
/// allowed only while the lease is as this host left it, and afterwards it must be exactly one
/// version on. A copy another host overtook is ended: it can never be resumed.
final class Resumes {
  private static final Duration RESERVED = Duration.ofSeconds(10);

  private final VmParts parts;
  private final VmTable table;
  private final Ending ending;

  Resumes(VmParts parts, VmTable table, Ending ending) {
    this.parts = parts;
    this.table = table;
    this.ending = ending;
  }

  Done resume(VmId vm, Duration atMost) throws CallException, InterruptedException {
    var record = table.taken(vm);
    try {
      var facts = liveFacts(vm);
      record.begin(VmRecord.Doing.RESUMING);
      if (Definitions.leaseOf(facts).isEmpty()) return withoutLease(vm, facts.name(), atMost);
      return guarded(record, facts.name(), allowed(record, facts.name()), atMost);
    } finally {
      record.end();
      parts.reports().vmChanged(vm);
      record.busy.unlock();
    }
  }

  private DefinitionFacts liveFacts(VmId vm) throws CallException {
    try {
      var seen = parts.hypervisor().vm(vm);
      if (seen.isEmpty() || !seen.get().power().isPaused()) {
        throw new CallException(
            ErrorCode.RULE,
            "VM %s is not paused here (%s)"
                .formatted(vm, seen.map(it -> it.power().toString()).orElse("unknown")));
      }
      return parts.definitions().facts(parts.hypervisor().xml(vm, Hypervisor.XmlOf.LIVE));
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    } catch (BadDefinitionException e) {
      throw Troubles.of(e);
    }
  }

  /// A protected VM never runs without its lease; any other is none of the guard's business.
  private Done withoutLease(VmId vm, String name, Duration atMost) throws CallException {
    boolean isProtected = parts.store().get(vm).map(kept -> kept.lockspace() != null).orElse(false);
    if (isProtected) {
      throw refused(vm, "VM %s has lost its lease device and is never resumed so".formatted(name));
    }
    try {
      parts.hypervisor().resume(vm, atMost.minus(RESERVED));
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    }
    return new Done("VM %s runs again, without a lease".formatted(name));
  }

  private CallException refused(VmId vm, String why) {
    parts.journal().record(EventId.VM_RESUME_REFUSED, vm, why);
    return new CallException(ErrorCode.RULE, why);
  }

  /// The entry that allows the resume.
  private LedgerEntry allowed(VmRecord record, String name)
      throws CallException, InterruptedException {
    var vm = record.vm;
    LedgerEntry entry;
    try {
      entry = parts.ledger().read(vm).orElse(null);
    } catch (IOException e) {
      throw refused(vm, String.valueOf(e.getMessage()) + "; it is never resumed so");
    }
    if (entry == null || entry.version() == null) {
      throw refused(
          vm,
          "it is not written down at which version VM %s held its lease; it is never resumed so"
              .formatted(name));
    }
    var life = LeaseProof.life(parts.desk().status(), entry.lease());
    if (life.isEmpty()) {
      throw new CallException(
          ErrorCode.NOT_JOINED,
          "lockspace %s is not joined on this host".formatted(entry.lease().lockspace()));
    }
    var leader = parts.desk().leader(entry.lease());
    if (leader instanceof LeaderRead.Unread(String why)) {
      throw new CallException(ErrorCode.UNREACHABLE, why);
    }
    boolean asLeft =
        leader instanceof LeaderRead.Valid valid
            && entry.life().equals(valid.owner())
            && entry.version().equals(valid.version())
            && entry.life().equals(life.get());
    if (asLeft) return entry;
    throw overtaken(record, name, entry, leader);
  }

  private CallException overtaken(
      VmRecord record, String name, LedgerEntry entry, LeaderRead leader)
      throws InterruptedException {
    var now =
        switch (leader) {
          case LeaderRead.Valid valid -> valid.words();
          case LeaderRead.NotThere(String what) -> what;
          case LeaderRead.Unread(String why) -> why;
        };
    var found = Found.unproven(ending.kill(record, ending.pid(record.vm), VmRecord.Wish.UNPROVEN));
    return refused(
        record.vm,
        "VM %s may have run elsewhere while it was paused here: %s left its lease at version %s, the disk shows %s; this copy %s"
            .formatted(name, entry.life(), entry.version(), now, found.words()));
  }

  private Done guarded(VmRecord record, String name, LedgerEntry entry, Duration atMost)
      throws CallException, InterruptedException {
    var next = java.util.Objects.requireNonNull(entry.version()).next();
    write(entry.expecting(next));
    record.lease(null); // what was seen while it was paused is over
    try {
      parts.hypervisor().resume(record.vm, atMost.minus(RESERVED));
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    }
    var found = provenOrEnded(record, name, entry, next);
    if (found != Found.PROVEN) {
      throw new CallException(
          found == Found.ENDED ? ErrorCode.FAILED : ErrorCode.IN_DOUBT,
          "VM %s ran and its lease could not be proven; it %s".formatted(name, found.words()));
    }
    record.lease(new HeldLease(entry.lease().lockspace(), next, true, true));
    var text = "VM %s runs again and holds its lease at version %s".formatted(name, next);
    parts.journal().record(EventId.VM_RESUMED, record.vm, text);
    return new Done(text);
  }

  private void write(LedgerEntry entry) throws CallException {
    try {
      parts.ledger().write(entry);
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.RESOURCES,
          "the lease's version cannot be written down, so nothing is resumed: " + e.getMessage(),
          e);
    }
  }

  /// What came of a proof.
  enum Found {
    PROVEN("holds its lease"),
    ENDED("was ended"),
    UNKILLABLE("did not end on SIGKILL");

    private final String words;

    Found(String words) {
      this.words = words;
    }

    /// For people.
    String words() {
      return words;
    }

    private static Found unproven(boolean gone) {
      return gone ? ENDED : UNKILLABLE;
    }
  }

  /// Proves the lease at a version and writes it down, or ends the copy.
  Found provenOrEnded(VmRecord record, String name, LedgerEntry entry, LeaseVersion expected)
      throws InterruptedException {
    OptionalLong pid = ending.pid(record.vm);
    var proof = parts.desk().prove(entry.lease(), pid, expected);
    if (proof instanceof LeaseProof.Held held) {
      try {
        parts.ledger().write(entry.proven(held.version()));
        VersionMark.put(parts.hypervisor(), record.vm, held.version());
      } catch (IOException e) {
        parts
            .journal()
            .record(
                EventId.VM_RESUME_REFUSED,
                record.vm,
                "the lease's version cannot be written down, so the next pause will be the end of"
                    + " this VM: "
                    + e.getMessage());
      }
      return Found.PROVEN;
    }
    var found = Found.unproven(ending.kill(record, pid, VmRecord.Wish.UNPROVEN));
    parts
        .journal()
        .record(
            EventId.VM_UNPROVEN,
            record.vm,
            "VM %s ran and its lease could not be proven: %s; it %s"
                .formatted(name, Starts.why(proof), found.words()));
    return found;
  }

  /// It runs and no operation of ours says why: somebody resumed it past Leasehold, or an earlier
  /// run of this agent was ended in the middle. Judged by the same rule, after the fact.
  void afterTheFact(VmRecord record) throws CallException, InterruptedException {
    table.taken(record.vm);
    try {
      var entry = parts.ledger().read(record.vm).orElse(null);
      if (entry == null || !runs(record.vm)) return;
      settle(record, entry);
    } catch (IOException e) {
      parts.journal().record(EventId.VM_RESUMED_BY_HAND, record.vm, String.valueOf(e.getMessage()));
    } finally {
      record.busy.unlock();
    }
    parts.reports().vmChanged(record.vm);
  }

  private boolean runs(VmId vm) {
    try {
      return parts.hypervisor().vm(vm).map(it -> it.power() == VmSeen.Power.RUNNING).orElse(false);
    } catch (HypervisorException _) {
      return false;
    }
  }

  /// An agent was ended after it wrote down which lease a running VM was to get, and before libvirt
  /// gave it: it runs unprotected as it did all the time, and nobody was told otherwise.
  private boolean isWithoutLease(VmId vm) {
    boolean isProtected = parts.store().get(vm).map(kept -> kept.lockspace() != null).orElse(false);
    if (isProtected) return false;
    try {
      var live = parts.hypervisor().xml(vm, Hypervisor.XmlOf.LIVE);
      return Definitions.leaseOf(parts.definitions().facts(live)).isEmpty();
    } catch (HypervisorException | BadDefinitionException _) {
      return false;
    }
  }

  private void settle(VmRecord record, LedgerEntry entry) throws InterruptedException, IOException {
    if (entry.version() == null && isWithoutLease(record.vm)) {
      parts.ledger().remove(record.vm);
      return;
    }
    var pid = ending.pid(record.vm);
    // Our own resume, told late: nothing new happened.
    if (entry.version() != null && parts.desk().holds(entry.lease(), pid, entry.version())) {
      if (entry.expected() != null) parts.ledger().write(entry.proven(entry.version()));
      return;
    }
    var name = record.seen().map(VmSeen::name).orElse(record.vm.text());
    var next = entry.expected();
    if (next == null) next = java.util.Objects.requireNonNull(entry.version()).next();
    boolean begun = entry.expected() != null;
    var found = provenOrEnded(record, name, entry, next);
    if (begun && found == Found.PROVEN) return;
    var text =
        found == Found.PROVEN
            ? "VM %s was resumed past Leasehold; it had not run elsewhere and holds its lease at version %s"
                .formatted(name, next)
            : "VM %s ran for a moment although its lease was not as this host left it (resumed past Leasehold, or an operation that broke off); it %s"
                .formatted(name, found.words());
    parts.journal().record(EventId.VM_RESUMED_BY_HAND, record.vm, text);
  }
}
