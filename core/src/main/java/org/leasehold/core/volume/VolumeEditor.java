package org.leasehold.core.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
    requireNew(volume, id);
    var leftover = leftover(session, volume, id);
    int record = leftover.isPresent() ? leftover.getAsInt() : recordFor(session, volume);
    long offsetBytes = session.geometry().leaseOffsetBytes(record);
    int slot = Geometry.slotOf(record);
    if (leftover.isPresent()) {
      // An interrupted add: the lease is there, and is taken to prove that nobody uses it.
      new SlotClearance(session, VolumeHistory.NONE, 0)
          .with(slot, volume, () -> writeRecord(session, record, id));
    } else {
      session.writeLease(slot, id.text());
      writeRecord(session, record, id);
    }
    return new EditOutcome.Done(
        "lease %s added in record %d at offset %d".formatted(id, record, offsetBytes));
  }

  private static void writeRecord(EditSession session, int record, LeaseId id)
      throws BlockFileException {
    long offsetBytes = session.geometry().leaseOffsetBytes(record);
    session.index().writeRecord(record, Index.encodeUsed(id.text(), offsetBytes));
  }

  /// The record of a slot that holds a lease of that name already: a second one elsewhere would be
  /// a second lock for the same VM.
  private OptionalInt leftover(EditSession session, VolumeSnapshot volume, LeaseId id)
      throws Refused {
    for (var entry : volume.leases().entrySet()) {
      int slot = entry.getKey();
      var lease = entry.getValue();
      boolean sameName = lease.leader().resourceName().equals(id.text());
      if (!sameName || lease.leader().magic() != Leader.PAXOS_MAGIC) continue;
      int record = slot - Geometry.FIRST_LEASE_SLOT;
      boolean usable =
          record >= 0
              && volume.index().records().get(record) instanceof IndexRecord.Free
              && volume.slotState(slot, VolumeHistory.NONE, 0).hasResource()
              && !lease.isStuck();
      if (usable) return OptionalInt.of(record);
      throw new Refused(
          EditOutcome.Refusal.DAMAGED,
          "slot %d of %s holds a lease %s that its record does not name or that is damaged, and one VM must not have two leases; see `leasehold volume plan-repair`"
              .formatted(slot, session.path(), id));
    }
    return OptionalInt.empty();
  }

  private static void requireNew(VolumeSnapshot volume, LeaseId id) throws Refused {
    var existing = volume.index().find(id.text());
    if (existing.isEmpty()) return;
    throw new Refused(
        EditOutcome.Refusal.EXISTS,
        "lease %s exists already, in record %d%s"
            .formatted(
                id,
                existing.get().record(),
                existing.get().updating()
                    ? ", where an old vdsm stopped while it added or removed it; `leasehold volume"
                        + " repair` finishes that"
                    : ""));
  }

  private int recordFor(EditSession session, VolumeSnapshot volume)
      throws BlockFileException, Refused {
    int capacity = volume.capacity();
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
    var judge =
        new SlotJudge(
            session.geometry(), session.lockspace(), Lockspace.UNREAD, VolumeHistory.NONE, 0);
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
    var used = volume.index().find(id.text());
    var leftover = used.isPresent() ? OptionalInt.empty() : withdrawn(volume, id);
    if (used.isEmpty() && leftover.isEmpty()) throw absent(id);
    int record = used.isPresent() ? used.get().record() : leftover.getAsInt();
    int slot = Geometry.slotOf(record);
    new SlotClearance(session, history, nowNanos)
        .with(
            slot,
            volume,
            () -> {
              session.index().writeRecord(record, Index.freeRecord());
              if (volume.slots().get(slot) instanceof SlotRead.Whole) {
                session.clearLease(slot, id.text());
              }
            });
    return new EditOutcome.Done("lease %s removed from record %d".formatted(id, record));
  }

  private Refused absent(LeaseId id) {
    return new Refused(
        EditOutcome.Refusal.ABSENT,
        "no lease %s on %s; `leasehold volume inspect` lists them".formatted(id, file.path()));
  }

  /// Takes a lease out of the index and leaves its slot as it is, held or not: from now on nobody
  /// finds it, so nobody can start its VM, while the process that holds it goes on. The first half
  /// of a removal, for a VM that runs; [#remove] is the other half, [#reinstate] the way back.
  public EditOutcome withdraw(LeaseId id) throws BlockFileException, LeaseDaemonException {
    return edit(
        session -> {
          refuseReserved(id);
          var volume = session.read();
          requireUsable(volume);
          var used = volume.index().find(id.text());
          if (used.isPresent()) {
            requireWhole(session, used.get().record(), id);
            session.index().writeRecord(used.get().record(), Index.freeRecord());
          } else if (withdrawn(volume, id).isEmpty()) {
            throw absent(id);
          }
          return new EditOutcome.Done("lease %s is in no record any more".formatted(id));
        });
  }

  /// Names a withdrawn lease in its record again; its slot stays as it is, held or not.
  public EditOutcome reinstate(LeaseId id) throws BlockFileException, LeaseDaemonException {
    return edit(
        session -> {
          refuseReserved(id);
          var volume = session.read();
          requireUsable(volume);
          if (volume.index().find(id.text()).isEmpty()) {
            var record = withdrawn(volume, id);
            if (record.isEmpty()) throw absent(id);
            requireWhole(session, record.getAsInt(), id);
            writeRecord(session, record.getAsInt(), id);
          }
          return new EditOutcome.Done("lease %s is in its record".formatted(id));
        });
  }

  private static void requireWhole(EditSession session, int record, LeaseId id)
      throws BlockFileException, Refused {
    var leader = session.readLease(Geometry.slotOf(record)).leader();
    boolean whole =
        leader.magic() == Leader.PAXOS_MAGIC
            && leader.checksumHolds()
            && leader.resourceName().equals(id.text())
            && leader.spaceName().equals(session.lockspace());
    if (whole) return;
    throw new Refused(
        EditOutcome.Refusal.DAMAGED,
        "record %d does not lead to a sound lease %s; see `leasehold volume check`"
            .formatted(record, id));
  }

  /// The record of the only slot that holds a lease of that name, where it names none.
  private static OptionalInt withdrawn(VolumeSnapshot volume, LeaseId id) {
    var slots = new ArrayList<Integer>();
    for (var entry : volume.leases().entrySet()) {
      var leader = entry.getValue().leader();
      boolean its = leader.magic() == Leader.PAXOS_MAGIC && leader.resourceName().equals(id.text());
      if (its) slots.add(entry.getKey());
    }
    if (slots.size() != 1) return OptionalInt.empty();
    int record = slots.getFirst() - Geometry.FIRST_LEASE_SLOT;
    boolean unnamed =
        record >= 0 && volume.index().records().get(record) instanceof IndexRecord.Free;
    return unnamed ? OptionalInt.of(record) : OptionalInt.empty();
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
          var run =
              new RepairRun(session, history, nowNanos, nowSeconds).requireStillPlanned(steps);
          return run.run(steps, backup.keep(session.index().read()));
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
