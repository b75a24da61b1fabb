package org.leasehold.agent.guard;

import java.util.Optional;
import java.util.OptionalLong;
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
  private OptionalLong runningSinceNanos = OptionalLong.empty();
  private long daemonNumber;
  private long diskNumber;

  /// What the disk said against us and the daemon has not confirmed yet.
  private Optional<Doubt> doubt = Optional.empty();

  private record Doubt(Expected.Difference difference, long readAtNanos) {}

  /// @param sinceNanos when the process was first seen: what was asked before says nothing of it
  LeaseWatch(long pid, LibvirtStatus.Lease lease, long sinceNanos) {
    this.pid = pid;
    this.lease = lease;
    this.sinceNanos = sinceNanos;
  }

  DaemonWord daemon() {
    return daemon;
  }

  /// Whether the daemon's next word decides about what the disk says.
  boolean isInDoubt() {
    return doubt.isPresent();
  }

  /// Whether both sources should be asked again soon.
  boolean isSuspicious() {
    return doubt.isPresent()
        || daemon instanceof DaemonWord.Gone
        || leader instanceof LeaderWord.NotOurs;
  }

  LeaderWord leader() {
    return leader;
  }

  /// What libvirt's file says at this look, before the daemon is heard. A lease is taken before the
  /// file says "running" and given up before it says "paused", so "holds nothing" means something
  /// only where it was asked after that (S7: running in two reads).
  void running(boolean running, long nowNanos) {
    if (running == runningSinceNanos.isPresent()) return;
    runningSinceNanos = running ? OptionalLong.of(nowNanos) : OptionalLong.empty();
    if (daemon instanceof DaemonWord.HoldsNothing) daemon = new DaemonWord.HoldsNothing(0);
  }

  void hear(Probe.Answer<DaemonAnswer> answer) {
    if (answer.number() <= daemonNumber || answer.askedAtNanos() - sinceNanos < 0) return;
    daemonNumber = answer.number();
    var before = daemon;
    daemon =
        switch (answer.value()) {
          case DaemonAnswer.Said(DaemonStatus status) -> word(status, answer.askedAtNanos());
          case DaemonAnswer.Gone _ ->
              new DaemonWord.Gone(before instanceof DaemonWord.Gone(int reads) ? reads + 1 : 1);
          case DaemonAnswer.Silent _ -> new DaemonWord.Silent();
        };
    boolean same =
        daemon instanceof DaemonWord.Holds
            ? daemon.equals(before)
            : daemon.getClass() == before.getClass();
    if (same) {
      confirm(answer.askedAtNanos());
    } else {
      doubt = Optional.empty();
      leader = new LeaderWord.Unread();
    }
  }

  /// A lease that is given up at a pause is free on disk while the last word of the daemon is still
  /// "held": the disk's word counts only once the daemon, asked after it, sticks to its own.
  private void confirm(long askedAtNanos) {
    if (doubt.isEmpty() || askedAtNanos - doubt.get().readAtNanos() < 0) return;
    int reads =
        leader instanceof LeaderWord.NotOurs(String _, boolean _, int before) ? before + 1 : 1;
    var difference = doubt.get().difference();
    leader = new LeaderWord.NotOurs(difference.what(), difference.taken(), reads);
    doubt = Optional.empty();
  }

  private DaemonWord word(DaemonStatus status, long askedAtNanos) {
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
    boolean ran =
        runningSinceNanos.isPresent() && askedAtNanos - runningSinceNanos.getAsLong() >= 0;
    int before = daemon instanceof DaemonWord.HoldsNothing(int reads) ? reads : 0;
    return new DaemonWord.HoldsNothing(ran ? before + 1 : 0);
  }

  /// @param daemonGeneration this host's, as the daemon says; empty where it is silent
  void see(Probe.Answer<DiskAnswer> answer, int hostId, OptionalLong daemonGeneration) {
    if (answer.number() <= diskNumber || answer.askedAtNanos() - sinceNanos < 0) return;
    diskNumber = answer.number();
    var disk = answer.value();
    var found = disk.leaders().get(lease.offsetBytes());
    if (found == null || !Expected.isReadable(found) || disk.heartbeat().isEmpty()) {
      doubt = Optional.empty();
      leader = new LeaderWord.Unread();
      return;
    }
    var difference = difference(found, disk, hostId, daemonGeneration);
    if (difference.isEmpty()) {
      doubt = Optional.empty();
      leader = new LeaderWord.Ours();
    } else if (doubt.isEmpty()) {
      doubt = Optional.of(new Doubt(difference.get(), answer.answeredAtNanos()));
    }
  }

  private Optional<Expected.Difference> difference(
      Leader found, DiskAnswer disk, int hostId, OptionalLong daemonGeneration) {
    var onDisk = disk.generation(hostId);
    if (onDisk.isEmpty() && daemonGeneration.isEmpty()) {
      return Optional.of(new Expected.Difference("this host has left the lockspace", false));
    }
    long generation = onDisk.orElseGet(daemonGeneration::getAsLong);
    var version =
        daemon instanceof DaemonWord.Holds(long held)
            ? OptionalLong.of(held)
            : OptionalLong.empty();
    return new Expected(lease.lockspace(), lease.key(), hostId, generation, version)
        .difference(found);
  }
}
