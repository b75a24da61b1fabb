package org.leasehold.core.protocol;

import java.io.IOException;

/// A frame that breaks the limits or the framing: where the next one begins is not known, so the
/// connection ends.
public final class FrameException extends IOException {
  private static final long serialVersionUID = 1;

  public FrameException(String sentence) {
    super(sentence);
  }
}
