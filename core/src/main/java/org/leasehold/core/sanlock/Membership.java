package org.leasehold.core.sanlock;

/// Whether a daemon is in a lockspace.
///
/// @see "sanlock src/lockspace.c: inq_lockspace"
public enum Membership {
  /// Joined with exactly the host id and place asked for.
  JOINED,
  /// On its way in or out.
  CHANGING,
  /// Not joined, or joined with another host id or place: compare with `lockspaces()`.
  ABSENT
}
