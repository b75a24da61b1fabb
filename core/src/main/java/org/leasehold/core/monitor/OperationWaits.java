package org.leasehold.core.monitor;

import java.time.Duration;

/// How long the steps of an operation wait for what others have to do; then it ends half-way and
/// says what is missing.
///
/// @param engine until the decision thread has taken a request
/// @param connected until a host that was added is connected
/// @param claimTaken until the claim is held in its new home
/// @param claimGivenUp until the claim is given up in a home that is taken away
/// @param document until a host has got the newest document
/// @param leaving until a host has left a lockspace
/// @param runsAgain until a VM that was shut down for a reboot runs again
record OperationWaits(
    Duration engine,
    Duration connected,
    Duration claimTaken,
    Duration claimGivenUp,
    Duration document,
    Duration leaving,
    Duration runsAgain) {
  static final OperationWaits DEFAULT =
      new OperationWaits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(40),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofSeconds(15),
          Duration.ofSeconds(20),
          Duration.ofMinutes(5));
}
