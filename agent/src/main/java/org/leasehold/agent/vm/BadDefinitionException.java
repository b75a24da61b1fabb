package org.leasehold.agent.vm;

/// A definition that cannot be used: one sentence of what, where, and what to do.
public final class BadDefinitionException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadDefinitionException(String sentence) {
    super(sentence);
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
