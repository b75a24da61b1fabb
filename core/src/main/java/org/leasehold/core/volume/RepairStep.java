package org.leasehold.core.volume;

import java.util.OptionalInt;

/// One thing a repair does, as printed before it is done.
public sealed interface RepairStep {
  /// Which slot it concerns; empty for the index as a whole.
  OptionalInt slot();

  /// What is done and why, in one sentence.
  String sentence();

  /// Whether it writes anything.
  default boolean changes() {
    return !(this instanceof Leave);
  }

  /// Writes the index's first block anew, last of all.
  record RewriteMetadata(String lockspace, String why) implements RepairStep {
    @Override
    public OptionalInt slot() {
      return OptionalInt.empty();
    }

    @Override
    public String sentence() {
      return "write the index's first block for lockspace " + lockspace + ": " + why;
    }
  }

  /// Empties a record that names no lease, or one that stands twice; its slot is not touched.
  record ClearRecord(int record, String why) implements RepairStep {
    @Override
    public OptionalInt slot() {
      return OptionalInt.of(Geometry.slotOf(record));
    }

    @Override
    public String sentence() {
      return "empty record " + record + ": " + why;
    }
  }

  /// Writes a record from what its slot holds.
  record RestoreRecord(int record, String id, String why) implements RepairStep {
    @Override
    public OptionalInt slot() {
      return OptionalInt.of(Geometry.slotOf(record));
    }

    @Override
    public String sentence() {
      return "write record " + record + " for lease " + id + ": " + why;
    }
  }

  /// Writes a fresh lease where its record says one is, and none that works is.
  record CreateLease(int record, String id, String why) implements RepairStep {
    @Override
    public OptionalInt slot() {
      return OptionalInt.of(Geometry.slotOf(record));
    }

    @Override
    public String sentence() {
      return "create lease " + id + " anew in record " + record + ", version 0: " + why;
    }
  }

  /// Clears a slot whose lease no record names, holding that lease.
  record ClearLease(int record, String name, String why) implements RepairStep {
    @Override
    public OptionalInt slot() {
      return OptionalInt.of(Geometry.slotOf(record));
    }

    @Override
    public String sentence() {
      return "clear lease " + name + " in the slot of record " + record + ": " + why;
    }
  }

  /// Empties a record and clears its slot, holding the slot's lease: one that stands twice.
  record RemoveLease(int record, String name, String why) implements RepairStep {
    @Override
    public OptionalInt slot() {
      return OptionalInt.of(Geometry.slotOf(record));
    }

    @Override
    public String sentence() {
      return "remove lease " + name + " from record " + record + " and its slot: " + why;
    }
  }

  /// Clears a slot of bytes that are no lease, which no record names.
  record ClearSlot(int record, String why) implements RepairStep {
    @Override
    public OptionalInt slot() {
      return OptionalInt.of(Geometry.slotOf(record));
    }

    @Override
    public String sentence() {
      return "clear slot " + Geometry.slotOf(record) + ": " + why;
    }
  }

  /// What cannot be repaired, and why.
  record Leave(OptionalInt slot, String why) implements RepairStep {
    @Override
    public String sentence() {
      return "leave as it is: " + why;
    }
  }
}
