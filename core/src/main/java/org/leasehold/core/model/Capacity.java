package org.leasehold.core.model;

/// What a host offers to VMs.
///
/// @param memoryMiB for VMs in all, in MiB
/// @param processors logical processors
public record Capacity(long memoryMiB, int processors) {}
