package org.leasehold.agent.guard;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.volume.Leader;

/// What daemon and disk have said, answer after answer, of one lease of one process.
///
/// Each answer counts once, however often the loop looks at it.
final class LeaseWatch {
  private final long pid;
  private final LibvirtStatus.Lease lease;
  private final long sinceNanos;

  private DaemonWord daemon = new DaemonWord.NotAsked();
  private LeaderWord leader = new LeaderWord.Unread();
  private long daemonNumber;
  private long diskNumber;

  /// @param sinceNanos when the process was first seen: what was asked before says nothing of it
  LeaseWatch(long pid, LibvirtStatus.Lease lease, long sinceNanos) {
    this.pid = pid;
    this.lease = lease;
    this.sinceNanos = sinceNanos;
  }

  DaemonWord daemon() {
    return daemon;
  }

  LeaderWord leader() {
    return leader;
  }

  void hear(Probe.Answer<DaemonAnswer> answer) {
    if (answer.number() <= daemonNumber || answer.askedAtNanos() - sinceNanos < 0) return;
    daemonNumber = answer.number();
    var before = daemon;
    daemon =
        switch (answer.value()) {
          case DaemonAnswer.Said(DaemonStatus status) -> word(status);
          case DaemonAnswer.Gone _ ->
              new DaemonWord.Gone(before instanceof DaemonWord.Gone(int reads) ? reads + 1 : 1);
          case DaemonAnswer.Silent _ -> new DaemonWord.Silent();
        };
    boolean same =
        daemon instanceof DaemonWord.Holds
            ? daemon.equals(before)
            : daemon.getClass() == before.getClass();
    // The lease changes hands between two looks at the disk: only what holds throughout counts.
    if (!same) leader = new LeaderWord.Unread();
  }

  private DaemonWord word(DaemonStatus status) {
    boolean known =
        status.clients().stream()
            .anyMatch(one -> one.pid() == pid && !"1".equals(one.details().get("pid_dead")));
    if (!known) {
      return new DaemonWord.UnknownPid(
          daemon instanceof DaemonWord.UnknownPid(int reads) ? reads + 1 : 1);
    }
    for (var held : status.leases()) {
      if (held.pid() != pid
          || !held.lockspace().equals(lease.lockspace())
          || !held.lease().equals(lease.key())) {
        continue;
      }
      return held.phase() == DaemonStatus.Lease.Phase.HELD
          ? new DaemonWord.Holds(held.version())
          : new DaemonWord.Changing();
    }
    return new DaemonWord.HoldsNothing(
        daemon instanceof DaemonWord.HoldsNothing(int reads) ? reads + 1 : 1);
  }

  /// @param daemonGeneration this host's, as the daemon says; empty where it is silent
  void see(Probe.Answer<DiskAnswer> answer, int hostId, OptionalLong daemonGeneration) {
    if (answer.number() <= diskNumber || answer.askedAtNanos() - sinceNanos < 0) return;
    diskNumber = answer.number();
    var disk = answer.value();
    var found = disk.leaders().get(lease.offsetBytes());
    var difference = found == null ? null : difference(found, disk, hostId, daemonGeneration);
    if (difference == null) {
      leader = new LeaderWord.Unread();
    } else if (difference.isEmpty()) {
      leader = new LeaderWord.Ours();
    } else {
      int reads = leader instanceof LeaderWord.NotOurs(String _, int before) ? before + 1 : 1;
      leader = new LeaderWord.NotOurs(difference, reads);
    }
  }

  /// @return null where nothing can be said
  private @Nullable String difference(
      Leader found, DiskAnswer disk, int hostId, OptionalLong daemonGeneration) {
    if (!Expected.isReadable(found) || disk.heartbeat().isEmpty()) return null;
    var onDisk = disk.generation(hostId);
    if (onDisk.isEmpty() && daemonGeneration.isEmpty()) return "this host has left the lockspace";
    long generation = onDisk.orElseGet(daemonGeneration::getAsLong);
    var version =
        daemon instanceof DaemonWord.Holds(long held)
            ? OptionalLong.of(held)
            : OptionalLong.empty();
    return new Expected(lease.lockspace(), lease.key(), hostId, generation, version)
        .difference(found);
  }
}
