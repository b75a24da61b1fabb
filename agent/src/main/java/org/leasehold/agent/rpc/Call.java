package org.leasehold.agent.rpc;

import java.time.Duration;

/// One call as its handler sees it. The handler runs on a platform thread of its own, which is
/// interrupted at the deadline and when the caller cancels.
public interface Call {
  /// Who calls.
  Session session();

  /// What is left until the deadline; not negative.
  Duration left();

  /// Cancelled by the caller, or past its deadline. A lost connection does not cancel: what has
  /// begun is brought to its end.
  boolean isCancelled();

  /// Tells the caller how far it is, if the call carries a job name.
  ///
  /// @param percent 0..100, or -1 where it cannot be told
  void progress(int percent, String text);
}
