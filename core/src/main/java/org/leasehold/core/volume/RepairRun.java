package org.leasehold.core.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Does the steps of a plan, each judged anew on a fresh read. Dull on purpose.
///
/// First every slot that is to be emptied, then every lease and record that is to be made: so two
/// leases of one name never stand where one stood, and a stop in between leaves too few leases,
/// never one too many.
final class RepairRun {
  private final EditSession session;
  private final VolumeSnapshot volume;
  private final SlotClearance clearance;
  private final List<RepairStep> plan;
  private final long nowSeconds;
  private final SortedSet<Integer> cleared = new TreeSet<>();
  private final List<String> refused = new ArrayList<>();
  private int done;

  RepairRun(EditSession session, VolumeHistory history, long nowNanos, long nowSeconds)
      throws BlockFileException {
    this.session = session;
    this.volume = session.readWhole();
    this.clearance = new SlotClearance(session, history, nowNanos);
    this.plan = RepairPlan.of(volume, history, nowNanos);
    this.nowSeconds = nowSeconds;
  }

  /// What the admin saw must still be what the volume says.
  RepairRun requireStillPlanned(List<RepairStep> steps) throws Refused {
    for (var step : steps) {
      if (!step.changes() || plan.contains(step)) continue;
      throw new Refused(
          EditOutcome.Refusal.UNKNOWN,
          "the volume changed after the plan was made, at: %s; nothing was done; make a new plan"
              .formatted(step.sentence()));
    }
    return this;
  }

  /// A step that may not be done is left, and the next one tried.
  ///
  /// @param steps of the plan, in any order
  /// @param kept where the index as it was is kept
  EditOutcome run(List<RepairStep> steps, String kept)
      throws BlockFileException, LeaseDaemonException {
    var emptied = new ArrayList<RepairStep>();
    for (var step : plan) {
      if (step.changes() && steps.contains(step) && tried(step, () -> empty(step))) {
        emptied.add(step);
      }
    }
    for (var step : emptied) {
      if (tried(step, () -> make(step))) done++;
    }
    var what = "%d repairs done; the index as it was is kept in %s".formatted(done, kept);
    return refused.isEmpty() ? new EditOutcome.Done(what) : new EditOutcome.Partly(what, refused);
  }

  private boolean tried(RepairStep step, SlotClearance.Change act)
      throws BlockFileException, LeaseDaemonException {
    try {
      act.run();
      return true;
    } catch (Refused e) {
      refused.add(step.sentence() + ". Refused: " + e.outcome().sentence());
    } catch (LeaseDaemonException e) {
      if (!e.kind().isVerdict()) throw e;
      refused.add(step.sentence() + ". Refused by sanlock: " + e.getMessage());
    }
    return false;
  }

  private void empty(RepairStep step) throws BlockFileException, LeaseDaemonException, Refused {
    switch (step) {
      case RepairStep.ClearLease clear -> clear(clear.record(), clear.name());
      case RepairStep.ClearSlot clear -> clear(clear.record(), "leasehold-cleared");
      case RepairStep.RemoveLease remove -> {
        int slot = Geometry.slotOf(remove.record());
        clearance.with(
            slot,
            volume,
            () -> {
              session.index().writeRecord(remove.record(), Index.freeRecord());
              session.clearLease(slot, remove.name());
            });
        cleared.add(slot);
      }
      case RepairStep.CreateLease create -> {
        // A lease that is gone or damaged may still be in use where it was taken before.
        session.requireNobodyElse("who uses lease " + create.id());
        session.requireNotHeldHere(Geometry.slotOf(create.record()), create.id());
        // Cleared and given up before it is written: see `core/docs/sanlock.md` (a).
        clear(create.record(), create.id());
      }
      case RepairStep.ClearRecord clear -> {
        if (isBeyondEnd(clear.record())) {
          session.requireNobodyElse("who uses the lease of record " + clear.record());
        }
      }
      case RepairStep.RestoreRecord _, RepairStep.RewriteMetadata _, RepairStep.Leave _ -> {}
    }
  }

  private void clear(int record, String name)
      throws BlockFileException, LeaseDaemonException, Refused {
    int slot = Geometry.slotOf(record);
    clearance.with(slot, volume, () -> session.clearLease(slot, name));
    cleared.add(slot);
  }

  private void make(RepairStep step) throws BlockFileException, LeaseDaemonException, Refused {
    var index = session.index();
    switch (step) {
      case RepairStep.RewriteMetadata metadata ->
          index.writeMetadata(metadata.lockspace(), nowSeconds, false);
      case RepairStep.ClearRecord clear -> index.writeRecord(clear.record(), Index.freeRecord());
      case RepairStep.RestoreRecord restore -> {
        requireOnlyLease(restore.id(), restore.record());
        index.writeRecord(
            restore.record(),
            Index.encodeUsed(restore.id(), session.geometry().leaseOffsetBytes(restore.record())));
      }
      case RepairStep.CreateLease create -> {
        requireOnlyLease(create.id(), create.record());
        session.writeLease(Geometry.slotOf(create.record()), create.id());
      }
      case RepairStep.ClearLease _,
          RepairStep.ClearSlot _,
          RepairStep.RemoveLease _,
          RepairStep.Leave _ -> {}
    }
  }

  /// Two leases of one name are two locks for one VM.
  private void requireOnlyLease(String id, int record) throws Refused {
    for (var other : volume.leases().entrySet()) {
      int slot = other.getKey();
      var leader = other.getValue().leader();
      boolean same = leader.magic() == Leader.PAXOS_MAGIC && leader.resourceName().equals(id);
      if (!same || slot == Geometry.slotOf(record) || cleared.contains(slot)) continue;
      throw new Refused(
          EditOutcome.Refusal.UNKNOWN,
          "slot %d holds a lease %s too, which could not be cleared; one VM must not have two leases"
              .formatted(slot, id));
    }
  }

  private boolean isBeyondEnd(int record) {
    var read = volume.slots().get(Geometry.slotOf(record));
    return read instanceof SlotRead.BeyondEnd || read instanceof SlotRead.CutOff;
  }
}
