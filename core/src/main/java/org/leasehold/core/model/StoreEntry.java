package org.leasehold.core.model;

/// One storage domain in the cluster document.
///
/// @param domain UUID, also the lockspace name
/// @param ioTimeout N
/// @param active false: marked inactive by a person; failover starts only warn
public record StoreEntry(LockspaceName domain, IoTimeout ioTimeout, boolean active) {}
