package org.leasehold.core.model;

import org.jspecify.annotations.Nullable;

/// Something an agent found that the engine must heed or show.
///
/// @param kind what kind
/// @param vm the VM concerned, null when the whole host is
/// @param text for people
public record Finding(Kind kind, @Nullable VmId vm, String text) {
  /// `OTHER_DEFINITION`, `PACEMAKER_RESOURCE`: S6. `LATE_WRITER`: the guard could not end a copy.
  /// `UNCOVERED`: a running copy that nothing enforces.
  public enum Kind {
    OTHER_DEFINITION,
    PACEMAKER_RESOURCE,
    LEASE_LOST,
    UNCOVERED,
    SETTING_DIFFERS
  }
}
