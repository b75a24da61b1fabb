package org.leasehold.core.volume;

/// What was read of one lease slot.
public sealed interface SlotRead {
  record Whole(LeaseSlot lease) implements SlotRead {}

  /// The slot starts past the end of the volume.
  record BeyondEnd() implements SlotRead {}

  /// The volume ends inside the part of the slot that carries meaning; sanlock answers -EMSGSIZE.
  ///
  /// @param bytes how many there are
  record CutOff(int bytes) implements SlotRead {}
}
