package org.leasehold.core.model;

/// Counter of a host id's lives: raised by one each time the host id is acquired, so that an old
/// life cannot act for a new one.
///
/// @param value 0 means never acquired; compared as unsigned, as sanlock does
/// @see "sanlock src/delta_lease.c: delta_lease_acquire"
public record Generation(long value) implements Comparable<Generation> {
  public static final Generation NEVER = new Generation(0);

  public boolean isNewerThan(Generation other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Generation other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(value);
  }
}
