package org.leasehold.core.engine;

/// Number of a command within one engine's run, counted from 1.
public record CommandId(long number) implements Comparable<CommandId> {
  @Override
  public int compareTo(CommandId other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return "#" + number;
  }
}
