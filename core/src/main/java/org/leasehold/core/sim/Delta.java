package org.leasehold.core.sim;

/// What a lockspace sector says about one host id.
///
/// @param generation 0: never acquired
/// @param timestampSeconds the writer's own monotonic clock; 0: free
/// @param hostName sanlock's name of the writer, random at each start of the daemon (S11)
/// @see "sanlock src/delta_lease.c"
record Delta(long generation, long timestampSeconds, String hostName) {
  static final Delta NEVER = new Delta(0, 0, "");

  boolean isFree() {
    return timestampSeconds == 0;
  }
}
