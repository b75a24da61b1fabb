package org.leasehold.core.engine;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;

/// Everything the engine knows and intends, as one immutable value.
///
/// @param nowNanos time of the last event
/// @param startedNanos when this engine's run began; the quiet time counts from here
/// @param lookedSinceNanos reports and looks that arrived before count for nothing (S20)
/// @param lastTickNanos the last tick
/// @param claim whether it acts
/// @param claimSinceNanos since when `claim` is so
/// @param beat step counter of the claim's heartbeat
/// @param beatNanos when it last moved
/// @param epoch the highest seen
/// @param ownHost the host the engine runs on, null on a desktop
/// @param restored its journal came from a backup (F5)
/// @param document what people decided, null before [Event.Started]
/// @param hosts by host id
/// @param vms by VM id
/// @param stores trouble by domain
/// @param queue the VMs that need attention: not up though they may have to be
/// @param pending commands under way
/// @param nextCommand number of the next command
/// @param pause the HA pause, null when none
public record EngineState(
    long nowNanos,
    long startedNanos,
    long lookedSinceNanos,
    long lastTickNanos,
    Claim claim,
    long claimSinceNanos,
    long beat,
    long beatNanos,
    Epoch epoch,
    @Nullable HostId ownHost,
    boolean restored,
    @Nullable ClusterDocument document,
    Table<HostId, HostRecord> hosts,
    Table<VmId, VmRecord> vms,
    Table<LockspaceName, StoreRecord> stores,
    Table<VmId, VmRecord> queue,
    Table<CommandId, Pending> pending,
    long nextCommand,
    @Nullable HaPause pause) {
  /// Before [Event.Started].
  public static final EngineState EMPTY =
      new EngineState(
          0,
          0,
          0,
          0,
          Claim.WATCHING,
          0,
          0,
          0,
          Epoch.NONE,
          null,
          false,
          null,
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          1,
          null);

  /// Why a VM is as it is, in words; every VM has exactly one answer at every moment.
  public String explain(VmId vm) {
    var record = vms.get(vm);
    if (record == null) return "not a VM of this cluster";
    var explanation = record.explanation();
    if (explanation != null) return explanation.condition() + ": " + explanation.text();
    var host = record.host();
    if (host == null) return record.status().word();
    var entry = document == null ? null : document.hosts().get(host);
    return record.status().word() + " on " + (entry == null ? "host " + host : entry.name());
  }

  /// Why this engine is not to seek the claim now (S16): it reaches fewer than half of the hosts,
  /// or only its own, and would have to give it up again. Null when it may.
  public @Nullable String seeksNoClaim() {
    return ClaimRules.reachesTooFew(hosts, ownHost);
  }

  /// What a later run of the engine must know: kept by the journal.
  public Memory memory() {
    var ofHosts = new ArrayList<Memory.OfHost>();
    for (var host : hosts.values()) {
      var lives = new ArrayList<Memory.Life>();
      for (var entry : host.lives()) {
        lives.add(
            new Memory.Life(entry.key(), entry.value().life(), entry.value().timestampSeconds()));
      }
      var treatment = host.treatment();
      boolean fenced =
          treatment != null && treatment.stage().compareTo(Treatment.Stage.POWERING_OFF) >= 0;
      ofHosts.add(new Memory.OfHost(host.id(), host.boot(), lives, fenced, host.unfit()));
    }
    var ofVms = new ArrayList<Memory.OfVm>();
    for (var vm : vms.values()) ofVms.add(ofVm(vm));
    return new Memory(epoch, ofHosts, ofVms, false);
  }

  private Memory.OfVm ofVm(VmRecord vm) {
    var status = vm.status();
    var host = vm.host();
    var boot = vm.boot();
    var under = vm.start() == null ? null : pending.get(vm.start());
    if (under != null && under.command() instanceof Command.StartVm start) {
      status = VmStatus.UNKNOWN;
      host = start.host();
      var target = hosts.get(host);
      boot = target == null ? null : target.boot();
    }
    return new Memory.OfVm(
        vm.id(),
        status,
        host,
        boot,
        vm.version(),
        vm.exit(),
        vm.handsOff() || vm.migration() != null,
        vm.restart() != null && vm.restart().asked(),
        vm.disks());
  }
}
