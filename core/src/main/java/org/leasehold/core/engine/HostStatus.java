package org.leasehold.core.engine;

/// What the engine holds true of a host.
public enum HostStatus {
  /// Not heard of yet in this engine's life.
  UNASSIGNED("unassigned"),
  UP("up"),
  /// Contact failed, within the grace.
  CONNECTING("connecting"),
  /// Does not answer; a case is open.
  NON_RESPONSIVE("non-responsive"),
  /// Its agent answers but is still finding out what runs there.
  INITIALIZING("initializing"),
  /// Answers, but lacks something it needs.
  NON_OPERATIONAL("non-operational"),
  /// Its power was switched by us, or its operating system is going down.
  REBOOT("reboot"),
  PREPARING_MAINTENANCE("preparing for maintenance"),
  MAINTENANCE("maintenance"),
  /// Power verified off.
  DOWN("down");

  private final String word;

  HostStatus(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /// Whether its agent answers.
  public boolean answers() {
    return switch (this) {
      case UP, INITIALIZING, NON_OPERATIONAL, PREPARING_MAINTENANCE, MAINTENANCE -> true;
      case UNASSIGNED, CONNECTING, NON_RESPONSIVE, REBOOT, DOWN -> false;
    };
  }
}
