package org.leasehold.core.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/// What would have to be done to a damaged volume. Reads nothing, writes nothing.
///
/// The index is the source of truth where it can be read, the slots where it cannot. A slot with a
/// held, shared or balloted lease is left; the rest is judged again when it is done.
public final class RepairPlan {
  private final VolumeSnapshot volume;
  private final VolumeHistory history;
  private final long nowNanos;
  private final List<RepairStep> steps = new ArrayList<>();
  private final TreeSet<String> indexed = new TreeSet<>();

  private RepairPlan(VolumeSnapshot volume, VolumeHistory history, long nowNanos) {
    this.volume = volume;
    this.history = history;
    this.nowNanos = nowNanos;
  }

  /// @return in the order of doing; empty where nothing is wrong
  public static List<RepairStep> of(VolumeSnapshot volume, VolumeHistory history, long nowNanos) {
    var plan = new RepairPlan(volume, history, nowNanos);
    plan.make();
    return List.copyOf(plan.steps);
  }

  private void make() {
    if (volume.indexBytesRead() < IndexLayout.INDEX_BYTES) {
      steps.add(
          new RepairStep.Leave(
              OptionalInt.empty(),
              "the volume ends inside its index; restore it from its storage"));
      return;
    }
    for (var record : volume.index().records()) {
      if (record instanceof IndexRecord.Used used && !used.updating()) indexed.add(used.id());
    }
    var seen = new TreeSet<String>();
    for (var record : volume.index().records()) {
      switch (record) {
        case IndexRecord.Free free -> leftover(free.record());
        case IndexRecord.Corrupt corrupt -> corruptRecord(corrupt);
        case IndexRecord.Used used when used.updating() -> unfinished(used);
        case IndexRecord.Used used when !seen.add(used.id()) -> duplicate(used);
        case IndexRecord.Used used -> used(used);
      }
    }
    metadata();
  }

  private void metadata() {
    switch (volume.index().metadata()) {
      case IndexMetadata.Invalid invalid ->
          steps.add(
              volume
                  .lockspaceName()
                  .<RepairStep>map(
                      name -> new RepairStep.RewriteMetadata(name, invalid.why().sentence()))
                  .orElseGet(
                      () ->
                          new RepairStep.Leave(
                              OptionalInt.empty(),
                              "neither heartbeat nor lease tells this volume's lockspace")));
      case IndexMetadata.Valid valid when valid.updating() ->
          steps.add(
              new RepairStep.RewriteMetadata(
                  valid.lockspace(), "a format or rebuild was interrupted"));
      case IndexMetadata.Valid valid when valid.flag() != IndexLayout.SETTLED ->
          steps.add(new RepairStep.RewriteMetadata(valid.lockspace(), "its flag is damaged"));
      case IndexMetadata.Valid _ -> {}
    }
  }

  private SlotState state(int record) {
    return volume.slots().containsKey(Geometry.slotOf(record))
        ? volume.state(Geometry.slotOf(record), history, nowNanos)
        : new SlotState.NeverCreated();
  }

  /// The name of a sound lease in the slot, if there is one.
  private Optional<String> resourceName(int record) {
    return volume
        .lease(Geometry.slotOf(record))
        .filter(_ -> state(record).hasResource())
        .map(lease -> lease.leader().resourceName());
  }

  private void corruptRecord(IndexRecord.Corrupt corrupt) {
    int record = corrupt.record();
    var name = resourceName(record);
    if (name.isPresent() && indexed.add(name.get())) {
      steps.add(
          new RepairStep.RestoreRecord(
              record, name.get(), "the record is damaged, the slot holds this lease"));
    } else if (name.isPresent()) {
      steps.add(
          new RepairStep.ClearLease(
              record, name.get(), "another record holds a lease of that name"));
      steps.add(new RepairStep.ClearRecord(record, corrupt.why().sentence()));
    } else if (state(record) instanceof SlotState.Corrupt slot && !isBeyondEnd(slot)) {
      steps.add(
          leave(record, "record and slot are both damaged; nobody can say which VM it protects"));
    } else {
      steps.add(new RepairStep.ClearRecord(record, corrupt.why().sentence()));
    }
  }

  private void leftover(int record) {
    var name = resourceName(record);
    if (name.isEmpty()) return;
    var user = user(state(record));
    steps.add(
        user.isEmpty()
            ? new RepairStep.ClearLease(record, name.get(), "no record names it")
            : leave(
                record,
                "lease %s has no record and is in use by %s; end its VM first"
                    .formatted(name.get(), user.get())));
  }

  /// Who is known to use a lease. An owner of whom nothing is known may be dead: sanlock decides
  /// when the step is done.
  private static Optional<String> user(SlotState state) {
    return switch (state) {
      case SlotState.Held held ->
          switch (held.owner().liveness()) {
            case Liveness.Live _, Liveness.Failing _ -> Optional.of(held.owner().life().toString());
            case Liveness.Dead _, Liveness.Unknown _, Liveness.Stale _ -> Optional.empty();
          };
      case SlotState.Shared shared -> Optional.of(shared.owners().getFirst().life().toString());
      case SlotState.Ballot ballot when ballot.abandoned() -> user(ballot.under());
      case SlotState.Ballot ballot -> Optional.of("host " + ballot.by() + ", which is taking it");
      case SlotState.Free _,
          SlotState.Cleared _,
          SlotState.NeverCreated _,
          SlotState.Empty _,
          SlotState.Corrupt _ ->
          Optional.empty();
    };
  }

  private void unfinished(IndexRecord.Used used) {
    var name = resourceName(used.record());
    if (name.equals(Optional.of(used.id())) && indexed.add(used.id())) {
      steps.add(
          new RepairStep.RestoreRecord(
              used.record(), used.id(), "an old vdsm stopped before it finished adding it"));
    } else {
      steps.add(
          new RepairStep.ClearRecord(
              used.record(), "an old vdsm stopped while it added or removed " + used.id()));
    }
  }

  private void duplicate(IndexRecord.Used used) {
    var name = resourceName(used.record());
    name.ifPresent(
        found ->
            steps.add(
                new RepairStep.ClearLease(
                    used.record(), found, "lease " + used.id() + " has another record")));
    steps.add(
        new RepairStep.ClearRecord(used.record(), "lease " + used.id() + " has another record"));
  }

  private void used(IndexRecord.Used used) {
    int record = used.record();
    boolean odd =
        used.hintBytes() != volume.geometry().leaseOffsetBytes(record)
            || used.oddities().contains(IndexRecord.Oddity.NAME_TAIL);
    if (odd) {
      steps.add(
          new RepairStep.RestoreRecord(
              record, used.id(), "its text differs from what vdsm would have written"));
    }
    switch (state(record)) {
      case SlotState.NeverCreated _, SlotState.Cleared _, SlotState.Empty _ ->
          steps.add(new RepairStep.CreateLease(record, used.id(), "its slot holds no lease"));
      case SlotState.Corrupt corrupt when isBeyondEnd(corrupt) ->
          steps.add(new RepairStep.ClearRecord(record, corrupt.why().sentence()));
      case SlotState.Corrupt corrupt when corrupt.why() == SlotState.Flaw.LOCKSPACE ->
          steps.add(leave(record, corrupt.why().sentence() + ": " + corrupt.detail()));
      case SlotState.Corrupt corrupt ->
          steps.add(
              new RepairStep.CreateLease(
                  record, used.id(), corrupt.why().sentence() + " (" + corrupt.detail() + ")"));
      case SlotState.Free _, SlotState.Held _, SlotState.Shared _, SlotState.Ballot _ ->
          damagedSectors(used);
    }
  }

  /// A leader that is sound over a host's ballot block that is not: nobody can take the lease.
  private void damagedSectors(IndexRecord.Used used) {
    var lease = volume.lease(Geometry.slotOf(used.record())).orElseThrow();
    if (!lease.hasDamagedBallot()) return;
    var user = user(state(used.record()));
    steps.add(
        user.isEmpty()
            ? new RepairStep.CreateLease(
                used.record(), used.id(), "a ballot block is damaged, so nobody can take it")
            : leave(
                used.record(),
                "a ballot block of lease %s is damaged, and it is in use by %s; end its VM first"
                    .formatted(used.id(), user.get())));
  }

  private static boolean isBeyondEnd(SlotState.Corrupt corrupt) {
    return corrupt.why() == SlotState.Flaw.BEYOND_END || corrupt.why() == SlotState.Flaw.CUT_OFF;
  }

  private static RepairStep.Leave leave(int record, String why) {
    return new RepairStep.Leave(OptionalInt.of(Geometry.slotOf(record)), why);
  }
}
