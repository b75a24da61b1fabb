package org.leasehold.core.model;

/// Name of a lockspace: the UUID of the storage domain.
///
/// @param text 1..47 printable ASCII characters without space, colon and backslash
public record LockspaceName(String text) implements Comparable<LockspaceName> {
  public LockspaceName {
    SanlockName.checked("lockspace name", text);
  }

  @Override
  public int compareTo(LockspaceName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
