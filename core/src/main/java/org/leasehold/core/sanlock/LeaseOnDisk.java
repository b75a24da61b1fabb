package org.leasehold.core.sanlock;

import java.util.Optional;
import org.leasehold.core.volume.Geometry;

/// The leader record of a slot as the daemon reads it.
///
/// Names are plain text, not checked types: a slot may hold anything, and oVirt marks a removed
/// lease with two empty names.
///
/// @param version the lease's version (`lver`)
/// @param geometry empty if the record's flags name none
public record LeaseOnDisk(
    String lockspace, String lease, long version, Optional<Geometry> geometry) {}
