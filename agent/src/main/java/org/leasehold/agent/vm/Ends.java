package org.leasehold.agent.vm;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.leasehold.agent.journal.EventId;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.sanlock.DaemonStatus;

/// Notes how VMs end: told by libvirt, or found gone.
final class Ends {
  /// An event that tells more may be on its way.
  private static final int LOOKS_UNTIL_GONE = 3;

  private final VmParts parts;
  private final VmTable table;
  private final VmSight sight;
  private final LocalRules rules;
  private final Exits exits;
  private final LockspaceTrouble trouble = new LockspaceTrouble();
  private final Map<VmId, Integer> missing = new HashMap<>();

  Ends(
      VmParts parts,
      VmTable table,
      LocalRules rules,
      QemuLog log,
      GuardWords guard,
      BooleanSupplier hostGoingDown) {
    this.parts = parts;
    this.table = table;
    this.sight = new VmSight(parts, table);
    this.rules = rules;
    this.exits = new Exits(log, guard, this::leaseFails, hostGoingDown);
  }

  Exits exits() {
    return exits;
  }

  private boolean leaseFails(VmId vm) {
    return table.of(vm).leaseAt().map(it -> trouble.isFailing(it.lockspace())).orElse(false);
  }

  /// What sanlock says now; empty where it does not answer.
  Optional<DaemonStatus> lookAtLockspaces() {
    try {
      var status = parts.desk().status();
      trouble.saw(status);
      return Optional.of(status);
    } catch (CallException _) {
      return Optional.empty();
    }
  }

  void told(VmRecord record, VmHappening.Ended.End how) {
    if (record.exit().isPresent()) return;
    lookAtLockspaces();
    note(record, exits.told(record, sight.nameOf(record.vm), how));
  }

  /// @param here the VMs that have a process
  void lookForTheMissing(Set<VmId> here) {
    missing.keySet().removeIf(here::contains);
    for (var record : table.all()) {
      if (!record.hasProcess() || here.contains(record.vm)) continue;
      if (missing.merge(record.vm, 1, Integer::sum) < LOOKS_UNTIL_GONE) continue;
      missing.remove(record.vm);
      note(record, exits.vanished(record, sight.nameOf(record.vm), true));
    }
  }

  void note(VmRecord record, ExitEvidence evidence) {
    var text =
        "VM %s ended: %s%s; %s"
            .formatted(
                sight.nameOf(record.vm),
                evidence.marks(),
                evidence.signal() == 0 ? "" : ", signal " + evidence.signal(),
                evidence.text());
    record.ended(evidence);
    rules.ended(record.vm);
    parts.journal().record(EventId.VM_ENDED, record.vm, text);
    parts.reports().vmChanged(record.vm);
  }
}
