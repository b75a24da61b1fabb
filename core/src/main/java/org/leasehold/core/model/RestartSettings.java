package org.leasehold.core.model;

import java.time.Duration;

/// When and how often a VM is started again.
///
/// @param enabled the engine restarts VMs at all
/// @param retryShort between the first tries, 1..600 s
/// @param retryShortCount how many of those, 1..100
/// @param retryLong between all later tries, for ever, 60..86400 s
/// @param priorityCap longest a VM waits for VMs of higher priority or start-after, 0..3600 s
/// @param hostsPerTry hosts one try may use, 1..10
/// @param startsPerHostMax starts under way on one host at a time, 1..20
/// @param startLimit a start without an outcome counts as "may be running", 10..600 s
public record RestartSettings(
    boolean enabled,
    Duration retryShort,
    int retryShortCount,
    Duration retryLong,
    Duration priorityCap,
    int hostsPerTry,
    int startsPerHostMax,
    Duration startLimit) {
  public static final RestartSettings DEFAULT =
      new RestartSettings(
          true,
          Duration.ofSeconds(30),
          10,
          Duration.ofMinutes(30),
          Duration.ofSeconds(600),
          3,
          4,
          Duration.ofSeconds(120));
}
