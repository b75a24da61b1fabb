package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// Everything the engine knows and intends, as one immutable value.
///
/// @param nowNanos time of the last event
/// @param startedNanos when this engine's run began
/// @param lookedSinceNanos reports and looks older than this count for nothing (S20)
/// @param claim whether it acts
/// @param epoch the highest seen
/// @param document what people decided
/// @param hosts by host id
/// @param vms by VM id
public record EngineState(
    long nowNanos,
    long startedNanos,
    long lookedSinceNanos,
    Claim claim,
    Epoch epoch,
    @Nullable ClusterDocument document,
    Table<HostId, HostRecord> hosts,
    Table<VmId, VmRecord> vms) {
  /// Before [Event.Started].
  public static final EngineState EMPTY =
      new EngineState(0, 0, 0, Claim.WATCHING, Epoch.NONE, null, Table.empty(), Table.empty());

  /// Why a VM is not being started, in words; every VM has exactly one answer at every moment.
  public String explain(VmId vm) {
    var record = vms.get(vm);
    if (record == null) return "not a VM of this cluster";
    var explanation = record.explanation();
    return explanation == null ? record.status().word() : explanation.text();
  }
}
