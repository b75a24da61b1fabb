package org.leasehold.core.volume;

import java.util.List;

/// How a change of a volume ended.
public sealed interface EditOutcome {
  /// @param what one sentence of what is now true
  record Done(String what) implements EditOutcome {}

  /// A repair of which some steps were refused; the others are done.
  ///
  /// @param refused what was left, and why, a sentence each
  record Partly(String what, List<String> refused) implements EditOutcome {
    public Partly {
      refused = List.copyOf(refused);
    }
  }

  /// Nothing was written.
  ///
  /// @param sentence what stands in the way, where, and what to do
  record Refused(Refusal why, String sentence) implements EditOutcome {}

  enum Refusal {
    /// Made by oVirt or another tool.
    FOREIGN,
    /// Something is on the volume already.
    OCCUPIED,
    TOO_SMALL,
    /// The index must be repaired first.
    DAMAGED,
    NOT_JOINED,
    /// The lease this host's sanlock took is not on the volume we read: two different volumes.
    OTHER_VOLUME,
    EXISTS,
    ABSENT,
    FULL,
    /// `leasehold-master` and `leasehold-engine` belong to the volume.
    RESERVED,
    HELD,
    SHARED,
    BALLOT,
    /// Who holds it, or what it is, cannot be told.
    UNKNOWN,
    /// Nothing to do.
    NOTHING
  }
}
