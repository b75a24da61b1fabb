package org.leasehold.app.engine;

import java.io.IOException;

/// No engine answers: what was tried, and what to do.
public final class NoEngineException extends IOException {
  private static final long serialVersionUID = 1;

  public NoEngineException(String sentence) {
    super(sentence);
  }
}
