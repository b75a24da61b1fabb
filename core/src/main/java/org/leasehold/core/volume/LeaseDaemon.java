package org.leasehold.core.volume;

import java.util.List;
import java.util.Optional;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.IoTimeout;

/// This host's sanlock daemon, as far as the volume needs it: the only writer of leases, and the
/// judge of who may.
///
/// What is acquired is acquired for the process that calls: who is killed when the lockspace fails
/// is who writes (S13).
public interface LeaseDaemon {
  /// This host's own life in a lockspace; empty where it has not joined.
  Optional<HostLife> membership(String lockspace) throws LeaseDaemonException;

  /// One host as this daemon sees it.
  HostSight host(String lockspace, HostId host) throws LeaseDaemonException;

  /// Every host that is in the lockspace or died in it, this one included.
  List<HostSight> hosts(String lockspace) throws LeaseDaemonException;

  /// Every lease of this lockspace that any process of this host holds or is taking.
  List<HeldHere> heldHere(String lockspace) throws LeaseDaemonException;

  /// Formats slot 0. Only on a volume that nobody can have joined.
  void formatLockspace(String lockspace, Geometry geometry, IoTimeout ioTimeout)
      throws LeaseDaemonException;

  /// Writes a fresh, free lease with version 0 and empty host sectors, whatever was there.
  void writeLease(LeaseAddress lease, Geometry geometry) throws LeaseDaemonException;

  /// Marks the slot as holding no lease, whatever was there.
  void clearLease(LeaseAddress lease, Geometry geometry) throws LeaseDaemonException;

  /// Takes a lease for this process, or says why not. A dead owner's is taken, a failing one's not.
  Held acquire(LeaseAddress lease) throws LeaseDaemonException;

  /// A lease this process holds.
  interface Held extends AutoCloseable {
    /// Gives it up and returns when the daemon has written its last byte into the slot, also where
    /// the lease was cleared meanwhile. Only then may the slot get another lease: a release after
    /// that would poison it.
    ///
    /// @throws LeaseDaemonException of kind NO_ANSWER: the daemon may still write
    /// @see "core/docs/sanlock.md (a)"
    @Override
    void close() throws LeaseDaemonException;
  }

  /// @param lockspace name
  /// @param name lease id
  /// @param slot slot number on the volume
  /// @param offsetBytes where the slot starts
  record LeaseAddress(String lockspace, String name, int slot, long offsetBytes) {
    static LeaseAddress of(String lockspace, String name, int slot, Geometry geometry) {
      return new LeaseAddress(lockspace, name, slot, geometry.slotOffsetBytes(slot));
    }
  }

  record HeldHere(String name, long offsetBytes) {}

  /// @param state the daemon's verdict
  /// @param generation of the heartbeat as the daemon last read it
  record HostSight(HostId host, State state, Generation generation) {
    /// Whether a lease that this host took in that life can still be in use there.
    boolean mayStillHold(Generation taken) {
      return switch (state) {
        case LIVE, FAIL, UNKNOWN -> !generation.isNewerThan(taken);
        case DEAD, FREE -> false;
      };
    }
  }

  /// @see "sanlock src/lockspace.c: get_host_flag"
  enum State {
    FREE,
    LIVE,
    FAIL,
    DEAD,
    UNKNOWN
  }
}
