package org.leasehold.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LiveDisks;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;

/// What the journal keeps over an engine's restart. Times are the engine's nanoseconds.
///
/// @param epoch highest seen
/// @param hosts by host id
/// @param vms by VM id
/// @param restored the journal came from a backup: VMs without a lease are not started (F5)
public record Memory(Epoch epoch, List<OfHost> hosts, List<OfVm> vms, boolean restored) {
  public static final Memory NONE = new Memory(Epoch.NONE, List.of(), List.of(), false);

  public Memory {
    hosts = List.copyOf(hosts);
    vms = List.copyOf(vms);
  }

  /// What is kept of a host.
  ///
  /// @param boot last reported boot, null when none was ever reported
  /// @param lives last reported life and timestamp per lockspace
  /// @param beingFenced a power operation was under way (D6)
  /// @param unfit a start could not be proven there, or its fencing lied
  public record OfHost(
      HostId host, @Nullable BootId boot, List<Life> lives, boolean beingFenced, boolean unfit) {
    public OfHost {
      lives = List.copyOf(lives);
    }
  }

  /// A host's last reported life in one lockspace.
  public record Life(LockspaceName lockspace, HostLife life, long timestampSeconds) {}

  /// What is kept of a VM.
  ///
  /// @param status last status
  /// @param host where it was last, null when nowhere
  /// @param boot that host's boot then
  /// @param version last lease version held, null when none is known
  /// @param exit how it ended
  /// @param handsOff paused by a person, saving or migrating when last seen (S4, S18)
  /// @param asked a person asked for its start, and it has not come up since
  /// @param disks writable disks last seen live, null when never seen (S5)
  public record OfVm(
      VmId vm,
      VmStatus status,
      @Nullable HostId host,
      @Nullable BootId boot,
      @Nullable LeaseVersion version,
      ExitStatus exit,
      boolean handsOff,
      boolean asked,
      @Nullable LiveDisks disks) {}
}
