package org.leasehold.core.volume;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.leasehold.core.model.LeaseId;

/// Everything read of a volume in one go. The reads are not atomic: a surprising combination is
/// read once more before it is reported.
///
/// @param path for messages
/// @param sizeBytes of the volume when it was read
/// @param grows a file, which gets longer with every lease; a device does not
/// @param geometry found or forced
/// @param sectorKnown whether something on the volume told the sector size
/// @param index the index
/// @param indexBytesRead fewer than 253,952 means a truncated index
/// @param lockspace the delta leases, from slot 0 or from a separate volume
/// @param lockspaceInside whether slot 0 holds the lockspace
/// @param slots lease slots by slot number, from 2 (the master lease) on
public record VolumeSnapshot(
    String path,
    long sizeBytes,
    boolean grows,
    Geometry geometry,
    boolean sectorKnown,
    Index index,
    int indexBytesRead,
    Lockspace lockspace,
    boolean lockspaceInside,
    SortedMap<Integer, SlotRead> slots) {

  public VolumeSnapshot {
    slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
  }

  /// The lockspace's name: what the index says, else what the delta leases or the master lease say.
  public Optional<String> lockspaceName() {
    if (index.metadata() instanceof IndexMetadata.Valid valid) {
      return Optional.of(valid.lockspace());
    }
    var joined = lockspace.joined().values().stream().findFirst();
    return joined.map(DeltaLease.Joined::lockspace).or(() -> masterField(Leader::spaceName));
  }

  /// How many leases it has room for: what a device's size allows, or the whole index.
  public int capacity() {
    return grows ? IndexLayout.RECORD_COUNT_MAX : geometry.capacity(sizeBytes);
  }

  /// Whether Leasehold made this volume: lockspace inside, and its own master lease in slot 2. Any
  /// other is inspected only.
  public boolean isOwn() {
    var master = masterField(Leader::resourceName);
    return lockspaceInside && master.equals(Optional.of(LeaseId.MASTER.text()));
  }

  /// Leasehold's master lease stands in slot 2, and slot 0 holds no lockspace any more.
  boolean lostItsLockspace() {
    var master = masterField(Leader::resourceName);
    return !lockspaceInside && master.equals(Optional.of(LeaseId.MASTER.text()));
  }

  private Optional<String> masterField(java.util.function.Function<Leader, String> field) {
    return lease(Geometry.MASTER_SLOT)
        .map(LeaseSlot::leader)
        .filter(leader -> leader.magic() == Leader.PAXOS_MAGIC)
        .map(field)
        .filter(Predicate.not(String::isEmpty));
  }

  public Optional<LeaseSlot> lease(int slot) {
    return slots.get(slot) instanceof SlotRead.Whole whole
        ? Optional.of(whole.lease())
        : Optional.empty();
  }

  /// The same volume with one slot read anew.
  VolumeSnapshot withSlot(int slot, LeaseSlot lease) {
    var next = new TreeMap<>(slots);
    next.put(slot, new SlotRead.Whole(lease));
    return new VolumeSnapshot(
        path,
        sizeBytes,
        grows,
        geometry,
        sectorKnown,
        index,
        indexBytesRead,
        lockspace,
        lockspaceInside,
        next);
  }

  /// The whole lease slots, for [VolumeHistory#observe].
  SortedMap<Integer, LeaseSlot> leases() {
    var leases = new TreeMap<Integer, LeaseSlot>();
    slots.forEach(
        (slot, read) -> {
          if (read instanceof SlotRead.Whole whole) leases.put(slot, whole.lease());
        });
    return leases;
  }

  /// @param history with or without this snapshot in it
  public VolumeHistory observedAfter(VolumeHistory history, long nowNanos) {
    return history.observe(lockspace, leases(), nowNanos);
  }

  /// What one slot is. Where its index record cannot be read, that comes first: nobody can say
  /// which VM it serves.
  ///
  /// @param slot slot number, 2 or above
  public SlotState state(int slot, VolumeHistory history, long nowNanos) {
    int record = slot - Geometry.FIRST_LEASE_SLOT;
    boolean inIndex = record >= 0 && record < index.records().size();
    if (inIndex && index.records().get(record) instanceof IndexRecord.Corrupt corrupt) {
      return new SlotState.Corrupt(SlotState.Flaw.INDEX_RECORD, corrupt.why().sentence());
    }
    return slotState(slot, history, nowNanos);
  }

  /// What the slot's own bytes say, whatever state its record is in.
  SlotState slotState(int slot, VolumeHistory history, long nowNanos) {
    var judge = judge(history, nowNanos);
    return switch (slots.get(slot)) {
      case null -> new SlotState.Corrupt(SlotState.Flaw.BEYOND_END, "not read");
      case SlotRead.BeyondEnd _ ->
          new SlotState.Corrupt(SlotState.Flaw.BEYOND_END, "volume is " + sizeBytes + " bytes");
      case SlotRead.CutOff cut ->
          new SlotState.Corrupt(SlotState.Flaw.CUT_OFF, cut.bytes() + " bytes of the slot");
      case SlotRead.Whole whole -> judge.judge(slot, whole.lease(), expectedName(slot));
    };
  }

  SlotJudge judge(VolumeHistory history, long nowNanos) {
    return new SlotJudge(geometry, lockspaceName().orElse(""), lockspace, history, nowNanos);
  }

  private Optional<String> expectedName(int slot) {
    int record = slot - Geometry.FIRST_LEASE_SLOT;
    if (record < 0 || record >= index.records().size()) return Optional.empty();
    return index.records().get(record) instanceof IndexRecord.Used used
        ? Optional.of(used.id())
        : Optional.empty();
  }
}
