package org.leasehold.core.engine;

/// How a command ended.
public sealed interface Outcome {
  /// What the agent said.
  String text();

  /// For people: what was done, or why not.
  default String inWords() {
    return switch (this) {
      case Done done -> done.text();
      case Refused refused -> "refused: " + refused.text();
      case Failed failed -> failed.text();
      case NotSwitched not -> not.text();
      case MayHaveHappened lost -> "may have happened: " + lost.text();
    };
  }

  /// Done, and verified as far as the agent can (a start: the lease was seen held, S3).
  record Done(String text) implements Outcome {}

  /// Refused by the agent or by sanlock; nothing was changed.
  record Refused(Refusal refusal, String text) implements Outcome {}

  /// Tried and failed; the agent knows that nothing of it is left running.
  record Failed(String text) implements Outcome {}

  /// A host's power was not switched, or not proven to be; what the devices did stands in the text.
  record NotSwitched(PowerFault fault, String text) implements Outcome {}

  /// The connection broke before an answer: it may have happened (B9).
  record MayHaveHappened(String text) implements Outcome {}

  /// Why it was refused.
  enum Refusal {
    /// The lease is held by a live owner.
    LEASE_HELD,
    /// The lockspace is not joined there.
    NOT_JOINED,
    /// Memory, device, network or another resource is missing.
    RESOURCES,
    /// Lower epoch, too old, or resting on an older report (S15).
    STALE,
    /// A local rule of the agent forbids it (version, other definition, unfit).
    RULE
  }
}
