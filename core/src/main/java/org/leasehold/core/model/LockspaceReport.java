package org.leasehold.core.model;

import java.util.List;

/// What a host says about one lockspace it has joined, is joining, or is losing.
///
/// @param lockspace name, also the id of the storage domain
/// @param standing whether leases can be taken and held there
/// @param life own host id and generation there
/// @param timestampSeconds own last renewal by the own CLOCK_MONOTONIC; what S2 compares with
/// @param renewalAgeMillis age of the own last successful renewal
/// @param renewalLatencyMillis how long the last renewal took
/// @param ioTimeout the io timeout in use
/// @param volumeEnrolled the mount source or file-system id is the enrolled one (S2)
/// @param hosts the other hosts as this host's sanlock sees them, by host id
public record LockspaceReport(
    LockspaceName lockspace,
    Standing standing,
    HostLife life,
    long timestampSeconds,
    long renewalAgeMillis,
    long renewalLatencyMillis,
    IoTimeout ioTimeout,
    boolean volumeEnrolled,
    List<HostSight> hosts) {
  /// `FAILING`: no successful renewal for 8N, its holders are being ended.
  public enum Standing {
    JOINING,
    JOINED,
    FAILING
  }

  public LockspaceReport {
    hosts = List.copyOf(hosts);
  }

  /// Whether the host's own renewals work: the last is younger than three periods (6N).
  public boolean isRenewing() {
    return standing == Standing.JOINED && renewalAgeMillis < 1000L * ioTimeout.requestSeconds();
  }
}
