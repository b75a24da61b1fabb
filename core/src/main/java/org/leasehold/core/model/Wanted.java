package org.leasehold.core.model;

/// What a VM should be doing, decided by a person.
///
/// @param state running, off, or left alone for maintenance
/// @param by who said so
/// @param sinceEpochSeconds wall clock, for people only
public record Wanted(State state, String by, long sinceEpochSeconds) {
  /// What is wanted.
  public enum State {
    RUNNING,
    OFF,
    MAINTENANCE
  }
}
