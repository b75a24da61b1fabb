package org.leasehold.core.engine;

/// What the engine holds true of a VM.
public enum VmStatus {
  /// Nothing was ever reported about it.
  UNASSIGNED("unassigned"),
  DOWN("down"),
  STARTING("starting"),
  UP("up"),
  REBOOTING("rebooting"),
  POWERING_DOWN("powering down"),
  PAUSED("paused"),
  SAVING("saving"),
  MIGRATING("migrating"),
  NOT_RESPONDING("not responding"),
  /// Its host does not answer, or a start may have happened: neither running nor stopped.
  UNKNOWN("unknown");

  private final String word;

  VmStatus(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
