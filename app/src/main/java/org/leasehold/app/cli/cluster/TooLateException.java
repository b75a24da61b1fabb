package org.leasehold.app.cli.cluster;

/// The engine did not answer in time; it may still do what it was asked.
public final class TooLateException extends Exception {
  private static final long serialVersionUID = 1;

  public TooLateException(String sentence) {
    super(sentence);
  }
}
