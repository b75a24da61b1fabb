package org.leasehold.agent.guard;

import java.util.OptionalLong;

/// All that is known of one VM's process and one of its leases at one moment.
///
/// @param renewalFailMs 8N of the lease's lockspace
/// @param daemon what sanlock says of the process
/// @param leader what the disk says of the lease
/// @param saidRunning libvirt's status file calls the VM running
/// @param cpusRan the guest's CPU threads used time between the last two looks: only a copy whose
///   CPUs run can write
/// @param renewalAgeMs since the last renewal that daemon or disk told of, suspended time included;
///   empty: neither ever told
/// @param sourcesSettled daemon and disk have both been asked a moment ago, and have answered or
///   missed their deadline: no old word is taken for the present one
/// @param sinceKillMs since our SIGKILL; empty: none was sent
public record CopyCase(
    long renewalFailMs,
    DaemonWord daemon,
    LeaderWord leader,
    boolean saidRunning,
    boolean cpusRan,
    OptionalLong renewalAgeMs,
    boolean sourcesSettled,
    OptionalLong sinceKillMs) {

  /// A copy that was sent SIGKILL: nothing else counts any more.
  static CopyCase killed(OptionalLong sinceKillMs) {
    return new CopyCase(
        0,
        new DaemonWord.NotAsked(),
        new LeaderWord.Unread(),
        false,
        false,
        OptionalLong.empty(),
        false,
        sinceKillMs);
  }

  /// Said to run by the one who pauses and resumes, and seen to.
  boolean runs() {
    return cpusRan && saidRunning;
  }
}
