package org.leasehold.agent.vm;

/// How a VM is to move.
///
/// @param targetUri how this host's hypervisor reaches the target's
/// @param targetXml the live XML with the target's own lease path
/// @param withoutStorageCheck the hypervisor does not know the file system for shared storage; that
///   it is was proven by the lockspace
public record MigrationOrder(String targetUri, String targetXml, boolean withoutStorageCheck) {}
