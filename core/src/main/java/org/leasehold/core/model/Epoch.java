package org.leasehold.core.model;

/// Counter of acting engines: highest seen plus one, written under the claim (safety rule S15).
///
/// @param value 0 means: never acted
public record Epoch(long value) implements Comparable<Epoch> {
  public static final Epoch NONE = new Epoch(0);

  public Epoch {
    if (value < 0) throw new IllegalArgumentException("epoch below 0: " + value);
  }

  @Override
  public int compareTo(Epoch other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
