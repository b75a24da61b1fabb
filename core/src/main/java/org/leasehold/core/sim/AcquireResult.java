package org.leasehold.core.sim;

/// How an acquire of a VM's lease ended.
///
/// @see "sanlock src/sanlock_rv.h; libvirt shows only the text"
sealed interface AcquireResult {
  record Acquired(long version) implements AcquireResult {}

  /// -ENOSPC: the lockspace is not joined, or failing.
  record NotJoined() implements AcquireResult {}

  /// -EEXIST: another process of this host holds it.
  record HeldHere() implements AcquireResult {}

  /// -243: the owner is alive.
  record HeldElsewhere(Leader leader) implements AcquireResult {}

  /// -244 and its like: somebody else was faster.
  record LostRace() implements AcquireResult {}

  /// -223 (SANLK_LEADER_MAGIC): there is no such lease in the slot.
  record NoLease() implements AcquireResult {}

  record IoFailed() implements AcquireResult {}
}
