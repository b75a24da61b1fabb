package org.leasehold.agent.lease;

import java.util.Optional;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.ResourceAt;

/// Whether a process holds a lease, really: the daemon lists it for that pid, and the leader on
/// disk shows this host's id and generation at the version expected (S3, S8, S10).
public sealed interface LeaseProof {
  /// Both say so.
  record Held(HostLife life, LeaseVersion version) implements LeaseProof {}

  /// One of them says otherwise.
  record NotHeld(String why) implements LeaseProof {}

  /// One of them could not be asked.
  record Unknown(String why) implements LeaseProof {}

  /// @param status the daemon's word
  /// @param leader the disk's
  /// @param pid the process that should hold it
  /// @param expected the version it must have
  static LeaseProof of(
      DaemonStatus status, LeaderRead leader, ResourceAt lease, long pid, LeaseVersion expected) {
    var life = life(status, lease);
    if (life.isEmpty()) {
      return new NotHeld("lockspace %s is not joined".formatted(lease.lockspace()));
    }
    var listed = listed(status, lease, pid);
    if (listed.isEmpty()) {
      return new NotHeld("sanlock lists no lease %s for process %d".formatted(lease.lease(), pid));
    }
    return switch (leader) {
      case LeaderRead.Unread(String why) -> new Unknown(why);
      case LeaderRead.NotThere(String what) -> new NotHeld("the disk shows " + what);
      case LeaderRead.Valid valid -> {
        if (!valid.isHeldBy(life.get())) {
          yield new NotHeld(
              "the disk shows the lease %s, this is %s".formatted(valid.words(), life.get()));
        }
        boolean same =
            valid.version().equals(expected) && listed.get().version() == expected.value();
        yield same
            ? new Held(life.get(), expected)
            : new NotHeld(
                "version %s was expected, the disk shows %s and sanlock %s"
                    .formatted(
                        expected, valid.version(), Long.toUnsignedString(listed.get().version())));
      }
    };
  }

  /// This host's life in the lease's lockspace, if it is joined.
  static Optional<HostLife> life(DaemonStatus status, ResourceAt lease) {
    return status.lockspaces().stream()
        .filter(space -> space.name().equals(lease.lockspace().text()))
        .map(space -> new HostLife(space.host(), space.generation()))
        .findFirst();
  }

  /// The daemon's entry for a lease that a process holds.
  static Optional<DaemonStatus.Lease> listed(DaemonStatus status, ResourceAt lease, long pid) {
    return status.leases().stream()
        .filter(held -> held.pid() == pid && held.phase() == DaemonStatus.Lease.Phase.HELD)
        .filter(held -> held.lockspace().equals(lease.lockspace().text()))
        .filter(held -> held.lease().equals(lease.lease().text()))
        .findFirst();
  }

  /// Whether the daemon knows the process at all.
  static boolean isKnown(DaemonStatus status, long pid) {
    return status.clients().stream().anyMatch(client -> client.pid() == pid);
  }
}
