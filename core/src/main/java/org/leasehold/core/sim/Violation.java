package org.leasehold.core.sim;

/// A broken invariant.
///
/// @param invariant its name
/// @param rule the safety rule it stands for
/// @param atNanos simulated time
/// @param text what was seen
public record Violation(String invariant, String rule, long atNanos, String text) {
  @Override
  public String toString() {
    return "%s (%s) at %s s: %s".formatted(invariant, rule, SimTime.text(atNanos), text);
  }
}
