package org.leasehold.core.volume;

/// sanlock did not do what was asked: one sentence of why, and what to do.
public final class LeaseDaemonException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  public LeaseDaemonException(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  public LeaseDaemonException(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  public enum Kind {
    /// No daemon on this host, or no permission to talk to it.
    UNREACHABLE,
    /// The daemon did not answer in time; what it did is unknown.
    NO_ANSWER,
    /// The lease is in use: by another host, by this host, or for a moment by an acquire.
    IN_USE,
    /// What is on the volume is no lease sanlock accepts.
    NOT_A_LEASE,
    /// This host has not joined the lockspace, or is losing it.
    NOT_JOINED,
    /// Anything else, in sanlock's words.
    REFUSED;

    /// The daemon judged this one lease; it can be asked about the next.
    boolean isVerdict() {
      return this == IN_USE || this == NOT_A_LEASE || this == REFUSED;
    }
  }
}
