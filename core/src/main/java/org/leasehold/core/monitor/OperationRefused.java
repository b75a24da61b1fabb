package org.leasehold.core.monitor;

/// An operation that was not begun, or stopped half-way; one sentence each.
final class OperationRefused extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean begun;

  private OperationRefused(boolean begun, String sentence) {
    super(sentence);
    this.begun = begun;
  }

  /// Nothing was changed.
  static OperationRefused untouched(String sentence) {
    return new OperationRefused(false, sentence);
  }

  /// Some steps were done; the sentence says which and how to go on.
  static OperationRefused halfWay(String sentence) {
    return new OperationRefused(true, sentence);
  }

  Answer answer() {
    var sentence = String.valueOf(getMessage());
    return begun ? new Answer.Failed(sentence) : new Answer.Refused(sentence);
  }
}
