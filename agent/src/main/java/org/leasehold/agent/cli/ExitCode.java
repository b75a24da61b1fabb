package org.leasehold.agent.cli;

/// What every command's exit code means; the same as of `leasehold`.
public final class ExitCode {
  public static final int DONE = 0;

  /// A check found something.
  public static final int FINDINGS = 1;

  public static final int USAGE = 2;

  /// A file, device, daemon or host that cannot be read or reached.
  public static final int UNREACHABLE = 3;

  /// Refused for safety; nothing was changed.
  public static final int REFUSED = 4;

  public static final int TIMED_OUT = 5;

  private ExitCode() {}
}
