package org.leasehold.agent.guard;

import java.util.Optional;
import java.util.OptionalLong;
import org.leasehold.core.volume.Leader;

/// What the leader of a lease must say while a VM of this host holds it.
///
/// @param hostId this host's id in the lockspace
/// @param generation this host's present one
/// @param version the one held; empty where nobody could tell
record Expected(String lockspace, String lease, int hostId, long generation, OptionalLong version) {

  /// How a leader differs from what it must be.
  ///
  /// @param what is there instead, for the log
  /// @param taken another owner, or another life of this host, holds it now: no moment of a pause
  ///   or resume of ours looks like that
  record Difference(String what, boolean taken) {}

  /// Judges one leader as read; empty if it is ours.
  Optional<Difference> difference(Leader leader) {
    if (leader.magic() == Leader.CLEARED_MAGIC) return different("cleared", false);
    if (!leader.spaceName().equals(lockspace) || !leader.resourceName().equals(lease)) {
      var there = "lease %s of lockspace %s".formatted(leader.resourceName(), leader.spaceName());
      return different(there, false);
    }
    if (leader.timestamp() == 0) {
      return different("free at version " + leader.leaseVersion(), false);
    }
    boolean sameLife = leader.ownerId() == hostId && leader.ownerGeneration() == generation;
    if (sameLife && (version.isEmpty() || version.getAsLong() == leader.leaseVersion())) {
      return Optional.empty();
    }
    var owner =
        "owner %d, generation %d, version %d"
            .formatted(leader.ownerId(), leader.ownerGeneration(), leader.leaseVersion());
    return different(owner, !sameLife);
  }

  private static Optional<Difference> different(String what, boolean taken) {
    return Optional.of(new Difference(what, taken));
  }

  /// A checksum that does not hold proves no other owner: nobody can acquire such a lease either.
  static boolean isReadable(Leader leader) {
    return leader.magic() == Leader.CLEARED_MAGIC
        || (leader.magic() == Leader.PAXOS_MAGIC && leader.checksumHolds());
  }
}
