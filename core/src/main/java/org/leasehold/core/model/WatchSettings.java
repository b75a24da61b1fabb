package org.leasehold.core.model;

import java.time.Duration;

/// Pace of looks, age limits and the claim.
///
/// @param reportEvery how often an agent reports, 1..10 s
/// @param evidenceAgeMax evidence older than this justifies nothing, 1..10 s
/// @param commandAgeMax an agent refuses a command older than this, 2..60 s
/// @param claimBeat how often the acting engine confirms its claim, 1..10 s
/// @param claimEnds the claim is gone this long after the last beat, 5..60 s
/// @param watcherDelay a watching engine starts VMs this much later than the acting one, 5..300 s
public record WatchSettings(
    Duration reportEvery,
    Duration evidenceAgeMax,
    Duration commandAgeMax,
    Duration claimBeat,
    Duration claimEnds,
    Duration watcherDelay) {
  public static final WatchSettings DEFAULT =
      new WatchSettings(
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30));
}
