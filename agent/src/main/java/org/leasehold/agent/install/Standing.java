package org.leasehold.agent.install;

/// How a step stands before it is made.
sealed interface Standing {
  /// Nothing is to be done.
  record There() implements Standing {}

  record Missing() implements Standing {}

  /// Somebody else's thing is where ours belongs; it is never overwritten.
  ///
  /// @param sentence what it is, and what to do
  record InTheWay(String sentence) implements Standing {}

  Standing THERE = new There();
  Standing MISSING = new Missing();
}
