package org.leasehold.core.sanlock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.Geometry;

/// Calls to the sanlock daemon of one host. Safe for use by several threads.
///
/// Every call ends by its deadline or when its thread is interrupted; then it is not known whether
/// the daemon did it, and [SanlockException.NoAnswer] or [SanlockException.Cancelled] says so. A
/// call with arguments sanlock would misread (relative path, space in a path, misaligned offset)
/// throws [IllegalArgumentException] before anything is sent.
public interface SanlockClient {
  SanlockVersion version() throws SanlockException;

  /// Everything the daemon says of itself, its clients, lockspaces and leases.
  DaemonStatus status() throws SanlockException;

  // Lockspaces

  /// Joins a lockspace and returns when the host id is held: after 2 to 5 N, or after 8N + 60 s and
  /// more if the id was not left cleanly under another host name. N is that of the record on disk.
  ///
  /// @param ioTimeout must be the same on all hosts
  void addLockspace(LockspaceAt lockspace, HostId host, IoTimeout ioTimeout, Duration atMost)
      throws SanlockException;

  Membership inqLockspace(LockspaceAt lockspace, HostId host) throws SanlockException;

  /// Leaves a lockspace and returns when the host id is free on disk.
  void remLockspace(LockspaceAt lockspace, HostId host, Leaving how, Duration atMost)
      throws SanlockException;

  List<JoinedLockspace> getLockspaces() throws SanlockException;

  /// The hosts that are in the lockspace, or died in it: those whose timestamp on disk is not 0.
  /// Hosts that left cleanly and ids never used are missing; ask for them with [#getHost].
  List<HostSeen> getHosts(LockspaceName lockspace) throws SanlockException;

  /// One host, in whatever state; an id never used is FREE at generation 0.
  HostSeen getHost(LockspaceName lockspace, HostId host) throws SanlockException;

  /// Marks a lockspace as used by something sanlock does not see, so that it is not left meanwhile.
  ///
  /// A leave is not refused then, not even [Leaving#IF_UNUSED]: it starts, the lockspace accepts no
  /// acquire any more, and the leave ends when the mark goes. `external_used` in [#status] tells.
  void setConfig(LockspaceName lockspace, Use use) throws SanlockException;

  // Volumes: these need no joined lockspace, and sanlock checks nothing before it overwrites

  /// Formats a lockspace: every host id free at generation 0. Never while a host has it joined.
  ///
  /// There is no number of hosts to choose: sanlock 3.8 takes what the geometry has room for.
  void writeLockspace(LockspaceAt lockspace, Geometry geometry, IoTimeout ioTimeout)
      throws SanlockException;

  /// Reads the record of one host id.
  ///
  /// @param host whose record; its area must be formatted
  LockspaceOnDisk readLockspace(LeasePlace place, HostId host) throws SanlockException;

  /// Writes a fresh, free lease at version 0 over the whole slot.
  ///
  /// Never over a held lease, not even one's own: its later release puts an old block back, and
  /// then other hosts cannot acquire the lease (`core/docs/sanlock.md`, a). Acquire, clear,
  /// release, and only then write.
  void writeResource(ResourceAt resource, Geometry geometry) throws SanlockException;

  /// Marks the slot as holding no lease and zeroes the rest of it. Sanlock checks nothing: the
  /// caller must hold that lease, or know the slot to hold none. A release after it answers
  /// [SanlockCode#LEADER_MAGIC] and has worked.
  void clearResource(ResourceAt resource, Geometry geometry) throws SanlockException;

  LeaseOnDisk readResource(LeasePlace place) throws SanlockException;

  /// Owners as written on disk; whether they live is for [#getHost] to say.
  LeaseOwners readResourceOwners(ResourceAt resource) throws SanlockException;

  // Holders

  /// What a process holds. With several connections of one process the daemon answers for the one
  /// it finds first.
  ///
  /// Not to be asked while that process, or libvirt for it, may acquire or release: the daemon does
  /// one command per process at a time and refuses the other one as busy, so that a VM's start or
  /// pause fails. [#status] lists every held lease with its pid and disturbs nobody.
  Inquiry inquire(long pid) throws SanlockException;

  /// Asks the owner of a lease to give it up; needs the lockspace joined. Returns once the request
  /// is on disk; a free lease needs none and it is no error.
  void request(ResourceAt resource, Request request) throws SanlockException;

  /// Registers this process, so that it can hold leases.
  ///
  /// The daemon sends SIGTERM and SIGKILL to this very process if the lockspace fails or somebody
  /// requests the lease: only a process whose sole work is to hold leases should call this.
  Registration register() throws SanlockException;

  /// Whether a lockspace counts as used although sanlock sees no lease held.
  ///
  /// @see "sanlock src/sanlock_admin.h: SANLK_CONFIG_USED, SANLK_CONFIG_UNUSED"
  enum Use {
    USED(1),
    UNUSED(2);

    private final int number;

    Use(int number) {
      this.number = number;
    }

    /// As the daemon knows it.
    public int number() {
      return number;
    }
  }

  /// Checks what sanlock does not.
  ///
  /// @return the geometry-checked place, so that mistakes are found before sanlock writes there
  static LeasePlace aligned(LeasePlace place, Geometry geometry) {
    if (place.offsetBytes() % geometry.slotBytes() != 0) {
      throw new IllegalArgumentException(
          "offset %d is not a multiple of the slot size, %d bytes"
              .formatted(place.offsetBytes(), geometry.slotBytes()));
    }
    return place;
  }

  /// The daemon's own host in a lockspace, if it has joined it.
  default Optional<JoinedLockspace> joined(LockspaceName name) throws SanlockException {
    return getLockspaces().stream().filter(space -> space.name().equals(name.text())).findFirst();
  }
}
