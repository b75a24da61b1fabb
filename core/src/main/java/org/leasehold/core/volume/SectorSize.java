package org.leasehold.core.volume;

import java.util.Optional;

/// Logical block size of a volume; the unit in which sanlock and Leasehold write it.
public enum SectorSize {
  S512(512),
  S4096(4096);

  private final int bytes;

  SectorSize(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }

  public static Optional<SectorSize> ofBytes(long bytes) {
    for (var size : values()) {
      if (size.bytes == bytes) return Optional.of(size);
    }
    return Optional.empty();
  }
}
