package org.leasehold.agent.vm;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.leasehold.agent.journal.EventId;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.ResumeBehaviour;
import org.leasehold.core.model.VmId;

/// What an agent judges of the VMs of its host alone, without an engine: a pause too long, and a
/// protected VM without its lease.
final class LocalRules {
  private final VmParts parts;
  private final LeaseLook leases;
  private final Map<VmId, Finding> unprotected = new ConcurrentHashMap<>();

  LocalRules(VmParts parts, LeaseLook leases) {
    this.parts = parts;
    this.leases = leases;
  }

  List<Finding> findings() {
    return List.copyOf(unprotected.values());
  }

  void ended(VmId vm) {
    unprotected.remove(vm);
  }

  /// Somebody used virsh: nothing protects it, and nothing will.
  void alarmWithoutLease(VmId vm, DefinitionFacts facts, boolean isProtected) {
    if (!isProtected || Definitions.leaseOf(facts).isPresent()) {
      unprotected.remove(vm);
      return;
    }
    var text =
        "VM %s is protected and runs here without its lease, so it can run twice: end it, and start it through Leasehold"
            .formatted(facts.name());
    if (unprotected.put(vm, new Finding(Finding.Kind.UNCOVERED, vm, text)) == null) {
      parts.journal().record(EventId.VM_WITHOUT_LEASE, vm, text);
    }
  }

  /// A copy that waits for its storage for longer than its lease lived may be running elsewhere; it
  /// can never be resumed, and only holds memory (policy `KILL`, of protected VMs).
  ///
  /// @return true once, when it is to be ended now; that is journaled, and its wish is set
  boolean isPausedTooLong(VmRecord record, String name) {
    var pause = record.pause();
    if (pause.isEmpty() || !pause.get().endsAfterLeaseTime()) return false;
    var policy = parts.policies().apply(record.vm);
    boolean kills = policy.map(it -> it.resume() == ResumeBehaviour.KILL).orElse(false);
    if (!kills || record.doing() != VmRecord.Doing.NOTHING) return false;
    long limitMillis = 8 * leases.ioTimeoutSeconds(record) * 1000;
    if (record.pausedMillis() < limitMillis || record.wish() != VmRecord.Wish.NONE) return false;
    record.wish(VmRecord.Wish.PAUSED_TOO_LONG);
    parts
        .journal()
        .record(
            EventId.VM_PAUSED_TOO_LONG,
            record.vm,
            "VM %s was paused by a storage error for %d s, more than 8N = %d s; it is ended"
                .formatted(name, record.pausedMillis() / 1000, limitMillis / 1000));
    return true;
  }
}
