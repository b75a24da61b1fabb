package org.leasehold.agent.vm;

import java.io.IOException;
import java.util.Objects;
import org.leasehold.agent.lease.LeaseProof;
import org.leasehold.agent.lease.LedgerEntry;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.sanlock.ResourceAt;

/// Puts a lease into a running VM, and takes it out.
final class LeasePlug {
  private static final long GIVEN_UP_WITHIN_MILLIS = 10_000;
  private static final long LOOK_AGAIN_MILLIS = 50;

  private final VmParts parts;
  private final Ending ending;

  LeasePlug(VmParts parts, Ending ending) {
    this.parts = parts;
    this.ending = ending;
  }

  /// Attaches it and proves it; where it cannot be proven the VM runs on as before.
  void attach(VmRecord record, ResourceAt lease)
      throws CallException, HypervisorException, InterruptedException {
    var status = parts.desk().status();
    var life =
        LeaseProof.life(status, lease)
            .orElseThrow(
                () ->
                    new CallException(
                        ErrorCode.NOT_JOINED,
                        "lockspace %s is not joined on this host".formatted(lease.lockspace())));
    var next = parts.desk().validLeader(lease).version().next();
    var entry = new LedgerEntry(record.vm, lease, life, parts.boot(), null, next);
    write(entry);
    var device = parts.definitions().leaseDevice(lease);
    try {
      parts.hypervisor().attach(record.vm, device);
    } catch (HypervisorException e) {
      forget(record);
      throw e;
    }
    var proof = parts.desk().prove(lease, ending.pid(record.vm), next);
    if (proof instanceof LeaseProof.Held held) {
      write(entry.proven(held.version()));
      VersionMark.put(parts.hypervisor(), record.vm, held.version());
      record.leaseAt(lease);
      record.lease(new HeldLease(lease.lockspace(), held.version(), true, true));
      return;
    }
    // Before it is detached: what follows may fail, and the VM runs on in any case.
    forget(record);
    parts.hypervisor().detach(record.vm, device);
    throw new CallException(
        ErrorCode.FAILED,
        "the lease was attached and could not be proven (%s); it was taken away again, and the VM runs on as before"
            .formatted(Starts.why(proof)));
  }

  /// What was to be acquired never was: written down, it would have the next agent end a VM that
  /// ran unprotected all the time.
  private void forget(VmRecord record) throws CallException {
    try {
      parts.ledger().remove(record.vm);
    } catch (IOException e) {
      throw new CallException(ErrorCode.RESOURCES, String.valueOf(e.getMessage()), e);
    }
  }

  /// Detaches it, and waits until sanlock lists it for the process no more. What was written down
  /// of it goes first: an agent that begins in between must not take the VM for one that lost its
  /// lease.
  ///
  /// @throws HypervisorException only where the process holds it as before
  /// @throws CallException IN_DOUBT where that cannot be told
  void detach(VmRecord record, ResourceAt lease)
      throws CallException, HypervisorException, InterruptedException {
    var before = ledger(record);
    try {
      parts.ledger().remove(record.vm);
      parts.hypervisor().detach(record.vm, parts.definitions().leaseDevice(lease));
    } catch (IOException e) {
      throw new CallException(ErrorCode.RESOURCES, String.valueOf(e.getMessage()), e);
    } catch (HypervisorException e) {
      boolean certain =
          e.kind() != HypervisorException.Kind.NO_ANSWER
              && e.kind() != HypervisorException.Kind.NOT_CONNECTED
              && parts.desk().holds(lease, ending.pid(record.vm), version(before));
      if (!certain) throw new CallException(ErrorCode.IN_DOUBT, e.sentence(), e);
      write(before);
      throw e;
    }
    long until = System.nanoTime() + GIVEN_UP_WITHIN_MILLIS * 1_000_000;
    var pid = ending.pid(record.vm);
    while (pid.isPresent()
        && LeaseProof.listed(parts.desk().status(), lease, pid.getAsLong()).isPresent()) {
      if (System.nanoTime() > until) {
        throw new CallException(
            ErrorCode.IN_DOUBT,
            "libvirt took the lease from VM %s, but sanlock still lists it for its process after %d s; ask again, it goes on from there"
                .formatted(record.vm, GIVEN_UP_WITHIN_MILLIS / 1000));
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  /// @return what was written down of a lease that it holds, proven this moment
  LedgerEntry ledger(VmRecord record) throws CallException {
    try {
      var entry = parts.ledger().read(record.vm);
      var version = entry.map(LedgerEntry::version).orElse(null);
      var pid = ending.pid(record.vm);
      if (entry.isPresent()
          && version != null
          && parts.desk().holds(entry.get().lease(), pid, version)) {
        return entry.get();
      }
    } catch (IOException e) {
      throw new CallException(ErrorCode.RESOURCES, String.valueOf(e.getMessage()), e);
    }
    throw new CallException(
        ErrorCode.RULE,
        "VM %s does not hold its lease as it was written down; look at it with: leasehold vm explain"
            .formatted(record.vm));
  }

  private static LeaseVersion version(LedgerEntry entry) {
    return Objects.requireNonNull(entry.version(), "proven");
  }

  private void write(LedgerEntry entry) throws CallException {
    try {
      parts.ledger().write(entry);
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.RESOURCES, "the lease's version cannot be written down: " + e.getMessage(), e);
    }
  }
}
