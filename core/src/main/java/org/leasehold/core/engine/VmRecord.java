package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.VmId;

/// What the engine knows of one VM.
///
/// @param id which
/// @param status what is held true
/// @param changedNanos when `status` or `host` last changed
/// @param host where it runs or last ran, null when nowhere
/// @param boot that host's boot then
/// @param version highest lease version seen held, null when none
/// @param exit how it last ended
/// @param handsOff last seen paused by a person, saving or migrating (S4, S18)
/// @param disks writable disks last seen live, null when never seen
/// @param copies every process of it in the latest reports, by host
/// @param restart its place in the queue, null when not queued
/// @param start the start command under way: the VM's lock, null when free
/// @param migratingTo destination of a migration, null when none
/// @param stopAskedNanos when a stop was last asked, negative when never
/// @param explanation why nothing is done, null when there is nothing to explain
/// @param prediction while threatened
public record VmRecord(
    VmId id,
    VmStatus status,
    long changedNanos,
    @Nullable HostId host,
    @Nullable BootId boot,
    @Nullable LeaseVersion version,
    ExitStatus exit,
    boolean handsOff,
    @Nullable DiskSet disks,
    Table<HostId, Copy> copies,
    @Nullable Restart restart,
    @Nullable CommandId start,
    @Nullable HostId migratingTo,
    long stopAskedNanos,
    @Nullable Explanation explanation,
    @Nullable Prediction prediction) {}
