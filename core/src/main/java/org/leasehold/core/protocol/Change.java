package org.leasehold.core.protocol;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.VmId;

/// Parameters of a method that changes something (S15).
public interface Change {
  Header header();

  /// The VM that is changed; null when none is.
  default @Nullable VmId subject() {
    return null;
  }
}
