package org.leasehold.agent.vm;

import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.agent.lease.LedgerEntry;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.VmId;

/// What an earlier run of the agent left: VMs that ended meanwhile, operations that broke off. Done
/// once, at the first look that libvirt answers.
///
/// A VM that an operation of *this* run works on is left to that operation: an engine may call for
/// a start before the first look.
final class Recovery {
  private static final Logger LOG = Logger.getLogger(Recovery.class.getName());

  private final VmParts parts;
  private final VmTable table;
  private final Ending ending;
  private final Resumes resumes;
  private final Exits exits;

  Recovery(VmParts parts, VmTable table, Ending ending, Resumes resumes, Exits exits) {
    this.parts = parts;
    this.table = table;
    this.ending = ending;
    this.resumes = resumes;
    this.exits = exits;
  }

  /// @param note takes the end of a VM
  /// @param later does what takes longer
  /// @return false: to be tried again
  boolean run(BiConsumer<VmRecord, ExitEvidence> note, BiConsumer<VmRecord, VmWork.Work> later) {
    List<VmId> written;
    try {
      written = parts.ledger().vms();
    } catch (IOException e) {
      LOG.log(Level.SEVERE, "the ledger cannot be read", e);
      return false;
    }
    try {
      for (var vm : written) recover(table.of(vm), note, later);
      return true;
    } catch (HypervisorException _) {
      return false;
    }
  }

  private void recover(
      VmRecord record,
      BiConsumer<VmRecord, ExitEvidence> note,
      BiConsumer<VmRecord, VmWork.Work> later)
      throws HypervisorException {
    if (!record.busy.tryLock()) return;
    try {
      var entry = parts.ledger().read(record.vm);
      // Looked at anew: a start of this run may have ended since the look that led here.
      var seen = parts.hypervisor().vm(record.vm);
      if (entry.isEmpty()) return;
      if (!seen.map(it -> it.power().hasProcess()).orElse(false)) {
        gone(record, entry.get(), note);
      } else if (seen.get().power() == VmSeen.Power.RUNNING) {
        later.accept(record, () -> resumes.afterTheFact(record));
      } else if (entry.get().version() == null) {
        // A start that broke off before its processors ran.
        record.ended(new ExitEvidence(List.of(ExitMark.START_FAILED), 0, "the agent was ended"));
        ending.endQuietly(record);
      }
    } catch (IOException e) {
      LOG.warning(String.valueOf(e.getMessage()));
    } finally {
      record.busy.unlock();
    }
  }

  private void gone(VmRecord record, LedgerEntry entry, BiConsumer<VmRecord, ExitEvidence> note) {
    if (record.exit().isPresent()) return;
    record.leaseAt(entry.lease());
    boolean sameBoot = entry.boot().equals(parts.boot());
    var name = parts.store().get(record.vm).map(it -> it.name()).orElse(record.vm.text());
    note.accept(record, exits.vanished(record, name, sameBoot));
  }
}
