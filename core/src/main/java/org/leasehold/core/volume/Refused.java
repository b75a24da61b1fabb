package org.leasehold.core.volume;

/// Ends an edit from any depth before it wrote anything; never leaves this package.
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient EditOutcome.Refused outcome;

  Refused(EditOutcome.Refusal why, String sentence) {
    super(sentence, null, false, false);
    this.outcome = new EditOutcome.Refused(why, sentence);
  }

  EditOutcome.Refused outcome() {
    return outcome;
  }
}
