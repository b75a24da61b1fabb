package org.leasehold.core.sim;

/// The sectors of one xleases volume that sanlock reads and writes; every call is one sector and
/// atomic.
///
/// Two kinds exist: plain fields for most runs, real bytes read back with the volume library for
/// one run in twenty. Both must give the same story.
interface LeaseArea {
  Delta delta(int host);

  void writeDelta(int host, Delta delta);

  Leader leader(int slot);

  void writeLeader(int slot, Leader leader);

  /// The request record of a lease: ask the owner to give up this version.
  ///
  /// @return version asked for, 0 when nobody asks
  /// @see "sanlock src/paxos_lease.c, request record"
  long requestedVersion(int slot);

  boolean requestIsForced(int slot);

  void writeRequest(int slot, long version, boolean forced);

  /// Reads everything back as another program would.
  ///
  /// @return what cannot be read, or is not what was written; empty when all is well
  default String damage() {
    return "";
  }
}
