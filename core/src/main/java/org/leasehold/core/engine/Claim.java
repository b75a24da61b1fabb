package org.leasehold.core.engine;

/// Whether this engine holds the engine lease (S16).
public enum Claim {
  /// Acts: holds the claim.
  ACTING,
  /// Was refused: another engine acts.
  WATCHING,
  /// Held it and lost it; until claimed again, the same rights as a watcher.
  LOST;

  public boolean acts() {
    return this == ACTING;
  }
}
