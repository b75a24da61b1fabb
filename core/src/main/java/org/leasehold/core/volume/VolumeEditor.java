package org.leasehold.core.volume;

import java.util.List;
import java.util.Optional;
import org.leasehold.core.model.LeaseId;

/// Adds, removes and repairs leases, in the order of writes that leaves every interruption
/// harmless.
///
/// Add writes the lease first and its record second, remove the other way round; so a stop in
/// between leaves a lease without a record, never a record without a lease.
///
/// @param file the volume, opened for writing
/// @param daemon this host's sanlock
/// @see "core/docs/format.md, Order of writes"
public record VolumeEditor(BlockFile file, LeaseDaemon daemon) {

  /// Keeps the index as it was before a repair.
  @FunctionalInterface
  public interface Backup {
    /// @return where it is kept, for people
    String keep(byte[] index) throws BlockFileException;
  }

  public EditOutcome add(LeaseId id) throws BlockFileException, LeaseDaemonException {
    return edit(session -> add(session, id));
  }

  private EditOutcome add(EditSession session, LeaseId id)
      throws BlockFileException, LeaseDaemonException, Refused {
    refuseReserved(id);
    var volume = session.read();
    requireUsable(volume);
    int record = recordFor(session, volume, id);
    int slot = Geometry.slotOf(record);
    session.writeLease(slot, id.text());
    session
        .index()
        .writeRecord(
            record, Index.encodeUsed(id.text(), session.geometry().leaseOffsetBytes(record)));
    return new EditOutcome.Done(
        "lease %s added in record %d at offset %d"
            .formatted(id, record, session.geometry().leaseOffsetBytes(record)));
  }

  private int recordFor(EditSession session, VolumeSnapshot volume, LeaseId id)
      throws BlockFileException, Refused {
    var existing = volume.index().find(id.text());
    if (existing.isPresent()) {
      int record = existing.get().record();
      // An old vdsm stopped between its two writes: the record is reused, as vdsm does.
      if (existing.get().updating() && isVacant(session, record)) return record;
      throw new Refused(
          EditOutcome.Refusal.EXISTS,
          "lease %s exists already, in record %d%s"
              .formatted(id, record, existing.get().updating() ? " (unfinished: repair it)" : ""));
    }
    int capacity =
        file.grows()
            ? IndexLayout.RECORD_COUNT_MAX
            : session.geometry().capacity(volume.sizeBytes());
    int blocked = 0;
    for (var record : volume.index().records()) {
      if (record.record() >= capacity) break;
      if (!(record instanceof IndexRecord.Free free)) continue;
      if (isVacant(session, free.record())) return free.record();
      blocked++;
    }
    throw new Refused(
        EditOutcome.Refusal.FULL,
        "%s has no room: all of its %d leases are used%s"
            .formatted(
                file.path(),
                capacity,
                blocked == 0
                    ? ""
                    : ", %d of them by leftovers that `leasehold volume repair` clears"
                        .formatted(blocked)));
  }

  /// Only a slot without any lease is written without holding one.
  private static boolean isVacant(EditSession session, int record) throws BlockFileException {
    int slot = Geometry.slotOf(record);
    var lease = session.readLease(slot);
    var judge = new SlotJudge(session.geometry(), session.lockspace(), VolumeHistory.NONE, 0);
    return switch (judge.judge(slot, lease, Optional.empty())) {
      case SlotState.NeverCreated _, SlotState.Cleared _, SlotState.Empty _ -> true;
      case SlotState.Free _,
          SlotState.Held _,
          SlotState.Shared _,
          SlotState.Ballot _,
          SlotState.Corrupt _ ->
          false;
    };
  }

  /// @param history what was seen of the volume before, so that an abandoned ballot is known as
  ///   such
  public EditOutcome remove(LeaseId id, VolumeHistory history, long nowNanos)
      throws BlockFileException, LeaseDaemonException {
    return edit(session -> remove(session, id, history, nowNanos));
  }

  private EditOutcome remove(EditSession session, LeaseId id, VolumeHistory history, long nowNanos)
      throws BlockFileException, LeaseDaemonException, Refused {
    refuseReserved(id);
    var volume = session.read();
    requireUsable(volume);
    var used =
        volume
            .index()
            .find(id.text())
            .orElseThrow(
                () ->
                    new Refused(
                        EditOutcome.Refusal.ABSENT,
                        "no lease %s on %s; `leasehold volume inspect` lists them"
                            .formatted(id, file.path())));
    int slot = Geometry.slotOf(used.record());
    new SlotClearance(session, history, nowNanos)
        .with(
            slot,
            volume,
            () -> {
              session.index().writeRecord(used.record(), Index.freeRecord());
              session.daemon().clearLease(session.address(slot, id.text()), session.geometry());
            });
    return new EditOutcome.Done("lease %s removed from record %d".formatted(id, used.record()));
  }

  /// Mends what a plan says, after keeping the index aside.
  ///
  /// @param steps what the admin saw; each is judged anew before it is done
  public EditOutcome repair(
      List<RepairStep> steps, Backup backup, VolumeHistory history, long nowNanos, long nowSeconds)
      throws BlockFileException, LeaseDaemonException {
    if (steps.stream().noneMatch(RepairStep::changes)) {
      return new EditOutcome.Refused(
          EditOutcome.Refusal.NOTHING, "nothing that can be repaired on " + file.path());
    }
    return edit(
        session -> {
          var kept = backup.keep(session.index().read());
          return new RepairRun(session, history, nowNanos, nowSeconds).run(steps, kept);
        });
  }

  private static void refuseReserved(LeaseId id) throws Refused {
    if (!id.equals(LeaseId.MASTER) && !id.equals(LeaseId.ENGINE)) return;
    throw new Refused(
        EditOutcome.Refusal.RESERVED, id + " belongs to the volume itself and stays as it is");
  }

  private void requireUsable(VolumeSnapshot volume) throws Refused {
    boolean usable =
        volume.index().metadata() instanceof IndexMetadata.Valid valid
            && !valid.updating()
            && volume.indexBytesRead() == IndexLayout.INDEX_BYTES;
    if (usable) return;
    throw new Refused(
        EditOutcome.Refusal.DAMAGED,
        "the index of %s cannot be used as it is; see `leasehold volume check`, then `plan-repair`"
            .formatted(file.path()));
  }

  private EditOutcome edit(Edit edit) throws BlockFileException, LeaseDaemonException {
    try (var session = EditSession.open(file, daemon)) {
      return edit.run(session);
    } catch (Refused refused) {
      return refused.outcome();
    }
  }

  @FunctionalInterface
  private interface Edit {
    EditOutcome run(EditSession session) throws BlockFileException, LeaseDaemonException, Refused;
  }
}
