package org.leasehold.app.cli.cluster;

/// No engine answers: what was tried, and what to do.
public final class NoEngineException extends Exception {
  private static final long serialVersionUID = 1;

  public NoEngineException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
