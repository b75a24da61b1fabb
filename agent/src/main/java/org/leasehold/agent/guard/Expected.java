package org.leasehold.agent.guard;

import java.util.OptionalLong;
import org.leasehold.core.volume.Leader;

/// What the leader of a lease must say while a VM of this host holds it.
///
/// @param hostId this host's id in the lockspace
/// @param generation this host's present one
/// @param version the one held; empty where nobody could tell
record Expected(String lockspace, String lease, int hostId, long generation, OptionalLong version) {

  /// Judges one leader as read.
  ///
  /// @return empty if it is ours, else what is there instead
  String difference(Leader leader) {
    if (leader.magic() == Leader.CLEARED_MAGIC) return "cleared";
    if (leader.magic() != Leader.PAXOS_MAGIC) return "no lease";
    if (!leader.spaceName().equals(lockspace) || !leader.resourceName().equals(lease)) {
      return "lease " + leader.resourceName() + " of lockspace " + leader.spaceName();
    }
    if (leader.timestamp() == 0) return "free at version " + leader.leaseVersion();
    boolean ours =
        leader.ownerId() == hostId
            && leader.ownerGeneration() == generation
            && (version.isEmpty() || version.getAsLong() == leader.leaseVersion());
    return ours
        ? ""
        : "owner %d, generation %d, version %d"
            .formatted(leader.ownerId(), leader.ownerGeneration(), leader.leaseVersion());
  }

  /// A checksum that does not hold proves no other owner: nobody can acquire such a lease either.
  static boolean isReadable(Leader leader) {
    return leader.magic() == Leader.CLEARED_MAGIC || leader.checksumHolds();
  }
}
