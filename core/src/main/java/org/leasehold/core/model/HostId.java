package org.leasehold.core.model;

/// The number a host holds in a lockspace, given once and never reused.
///
/// @param value 1..2000; a volume of 4 KiB sectors with small slots allows fewer (see `Geometry`)
/// @see "sanlock src/sanlock.8: host_id; src/leader.h: DEFAULT_MAX_HOSTS"
public record HostId(int value) implements Comparable<HostId> {
  public static final int MAX = 2000;

  public HostId {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException("host id out of 1.." + MAX + ": " + value);
    }
  }

  @Override
  public int compareTo(HostId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
