package org.leasehold.core.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.leasehold.core.model.LeaseId;

/// What would have to be done to a damaged volume. Reads nothing, writes nothing.
///
/// The index is the source of truth where it can be read, the slots where it cannot. A slot with a
/// held, shared or balloted lease is left; the rest is judged again when it is done. What is taken
/// away comes before what is made, so that no lease is made while another of its name stands.
public final class RepairPlan {
  private final VolumeSnapshot volume;
  private final VolumeHistory history;
  private final long nowNanos;
  private final List<RepairStep> removals = new ArrayList<>();
  private final List<RepairStep> writes = new ArrayList<>();

  /// Names with a record of their own, settled so far.
  private final SortedMap<String, Integer> indexed = new TreeMap<>();

  private RepairPlan(VolumeSnapshot volume, VolumeHistory history, long nowNanos) {
    this.volume = volume;
    this.history = history;
    this.nowNanos = nowNanos;
  }

  /// @return in the order of doing; empty where nothing is wrong
  public static List<RepairStep> of(VolumeSnapshot volume, VolumeHistory history, long nowNanos) {
    var plan = new RepairPlan(volume, history, nowNanos);
    plan.make();
    plan.removals.addAll(plan.writes);
    return List.copyOf(plan.removals);
  }

  private void make() {
    if (volume.indexBytesRead() < IndexLayout.INDEX_BYTES) {
      writes.add(
          new RepairStep.Leave(
              OptionalInt.empty(),
              "the volume ends inside its index; restore it from its storage"));
      return;
    }
    for (var record : volume.index().records()) {
      if (record instanceof IndexRecord.Used used && !used.updating()) {
        indexed.putIfAbsent(used.id(), used.record());
      }
    }
    for (var record : volume.index().records()) {
      switch (record) {
        case IndexRecord.Free free -> leftover(free.record());
        case IndexRecord.Corrupt corrupt -> corruptRecord(corrupt);
        case IndexRecord.Used used when used.updating() -> unfinished(used);
        case IndexRecord.Used used when isElsewhere(used) -> duplicate(used);
        case IndexRecord.Used used -> used(used);
      }
    }
    metadata();
  }

  private boolean isElsewhere(IndexRecord.Used used) {
    return !Integer.valueOf(used.record()).equals(indexed.get(used.id()));
  }

  private void metadata() {
    switch (volume.index().metadata()) {
      case IndexMetadata.Invalid invalid -> lostMetadata(invalid);
      case IndexMetadata.Valid valid when valid.updating() ->
          writes.add(
              new RepairStep.RewriteMetadata(
                  valid.lockspace(), "a format or rebuild was interrupted"));
      case IndexMetadata.Valid valid when valid.flag() != IndexLayout.SETTLED ->
          writes.add(new RepairStep.RewriteMetadata(valid.lockspace(), "its flag is damaged"));
      case IndexMetadata.Valid _ -> {}
    }
  }

  /// The lockspace's name is on the volume many times over; all of them must agree.
  private void lostMetadata(IndexMetadata.Invalid invalid) {
    SortedSet<String> names = new TreeSet<>();
    volume.lockspace().joined().values().forEach(joined -> names.add(joined.lockspace()));
    volume
        .lease(Geometry.MASTER_SLOT)
        .filter(master -> master.leader().magic() == Leader.PAXOS_MAGIC)
        .ifPresent(master -> names.add(master.leader().spaceName()));
    if (names.size() == 1) {
      writes.add(new RepairStep.RewriteMetadata(names.first(), invalid.why().sentence()));
      return;
    }
    writes.add(
        new RepairStep.Leave(
            OptionalInt.empty(),
            names.isEmpty()
                ? "neither heartbeat nor lease tells this volume's lockspace"
                : "heartbeats and master lease name different lockspaces: "
                    + String.join(", ", names)));
  }

  private SlotState state(int record) {
    return volume.slots().containsKey(Geometry.slotOf(record))
        ? volume.slotState(Geometry.slotOf(record), history, nowNanos)
        : new SlotState.NeverCreated();
  }

  /// The slot judged by itself, whatever name its record has.
  private SlotState own(int record) {
    return lease(record)
        .map(
            lease ->
                volume
                    .judge(history, nowNanos)
                    .judge(Geometry.slotOf(record), lease, Optional.empty()))
        .orElseGet(() -> state(record));
  }

  private Optional<LeaseSlot> lease(int record) {
    return volume.lease(Geometry.slotOf(record));
  }

  /// The name of a sound lease in the slot, if there is one.
  private Optional<String> resourceName(int record) {
    return lease(record)
        .filter(_ -> own(record).hasResource())
        .map(lease -> lease.leader().resourceName());
  }

  private void corruptRecord(IndexRecord.Corrupt corrupt) {
    int record = corrupt.record();
    var name = resourceName(record);
    if (name.isPresent() && !LeaseId.isLegal(name.get())) {
      writes.add(leave(record, "record damaged, and no name of ours in its slot: " + name.get()));
    } else if (name.isPresent() && indexed.putIfAbsent(name.get(), record) == null) {
      writes.add(
          new RepairStep.RestoreRecord(
              record, name.get(), "the record is damaged, the slot holds this lease"));
    } else if (name.isPresent()) {
      removeUnlessUsed(record, name.get(), "another record holds a lease of that name");
    } else if (isDamaged(record)) {
      writes.add(
          leave(record, "record and slot are both damaged; nobody can say which VM it protects"));
    } else {
      writes.add(new RepairStep.ClearRecord(record, corrupt.why().sentence()));
    }
  }

  private void removeUnlessUsed(int record, String name, String why) {
    var user = RepairUse.of(own(record));
    if (user.isEmpty()) {
      removals.add(new RepairStep.RemoveLease(record, name, why));
      return;
    }
    var other = indexed.get(name);
    writes.add(
        leave(
            record,
            "lease %s stands here and in record %d, two locks for one VM, and the one here is in use by %s; start that VM nowhere, end it, then repair"
                .formatted(name, other, user.get())));
  }

  private void leftover(int record) {
    var name = resourceName(record);
    if (name.isPresent()) {
      var user = RepairUse.of(own(record));
      var step =
          user.isPresent()
              ? leave(
                  record,
                  "lease %s has no record and is in use by %s; end its VM first"
                      .formatted(name.get(), user.get()))
              : LeaseId.isLegal(name.get())
                  ? new RepairStep.ClearLease(record, name.get(), "no record names it")
                  : leave(record, "lease %s is none of ours".formatted(name.get()));
      removals.add(step);
    } else if (isDamaged(record) && !isForeign(record)) {
      var corrupt = (SlotState.Corrupt) state(record);
      removals.add(
          new RepairStep.ClearSlot(
              record, "no record names it, and it is no lease: " + corrupt.why().sentence()));
    }
  }

  private void unfinished(IndexRecord.Used used) {
    int record = used.record();
    var name = resourceName(record);
    boolean same = name.equals(Optional.of(used.id()));
    var why = "an old vdsm stopped while it added or removed " + used.id();
    if (same && indexed.putIfAbsent(used.id(), record) == null) {
      writes.add(
          new RepairStep.RestoreRecord(
              record, used.id(), "an old vdsm stopped before it finished adding it"));
    } else if (same) {
      removeUnlessUsed(record, used.id(), "another record holds a lease of that name");
    } else {
      writes.add(new RepairStep.ClearRecord(record, why));
    }
  }

  private void duplicate(IndexRecord.Used used) {
    int record = used.record();
    var why = "lease %s has another record, %d".formatted(used.id(), indexed.get(used.id()));
    if (state(record).hasResource() || isDamaged(record)) {
      removeUnlessUsed(record, used.id(), why);
    } else {
      writes.add(new RepairStep.ClearRecord(record, why));
    }
  }

  private void used(IndexRecord.Used used) {
    int record = used.record();
    boolean odd =
        used.hintBytes() != volume.geometry().leaseOffsetBytes(record)
            || used.oddities().contains(IndexRecord.Oddity.NAME_TAIL);
    if (odd) {
      writes.add(
          new RepairStep.RestoreRecord(
              record, used.id(), "its text differs from what vdsm would have written"));
    }
    switch (state(record)) {
      case SlotState.NeverCreated _, SlotState.Cleared _, SlotState.Empty _ ->
          create(used, "its slot holds no lease");
      case SlotState.Corrupt corrupt when isBeyondEnd(corrupt) ->
          writes.add(new RepairStep.ClearRecord(record, corrupt.why().sentence()));
      case SlotState.Corrupt corrupt when isForeign(record) ->
          writes.add(leave(record, corrupt.why().sentence() + ": " + corrupt.detail()));
      case SlotState.Corrupt corrupt ->
          create(used, corrupt.why().sentence() + " (" + corrupt.detail() + ")");
      case SlotState.Free _, SlotState.Held _, SlotState.Shared _, SlotState.Ballot _ -> {
        if (lease(record).filter(LeaseSlot::isStuck).isPresent()) {
          create(used, "a ballot block is damaged or too new, so hosts cannot take it");
        }
      }
    }
  }

  private void create(IndexRecord.Used used, String why) {
    int record = used.record();
    var user = RepairUse.of(own(record));
    if (user.isPresent()) {
      writes.add(
          leave(
              record,
              "the slot of lease %s cannot be used (%s), and it is in use by %s; end its VM first"
                  .formatted(used.id(), why, user.get())));
    } else if (!LeaseId.isLegal(used.id())) {
      writes.add(leave(record, "name %s is none that libvirt would take".formatted(used.id())));
    } else {
      writes.add(new RepairStep.CreateLease(record, used.id(), why));
    }
  }

  private boolean isDamaged(int record) {
    return state(record) instanceof SlotState.Corrupt corrupt && !isBeyondEnd(corrupt);
  }

  /// A sound lease of another lockspace.
  private boolean isForeign(int record) {
    return state(record) instanceof SlotState.Corrupt corrupt
        && corrupt.why() == SlotState.Flaw.LOCKSPACE
        && lease(record).filter(lease -> lease.leader().checksumHolds()).isPresent();
  }

  private static boolean isBeyondEnd(SlotState.Corrupt corrupt) {
    return corrupt.why() == SlotState.Flaw.BEYOND_END || corrupt.why() == SlotState.Flaw.CUT_OFF;
  }

  private static RepairStep leave(int record, String why) {
    return new RepairStep.Leave(OptionalInt.of(Geometry.slotOf(record)), why);
  }
}
