package org.leasehold.core.sim;

/// What the leader sector of one lease says.
///
/// @param version raised by one at each acquire (sanlock's lver)
/// @param owner host id of the last owner, 0: never owned
/// @param generation the owner's generation at the acquire
/// @param timestampSeconds the owner's monotonic clock at the acquire; 0: free
/// @see "sanlock src/paxos_lease.c"
record Leader(long version, int owner, long generation, long timestampSeconds) {
  static final Leader NEVER = new Leader(0, 0, 0, 0);

  boolean isFree() {
    return timestampSeconds == 0;
  }

  Leader acquiredBy(int host, long hostGeneration, long hostSeconds) {
    return new Leader(version + 1, host, hostGeneration, Math.max(1, hostSeconds));
  }

  Leader released() {
    return new Leader(version, owner, generation, 0);
  }

  boolean isHeldBy(int host, long hostGeneration, long heldVersion) {
    return !isFree() && owner == host && generation == hostGeneration && version == heldVersion;
  }
}
