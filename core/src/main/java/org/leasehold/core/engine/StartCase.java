package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LeaseSight;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.VmEntry;

/// One start about to be asked for; what every [StartGate] judges.
///
/// @param t the step it happens in
/// @param vm which VM
/// @param entry its policy and definition
/// @param target where it is to start
/// @param report the target's latest report
/// @param lockspace where its lease is, null for a VM without one
/// @param space the target's standing there, null when it has none
/// @param evidence why nobody else runs it
/// @param lease the leader as the target read it, null when it was not needed
record StartCase(
    Turn t,
    VmRecord vm,
    VmEntry entry,
    HostRecord target,
    HostReport report,
    @Nullable LockspaceName lockspace,
    @Nullable LockspaceReport space,
    StartEvidence evidence,
    @Nullable LeaseSight lease) {
  String targetName() {
    return t.name(target.id());
  }

  /// The target's sight of a host, in the lease's lockspace.
  Sights.@Nullable OfHost sightOf(HostId host) {
    return lockspace == null ? null : Sights.host(target, lockspace, host);
  }
}
