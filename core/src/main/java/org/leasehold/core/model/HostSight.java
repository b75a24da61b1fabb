package org.leasehold.core.model;

/// One host's delta lease as another host's sanlock sees it.
///
/// @param host whose delta lease
/// @param generation as read
/// @param timestampSeconds the writer's own boot clock at its last renewal, 0 when released; only
///   ever compared with the same writer's timestamps
/// @param state sanlock's verdict
/// @param changeAgeMillis how long before the sight the timestamp was last seen to change, 0 and up
/// @param ioTimeout the io timeout in the delta record of `host`
public record HostSight(
    HostId host,
    Generation generation,
    long timestampSeconds,
    SanlockHostState state,
    long changeAgeMillis,
    IoTimeout ioTimeout) {
  public HostSight {
    if (timestampSeconds < 0 || changeAgeMillis < 0) {
      throw new IllegalArgumentException(
          "negative time: timestamp " + timestampSeconds + " s, age " + changeAgeMillis + " ms");
    }
  }

  public HostLife life() {
    return new HostLife(host, generation);
  }
}
