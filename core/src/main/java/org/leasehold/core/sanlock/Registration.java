package org.leasehold.core.sanlock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A connection on which this process holds leases: they live exactly as long as it does.
///
/// Calls are done one after the other; several threads may share a registration.
///
/// **A call that was not answered in time** (or was cancelled) leaves the registration in doubt:
/// the daemon may have done it or may still do it. The connection is *not* closed then, because
/// closing gives up every lease held on it. Until [#settle] has fetched the late answer, every
/// other call is refused with [SanlockException.InDoubt]. The other way out is [#close], which is
/// always safe: the daemon gives up all leases of the connection, also one whose acquire succeeds
/// later.
public interface Registration extends AutoCloseable {
  /// Acquires a lease and returns when it is held, up to 8N + 60 s + 7N later if a dead owner has
  /// to be waited for.
  void acquire(ResourceAt resource, Acquire how, Duration atMost) throws SanlockException;

  /// Gives up one lease and returns when it is free on disk.
  ///
  /// A refusal because of what is on disk (cleared, damaged, overwritten) still means that the
  /// daemon has let go of it; after [SanlockCode#AIO_TIMEOUT] the daemon goes on trying.
  void release(ResourceAt resource, Duration atMost) throws SanlockException;

  /// Gives up all leases and returns when they are free on disk.
  void releaseAll(Duration atMost) throws SanlockException;

  /// What this registration holds.
  List<HeldLease> inquire() throws SanlockException;

  /// Waits for the answer of a call that was not answered in time.
  ///
  /// @return empty if nothing was in doubt or the call has succeeded, else how it was refused
  Optional<SanlockException.Refused> settle(Duration atMost) throws SanlockException;

  /// False once the daemon has closed the connection or ended: from then on nothing guards the
  /// leases. Does not wait. A daemon that hangs is not noticed here.
  boolean isConnected();

  /// Gives up all leases, without waiting: the daemon releases them on disk a moment later, and
  /// meanwhile an acquire on this host is refused with [SanlockCode#EAGAIN].
  @Override
  void close();
}
