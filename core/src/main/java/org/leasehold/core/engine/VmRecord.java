package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LiveDisks;
import org.leasehold.core.model.VmEntry;
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
/// @param exitText the arithmetic of that, for people
/// @param exitReport the report that said so; null when none of this engine's life did
/// @param handsOff last seen paused by a person, saving or migrating (S4, S18)
/// @param disks the last live disks this engine saw or remembers, null when none; what counts is
///   [DiskGates#lastLive], which knows the document too
/// @param copies every process of it in the latest reports, by host
/// @param restart its place in the queue, null when not queued
/// @param start the start command under way: the VM's lock, null when free
/// @param migration under way, null when none
/// @param migrateAfterNanos no evacuation is tried before
/// @param stopAskedNanos when a stop was last asked, negative when never
/// @param trustReport reports of its host up to this number say nothing about its absence: they may
///   be older than its start (A7)
/// @param trustAgent the agent's run those numbers belong to; another run has seen the VM's host
///   anew
/// @param plan where it is to start if it must, null when no host fits or none is needed
/// @param readySinceNanos since when nothing but the claim stands against its start; negative: not
/// @param explanation why nothing is done, null when there is nothing to explain
/// @param prediction while threatened
/// @param alerts what people were told already, so that each is told once
public record VmRecord(
    VmId id,
    VmStatus status,
    long changedNanos,
    @Nullable HostId host,
    @Nullable BootId boot,
    @Nullable LeaseVersion version,
    ExitStatus exit,
    String exitText,
    StartEvidence.@Nullable ExitReported exitReport,
    boolean handsOff,
    @Nullable LiveDisks disks,
    Table<HostId, Copy> copies,
    @Nullable Restart restart,
    @Nullable CommandId start,
    @Nullable Migration migration,
    long migrateAfterNanos,
    long stopAskedNanos,
    long trustReport,
    @Nullable AgentInstance trustAgent,
    @Nullable HostId plan,
    long readySinceNanos,
    @Nullable Explanation explanation,
    @Nullable Prediction prediction,
    Table<String, String> alerts) {
  /// One migration under way.
  ///
  /// @param command null once its outcome is known to be unknown, or its source ended the VM: then
  ///   both ends must speak
  /// @param sinceNanos both ends must have spoken since
  public record Migration(HostId from, HostId to, @Nullable CommandId command, long sinceNanos) {
    /// The command says nothing more; what both ends report from now on decides.
    Migration open(long nowNanos) {
      return new Migration(from, to, null, nowNanos);
    }
  }

  /// A VM nothing was ever heard of.
  static VmRecord unheardOf(VmId id, long nowNanos) {
    var draft = new VmDraft(id);
    draft.changedNanos = nowNanos;
    return draft.done();
  }

  VmDraft draft() {
    return new VmDraft(this);
  }

  boolean isOn(HostId other) {
    return host != null && host.equals(other);
  }

  /// Why it must not leave our protection yet: what is in the page cache of a host that ran it may
  /// still land on its disks, and only starts of ours wait for that (S5).
  ///
  /// @return null when nothing stands against it
  public @Nullable String mayStillLand(VmEntry entry) {
    var live = DiskGates.lastLive(this, entry);
    return live == null || live.disks().directOnly()
        ? null
        : "%s last ran with a host's page cache, and what is not written yet may land on its disks (S5); go on with `leasehold vm accept-disks %s`"
            .formatted(entry.name(), entry.name());
  }
}
