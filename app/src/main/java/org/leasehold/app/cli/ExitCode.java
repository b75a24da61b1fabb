package org.leasehold.app.cli;

/// What every command's exit code means; scripts rely on it.
public enum ExitCode {
  DONE(0),
  /// A check found something.
  FINDINGS(1),
  USAGE(2),
  /// A file, device, daemon or host that cannot be read or reached.
  UNREACHABLE(3),
  /// Refused for safety; nothing was changed.
  REFUSED(4),
  TIMED_OUT(5);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
