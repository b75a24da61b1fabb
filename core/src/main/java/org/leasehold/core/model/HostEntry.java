package org.leasehold.core.model;

/// One host in the cluster document.
///
/// @param id its sanlock host id, given once
/// @param name for people
/// @param maintenance drained on purpose
/// @param fence its power switch
public record HostEntry(HostId id, String name, boolean maintenance, FenceSettings fence) {}
