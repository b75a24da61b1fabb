package org.leasehold.core.model;

/// A resource lease's version (`lver`): raised by one at each acquisition.
///
/// @param value 0 means never acquired; compared as unsigned, as sanlock does
/// @see "sanlock src/paxos_lease.c: paxos_lease_acquire"
public record LeaseVersion(long value) implements Comparable<LeaseVersion> {
  public static final LeaseVersion NEVER = new LeaseVersion(0);

  public LeaseVersion next() {
    return new LeaseVersion(value + 1);
  }

  @Override
  public int compareTo(LeaseVersion other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(value);
  }
}
