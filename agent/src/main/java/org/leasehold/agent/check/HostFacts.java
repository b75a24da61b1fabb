package org.leasehold.agent.check;

import java.util.List;
import java.util.Optional;

/// What was found on a host, before anybody judges it.
///
/// @param libvirt how libvirt is set up
/// @param sanlock empty if the daemon does not answer
/// @param sanlockTrouble why not
/// @param watchdogDevice `/dev/watchdog` is there
/// @param wdmd the watchdog multiplexing daemon runs
/// @param guardRuns `leasehold-guard` is active
/// @param lockspaces those the agent has written down for the guard
/// @param sleepTargets systemd's sleep targets that are not masked
/// @param timeSync name of the time daemon that runs
/// @param pacemakerVms names of VirtualDomain resources in Pacemaker's configuration
/// @param retries storage that retries for longer than a lease lives
record HostFacts(
    Libvirt libvirt,
    Optional<Sanlock> sanlock,
    String sanlockTrouble,
    boolean watchdogDevice,
    boolean wdmd,
    boolean guardRuns,
    List<Lockspace> lockspaces,
    List<String> sleepTargets,
    Optional<String> timeSync,
    List<String> pacemakerVms,
    List<Retry> retries) {

  /// @param lockManager as set in qemu.conf
  /// @param pluginInstalled the lock driver's library is there
  /// @param autoDiskLeases, requireLease as set in qemu-sanlock.conf
  /// @param hookInstalled our hook is there and executable
  /// @param stale what was changed after libvirtd started, and so is not in force
  /// @param guestsServiceStarts libvirt-guests is enabled and starts guests at boot
  /// @param ownDefinitions persistent definitions of VMs with a protected disk
  /// @param autostarts those of them that start at boot
  record Libvirt(
      Optional<String> lockManager,
      boolean pluginInstalled,
      boolean autoDiskLeases,
      boolean requireLease,
      boolean hookInstalled,
      List<String> stale,
      boolean guestsServiceStarts,
      List<String> ownDefinitions,
      List<String> autostarts) {}

  /// @param version `3.8.5`
  record Sanlock(String version, boolean usesWatchdog) {}

  /// @param joinedAs host id the daemon has joined with; empty: not joined
  /// @param joinedIoTimeoutSeconds 0: not known
  /// @param heartbeatName host name in this host's record on disk; empty: not read
  /// @param daemonName the one this host's daemon writes
  record Lockspace(
      String name,
      int hostId,
      int ioTimeoutSeconds,
      Optional<Integer> joinedAs,
      int joinedIoTimeoutSeconds,
      String heartbeatName,
      String daemonName) {}

  /// @param where a file or a mount
  /// @param what the setting
  /// @param seconds for how long a request is retried; empty: for ever
  record Retry(String where, String what, Optional<Long> seconds) {}
}
