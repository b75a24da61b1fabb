package org.leasehold.core.sanlock;

import java.util.Optional;
import org.leasehold.core.volume.Geometry;

/// The delta record of one host id as the daemon reads it.
///
/// @param ioTimeoutSeconds of the host that wrote the record last, or of the formatter
/// @param geometry empty if the record's flags name none
public record LockspaceOnDisk(String name, int ioTimeoutSeconds, Optional<Geometry> geometry) {}
