package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;

/// What the engine knows of one host.
///
/// @param id which
/// @param status what is held true
/// @param changedNanos when `status` last changed
/// @param boot last reported boot, null when never heard of
/// @param report its latest report, null when none in this engine's life
/// @param reportNanos when that arrived
/// @param failures failed contacts since then
public record HostRecord(
    HostId id,
    HostStatus status,
    long changedNanos,
    @Nullable BootId boot,
    @Nullable HostReport report,
    long reportNanos,
    int failures) {}
