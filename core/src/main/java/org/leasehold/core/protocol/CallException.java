package org.leasehold.core.protocol;

import java.util.Objects;

/// A call that was not done, with its code and one sentence: what, where, what to do.
public final class CallException extends Exception {
  private static final long serialVersionUID = 1;
  private final ErrorCode code;

  public CallException(ErrorCode code, String sentence) {
    super(sentence);
    this.code = code;
  }

  public CallException(ErrorCode code, String sentence, Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }

  public String sentence() {
    return Objects.requireNonNullElse(getMessage(), code.meaning());
  }
}
