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

  /// Whether the volume has the lease: its record in the index, and its slot.
  boolean exists(int slot);

  /// Takes the lease out of the index and clears its slot.
  void remove(int slot);

  /// A fresh lease where there is none: never owned, version 0.
  void create(int slot);

  /// Reads everything back as another program would.
  ///
  /// @return what cannot be read, or is not what was written; empty when all is well
  default String damage() {
    return "";
  }
}
