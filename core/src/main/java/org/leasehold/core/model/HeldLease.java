package org.leasehold.core.model;

/// The lease a running VM should hold, as its host verified it in this report.
///
/// @param lockspace where
/// @param version version last acquired for this VM on this host, as written down at acquire
/// @param heldInDaemon the daemon lists the lease for the QEMU pid
/// @param leaderIsOurs the leader on disk shows our id, generation and that version (S8)
public record HeldLease(
    LockspaceName lockspace, LeaseVersion version, boolean heldInDaemon, boolean leaderIsOurs) {}
