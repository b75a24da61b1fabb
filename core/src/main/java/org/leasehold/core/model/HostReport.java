package org.leasehold.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything an agent says about its host, every few seconds. Ages are as of sending.
///
/// @param host who
/// @param agent the agent's run
/// @param boot the host's boot
/// @param number number of the report in this run, 1 and up; what commands rest on (S15)
/// @param recovering the agent has just started and does not know everything yet: `vms` is not
///   complete and absence says nothing
/// @param shuttingDown the operating system is going down
/// @param vms every protected or known VM with a process, and those that ended, by VM id
/// @param lockspaces by name
/// @param stores by domain
/// @param capacity what it offers
/// @param protection grade and proof
/// @param findings what must be heeded
/// @param load how busy it is, for people: nothing is decided by it; null where it is not told
public record HostReport(
    HostId host,
    AgentInstance agent,
    BootId boot,
    long number,
    boolean recovering,
    boolean shuttingDown,
    List<VmReport> vms,
    List<LockspaceReport> lockspaces,
    List<StoreReport> stores,
    Capacity capacity,
    Protection protection,
    List<Finding> findings,
    @Nullable HostLoad load) {
  public HostReport {
    if (number < 1) throw new IllegalArgumentException("report number below 1: " + number);
    vms = List.copyOf(vms);
    lockspaces = List.copyOf(lockspaces);
    stores = List.copyOf(stores);
    findings = List.copyOf(findings);
  }
}
