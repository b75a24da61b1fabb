package org.leasehold.core.volume;

import java.util.ArrayList;
import java.util.List;

/// Does the steps of a plan, each judged anew on a fresh read. Dull on purpose.
final class RepairRun {
  private final EditSession session;
  private final VolumeHistory history;
  private final long nowNanos;
  private final long nowSeconds;

  RepairRun(EditSession session, VolumeHistory history, long nowNanos, long nowSeconds) {
    this.session = session;
    this.history = history;
    this.nowNanos = nowNanos;
    this.nowSeconds = nowSeconds;
  }

  /// A step that may not be done is left, and the next one tried.
  ///
  /// @param kept where the index as it was is kept
  EditOutcome run(List<RepairStep> steps, String kept)
      throws BlockFileException, LeaseDaemonException, Refused {
    var volume = session.readWhole();
    requireStillPlanned(steps, RepairPlan.of(volume, history, nowNanos));
    var refused = new ArrayList<String>();
    int done = 0;
    for (var step : steps) {
      if (!step.changes()) continue;
      try {
        apply(step, volume);
        done++;
      } catch (Refused e) {
        refused.add(step.sentence() + ". Refused: " + e.outcome().sentence());
      } catch (LeaseDaemonException e) {
        if (!e.kind().isVerdict()) throw e;
        refused.add(step.sentence() + ". Refused by sanlock: " + e.getMessage());
      }
    }
    var what = "%d repairs done; the index as it was is kept in %s".formatted(done, kept);
    return refused.isEmpty() ? new EditOutcome.Done(what) : new EditOutcome.Partly(what, refused);
  }

  /// What the admin saw must still be what the volume says.
  private static void requireStillPlanned(List<RepairStep> steps, List<RepairStep> plan)
      throws Refused {
    for (var step : steps) {
      if (!step.changes() || plan.contains(step)) continue;
      throw new Refused(
          EditOutcome.Refusal.UNKNOWN,
          "the volume changed after the plan was made, at: %s; nothing was done; make a new plan"
              .formatted(step.sentence()));
    }
  }

  private void apply(RepairStep step, VolumeSnapshot volume)
      throws BlockFileException, LeaseDaemonException, Refused {
    var index = session.index();
    switch (step) {
      case RepairStep.RewriteMetadata metadata ->
          index.writeMetadata(metadata.lockspace(), nowSeconds, false);
      case RepairStep.ClearRecord clear -> index.writeRecord(clear.record(), Index.freeRecord());
      case RepairStep.RestoreRecord restore ->
          index.writeRecord(
              restore.record(),
              Index.encodeUsed(
                  restore.id(), session.geometry().leaseOffsetBytes(restore.record())));
      case RepairStep.CreateLease create -> {
        int slot = Geometry.slotOf(create.record());
        // Cleared and given up before it is written: see `core/docs/sanlock.md` (a).
        clear(slot, create.id(), volume);
        session.writeLease(slot, create.id());
      }
      case RepairStep.ClearLease clear ->
          clear(Geometry.slotOf(clear.record()), clear.name(), volume);
      case RepairStep.Leave _ -> {}
    }
  }

  private void clear(int slot, String name, VolumeSnapshot volume)
      throws BlockFileException, LeaseDaemonException, Refused {
    new SlotClearance(session, history, nowNanos)
        .with(
            slot,
            volume,
            () -> session.daemon().clearLease(session.address(slot, name), session.geometry()));
  }
}
