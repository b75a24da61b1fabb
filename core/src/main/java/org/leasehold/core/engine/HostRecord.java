package org.leasehold.core.engine;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.WatchReport;

/// What the engine knows of one host.
///
/// @param id which
/// @param status what is held true
/// @param changedNanos when `status` last changed
/// @param boot last reported boot, null when never heard of
/// @param report its latest report, null when none in this engine's life
/// @param reportNanos when that arrived; before the first, when the engine began to expect one
/// @param failures failed contacts since then
/// @param lives its last own word about each lockspace (S2)
/// @param newest the newest life of it that anybody has seen while it was silent (S1)
/// @param answers to "can it start there?", of the present boot
/// @param looks the latest look per lockspace
/// @param watches what it was asked to look at
/// @param vms the VMs recorded on it
/// @param copies the VMs of which it showed a process that it has not said to be gone (S1)
/// @param usedMiB memory of the VMs with a process in its latest report, in MiB
/// @param treatment the open case, null when none
/// @param confirmation a person's "has been rebooted", null when none for this silence
/// @param lacking why it is non-operational, empty when it is not
/// @param recoveringSinceNanos since when its agent says so, negative when it does not
/// @param unfit a start could not be proven there, or its fencing lied, until a person checked
/// @param powerNanos last power operation, negative when never
/// @param powerFault what the last regular look at its power devices found, empty when all is well
public record HostRecord(
    HostId id,
    HostStatus status,
    long changedNanos,
    @Nullable BootId boot,
    @Nullable HostReport report,
    long reportNanos,
    int failures,
    Table<LockspaceName, KnownLife> lives,
    Table<LockspaceName, SeenLife> newest,
    SortedMap<VmId, StartAnswer> answers,
    Table<LockspaceName, Look> looks,
    Table<LockspaceName, WatchList> watches,
    Table<VmId, VmId> vms,
    Table<VmId, VmId> copies,
    long usedMiB,
    @Nullable Treatment treatment,
    @Nullable Confirmation confirmation,
    String lacking,
    long recoveringSinceNanos,
    boolean unfit,
    long powerNanos,
    String powerFault) {
  /// A host's own last word about its life in a lockspace.
  ///
  /// @param lastRenewalNanos engine time of its last renewal, by its own report
  /// @param sinceNanos when this life was first reported
  public record KnownLife(
      HostLife life, long timestampSeconds, long lastRenewalNanos, long sinceNanos) {}

  /// A life that others saw in its heartbeat. The life before it renewed for the last time no later
  /// than this one was seen first.
  ///
  /// @param sinceNanos when it was seen first
  public record SeenLife(Generation generation, long sinceNanos) {}

  /// A look and when it arrived.
  public record Look(WatchReport report, long atNanos) {}

  /// What was asked, and when.
  public record WatchList(List<HostId> hosts, List<LeaseId> leases, long askedNanos) {}

  /// A person's word that the host has been rebooted.
  public record Confirmation(String operator, String typed, long atNanos) {}

  HostDraft draft() {
    return new HostDraft(this);
  }
}
