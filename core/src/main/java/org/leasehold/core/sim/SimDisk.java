package org.leasehold.core.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.DiskSet;

/// One VM's disk on a store, and who has written to it.
///
/// Every copy that starts to write takes the next token. A copy that writes with a token that is no
/// longer the last one writes over somebody else's work: two writers, whether at the same moment or
/// one after the other.
final class SimDisk {
  final SimStore store;
  final String name;

  /// This disk as the only one of a VM, uncached.
  final DiskSet alone;

  private long lastToken;
  private @Nullable SimCopy writer;

  SimDisk(SimStore store, String name) {
    this.store = store;
    this.name = name;
    this.alone = new DiskSet(List.of(name), true);
  }

  @Nullable SimCopy writer() {
    return writer;
  }

  /// @return the copy whose work is being overwritten, or null when all is well
  @Nullable SimCopy written(SimCopy by) {
    var other = writer;
    if (by.writeToken == 0) by.writeToken = ++lastToken;
    boolean stale = by.writeToken != lastToken;
    boolean twoNow = other != null && other != by && other.isWriting();
    writer = by;
    return (stale || twoNow) && other != null && other != by ? other : null;
  }
}
