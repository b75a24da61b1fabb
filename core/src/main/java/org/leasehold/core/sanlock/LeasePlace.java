package org.leasehold.core.sanlock;

import java.nio.file.Path;

/// Where a lockspace or a lease begins: a file or block device as the daemon's host sees it, and an
/// offset in it.
///
/// @param offsetBytes 0 or more; a multiple of the slot size, which sanlock itself does not check
/// @see "sanlock src/sanlock_resource.h: struct sanlk_disk"
public record LeasePlace(Path file, long offsetBytes) {
  /// Longest path sanlock takes, without the NUL.
  static final int PATH_BYTES_MAX = 1023;

  public LeasePlace {
    if (offsetBytes < 0) throw new IllegalArgumentException("negative offset: " + offsetBytes);
  }

  @Override
  public String toString() {
    return file + ":" + offsetBytes;
  }
}
