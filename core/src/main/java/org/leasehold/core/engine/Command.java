package org.leasehold.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;

/// What the engine wants done. Running it is someone else's job; its end comes back as
/// [Event.CommandEnded], for every command but [Watch] and [Notify].
public sealed interface Command {
  CommandHeader header();

  /// Start a VM.
  ///
  /// @param host on which host
  /// @param evidence why nobody else runs it
  /// @param revision of the definition to start
  /// @param lockspace where its lease is; null only for a VM without a lease
  /// @param expected the version its lease must have after the acquire (S3); null when the leader
  ///   was not read beforehand and the agent must read it itself
  record StartVm(
      CommandHeader header,
      VmId vm,
      HostId host,
      StartEvidence evidence,
      long revision,
      @Nullable LockspaceName lockspace,
      @Nullable LeaseVersion expected)
      implements Command {}

  /// Stop a VM because a person wants it off: gracefully, or at once.
  record StopVm(CommandHeader header, VmId vm, HostId host, boolean graceful) implements Command {}

  /// End one copy that must not be there, or hangs. Its exit is reported as `QEMU_LOST`, not as a
  /// requested stop.
  record DestroyCopy(CommandHeader header, VmId vm, HostId host) implements Command {}

  /// Forget an ended VM's remains on a host: its exit has been taken note of.
  record ForgetExit(CommandHeader header, VmId vm, HostId host) implements Command {}

  /// Tell an unfit host's agent that a person has checked the host (S3).
  ///
  /// @param operator who says so
  record HostFit(CommandHeader header, HostId host, String operator) implements Command {}

  /// Live migration, pre-copy (S18).
  record MigrateVm(CommandHeader header, VmId vm, HostId from, HostId to) implements Command {}

  /// Break a migration off at its source. How that ended, the end of the [MigrateVm] says.
  ///
  /// @param host the source
  record CancelMigration(CommandHeader header, VmId vm, HostId host) implements Command {}

  /// From now on look once a second at these hosts and leases, instead of any asked for before in
  /// this lockspace; both empty ends it.
  record Watch(
      CommandHeader header,
      HostId watcher,
      LockspaceName lockspace,
      List<HostId> hosts,
      List<LeaseId> leases)
      implements Command {
    public Watch {
      hosts = List.copyOf(hosts);
      leases = List.copyOf(leases);
    }
  }

  /// Let another host's agent try to reach a silent host: the second vantage (S17).
  record Probe(CommandHeader header, HostId from, HostId silent) implements Command {}

  /// Restart a silent host's agent through SSH; touches no VM.
  record SoftRestartAgent(CommandHeader header, HostId host) implements Command {}

  /// Switch a silent host's power; `proxy` talks to the power device.
  record PowerFence(CommandHeader header, HostId host, HostId proxy, Power power)
      implements Command {
    /// `OFF` ends only when the power is verified off; already off is done.
    public enum Power {
      OFF,
      ON
    }
  }

  /// Ask the owner of a lease, through the store, to end just that VM (S17).
  ///
  /// @param via the host whose sanlock asks
  /// @param owner owner of the lease in the evidence
  /// @param held version in the evidence
  /// @param next exactly `held` + 1; the request takes no effect on any other
  /// @param force false: gracefully
  record StorageSideStop(
      CommandHeader header,
      VmId vm,
      HostId via,
      LockspaceName lockspace,
      HostLife owner,
      LeaseVersion held,
      LeaseVersion next,
      boolean force)
      implements Command {}

  /// Reset a silent host through the store; needs a watchdog there.
  record StorageSideReset(
      CommandHeader header, HostId host, HostId via, LockspaceName lockspace, HostLife life)
      implements Command {}

  /// Tell people.
  record Notify(CommandHeader header, Severity severity, String eventId, String text)
      implements Command {}

  /// Confirm the claim through the host that holds it for us; `beat` moves with every step (S16).
  record HoldClaim(CommandHeader header, long beat) implements Command {}

  /// Give the claim up.
  record ReleaseClaim(CommandHeader header) implements Command {}

  /// Write the next document to every agent; only under the claim.
  record WriteDocument(CommandHeader header, ClusterDocument document) implements Command {}
}
