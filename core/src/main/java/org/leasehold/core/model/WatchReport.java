package org.leasehold.core.model;

import java.util.List;

/// One look, once a second while asked for, of a host's own sanlock at silent owners, and of the
/// host itself at the leaders of leases on its own volume (S2).
///
/// @param watcher who looked
/// @param agent the watcher's agent run
/// @param boot the watcher's boot
/// @param number number of the look in this agent run, 1 and up
/// @param lockspace where
/// @param hosts the hosts asked for and the owners of `leases`, by host id
/// @param leases the leases asked for, by lease id
public record WatchReport(
    HostId watcher,
    AgentInstance agent,
    BootId boot,
    long number,
    LockspaceName lockspace,
    List<HostSight> hosts,
    List<LeaseSight> leases) {
  public WatchReport {
    hosts = List.copyOf(hosts);
    leases = List.copyOf(leases);
  }
}
