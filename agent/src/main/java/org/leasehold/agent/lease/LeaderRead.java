package org.leasehold.agent.lease;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.sanlock.ResourceAt;
import org.leasehold.core.volume.Leader;

/// What the leader record of one lease said when it was read from disk.
public sealed interface LeaderRead {
  /// A valid leader of that very lease.
  ///
  /// @param owner last owner; null when it was never acquired
  /// @param held false: free, `owner` was the last one
  /// @param version of the last acquire
  record Valid(@Nullable HostLife owner, boolean held, LeaseVersion version) implements LeaderRead {
    boolean isHeldBy(HostLife life) {
      return held && life.equals(owner);
    }

    /// Owner and version in words.
    public String words() {
      if (owner == null) return "never held";
      return "%s by %s at version %s".formatted(held ? "held" : "free, last held", owner, version);
    }
  }

  /// Something else is there: cleared, another lease, damaged. Nobody can hold the lease.
  record NotThere(String what) implements LeaderRead {}

  /// It could not be read: no word for and none against.
  record Unread(String why) implements LeaderRead {}

  /// Judges bytes as decoded.
  static LeaderRead of(Leader leader, ResourceAt lease) {
    if (leader.magic() == Leader.CLEARED_MAGIC) return new NotThere("the lease has been removed");
    if (leader.magic() != Leader.PAXOS_MAGIC) return new NotThere("no lease at " + lease.place());
    if (!leader.checksumHolds()) return new NotThere("a damaged leader record");
    boolean named =
        leader.spaceName().equals(lease.lockspace().text())
            && leader.resourceName().equals(lease.lease().text());
    if (!named) {
      return new NotThere(
          "lease %s of lockspace %s".formatted(leader.resourceName(), leader.spaceName()));
    }
    boolean held = leader.timestamp() != 0;
    var version = new LeaseVersion(leader.leaseVersion());
    if (leader.ownerId() == 0) return new Valid(null, false, version);
    if (leader.ownerId() < 1 || leader.ownerId() > HostId.MAX) {
      return new NotThere("a leader with the impossible owner " + leader.ownerId());
    }
    var owner =
        new HostLife(new HostId((int) leader.ownerId()), new Generation(leader.ownerGeneration()));
    return new Valid(owner, held, version);
  }
}
