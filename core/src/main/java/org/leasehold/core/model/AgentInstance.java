package org.leasehold.core.model;

/// One run of a host's agent; its report numbers start at 1.
///
/// @param number counter of the agent's starts on that host, 1 and up; the agent writes it down
public record AgentInstance(long number) implements Comparable<AgentInstance> {
  public AgentInstance {
    if (number < 1) throw new IllegalArgumentException("agent instance below 1: " + number);
  }

  @Override
  public int compareTo(AgentInstance other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
