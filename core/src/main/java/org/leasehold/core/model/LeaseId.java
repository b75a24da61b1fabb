package org.leasehold.core.model;

/// Name of one lease in a lockspace: the UUID of the VM it protects, or one of Leasehold's own.
///
/// @param text 1..47 printable ASCII characters without space, colon and backslash
public record LeaseId(String text) implements Comparable<LeaseId> {
  /// Held while somebody changes the index; slot 2 of every volume Leasehold made.
  public static final LeaseId MASTER = new LeaseId("leasehold-master");

  /// Held on behalf of the engine that acts; record 0 of every volume Leasehold made.
  public static final LeaseId ENGINE = new LeaseId("leasehold-engine");

  public LeaseId {
    SanlockName.checked("lease id", text);
  }

  /// Whether a name read from somewhere can be a lease id of ours.
  public static boolean isLegal(String text) {
    return SanlockName.isLegal(text);
  }

  @Override
  public int compareTo(LeaseId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
