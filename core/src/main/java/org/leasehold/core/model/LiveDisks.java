package org.leasehold.core.model;

/// The writable disks a VM was last seen running with, and which report said so: what S5 calls the
/// last live set. Engines remember it each for themselves; where it differs from the definition,
/// the acting engine writes it into the cluster document, so that an engine that was not there
/// knows.
///
/// @param disks as the live definition had them
/// @param version of the lease then; [LeaseVersion#NEVER] for a VM without one
/// @param host whose agent saw it
/// @param agent that agent's run
/// @param report number of its report in that run
public record LiveDisks(
    DiskSet disks, LeaseVersion version, HostId host, AgentInstance agent, long report) {
  /// Whether this was seen later than `other`: each acquire raises the lease's version, and one
  /// host holds each version. Two sights of a VM without a lease on different hosts have no order:
  /// then neither is newer.
  public boolean isNewerThan(LiveDisks other) {
    int byVersion = version.compareTo(other.version);
    if (byVersion != 0) return byVersion > 0;
    if (!host.equals(other.host)) return false;
    int byRun = agent.compareTo(other.agent);
    return byRun > 0 || (byRun == 0 && report > other.report);
  }

  /// The same sight with other disks: a person's word about it.
  public LiveDisks with(DiskSet other) {
    return new LiveDisks(other, version, host, agent, report);
  }

  /// The same sight, older than any under the VM's next lease, whose versions begin anew.
  public LiveDisks withoutLease() {
    return new LiveDisks(disks, LeaseVersion.NEVER, host, agent, report);
  }
}
