package org.leasehold.core.engine;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.LeaseSight;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.SanlockHostState;
import org.leasehold.core.model.VmEntry;

/// Reads, for one VM and the host that is to start it, why nobody runs the VM any more. The only
/// place where a [StartEvidence] is made.
sealed interface EvidenceReading {
  /// Something proves that it has ended.
  ///
  /// @param evidence why
  /// @param lease the leader as the target read it, null when it was not needed
  record Found(StartEvidence evidence, @Nullable LeaseSight lease) implements EvidenceReading {}

  /// Nothing proves that it has ended.
  record Missing(Supplier<String> text) implements EvidenceReading {
    Missing(String text) {
      this(() -> text);
    }
  }

  static EvidenceReading read(Turn t, VmRecord vm, VmEntry entry, HostRecord target) {
    var lockspace = entry.leaseDomain();
    if (lockspace == null) return withoutLease(t, vm, entry, target);
    if (!t.holds(Safeguard.CONFIRMATION_IS_NO_LEASE)) {
      var confirmed = confirmation(t, vm);
      if (confirmed != null) return new Found(confirmed, null);
    }
    var lease = Sights.lease(target, lockspace, vm.id().lease());
    var exit = trustedExit(t, vm, lockspace);
    var boot = target.boot();
    if (lease == null || boot == null) {
      return exit != null
          ? new Found(exit, null)
          : new Missing("its lease has not been read on " + t.name(target.id()) + " yet");
    }
    var read = fromLeader(t, lockspace, target, boot, lease);
    if (exit != null && (read instanceof Found || ownerIs(lease.sight(), exit))) {
      return new Found(exit, lease.atNanos() >= exit.atNanos() ? lease.sight() : null);
    }
    return read;
  }

  private static EvidenceReading withoutLease(
      Turn t, VmRecord vm, VmEntry entry, HostRecord target) {
    var exit = vm.exitReport();
    if (exit != null) return new Found(exit, null);
    if (entry.mode() == HaMode.CONFIRM || !t.holds(Safeguard.CONFIRMATION_IS_NO_LEASE)) {
      var confirmed = confirmation(t, vm);
      if (confirmed != null) return new Found(confirmed, null);
    }
    var asked = askedFor(t, vm, target);
    if (asked != null) return new Found(asked, null);
    return new Missing(
        "it has no lease and its host does not answer: split brain possible, needs the typed"
            + " confirmation that the host has been rebooted");
  }

  /// A person asks for the start of a VM without a lease, and every host of the cluster has
  /// reported since the engine began or the clock jumped, and none shows it.
  private static StartEvidence.@Nullable OperatorConfirmed askedFor(
      Turn t, VmRecord vm, HostRecord target) {
    var restart = vm.restart();
    if (restart == null || !restart.asked() || !vm.copies().isEmpty()) return null;
    for (var host : t.hosts.values()) {
      var report = host.report();
      boolean spoken =
          host.status().answers()
              && report != null
              && !report.recovering()
              && t.mustLookAgain(host) == null;
      if (!spoken) return null;
    }
    return new StartEvidence.OperatorConfirmed(restart.cause(), target.id(), "", t.now);
  }

  /// The owner of its lease answers and has shown no process of it for long ([LeftBehind]).
  static StartEvidence.ExitReported notShown(Turn t, HostRecord owner, HostReport report) {
    var exit = new ExitEvidence(List.of(), 0, "holds its lease and shows no process of it");
    return new StartEvidence.ExitReported(owner.id(), report.boot(), report.number(), exit, t.now);
  }

  private static StartEvidence.@Nullable OperatorConfirmed confirmation(Turn t, VmRecord vm) {
    var id = vm.host();
    var host = id == null ? null : t.hosts.get(id);
    var entry = id == null ? null : t.entry(id);
    if (id == null || host == null || entry == null) return null;
    var word = host.confirmation();
    if (word == null) return null;
    boolean typed = word.typed().equals(entry.name());
    return typed || !t.holds(Safeguard.CONFIRMATION_IS_NO_LEASE)
        ? new StartEvidence.OperatorConfirmed(word.operator(), id, word.typed(), word.atNanos())
        : null;
  }

  /// An exit counts without a look at the lease while the host it happened on is well: its sanlock
  /// releases the lease with the process. Else the release may not reach the disk.
  private static StartEvidence.@Nullable ExitReported trustedExit(
      Turn t, VmRecord vm, LockspaceName lockspace) {
    var exit = vm.exitReport();
    if (exit == null || exit.exit().has(ExitMark.HOST_REBOOTED)) return null;
    var host = t.hosts.get(exit.host());
    if (host == null || !host.status().answers() || !exit.boot().equals(host.boot())) return null;
    var space = Sights.lockspace(host, lockspace);
    return space != null && space.isRenewing() ? exit : null;
  }

  private static boolean ownerIs(LeaseSight lease, StartEvidence.ExitReported exit) {
    var owner = lease.owner();
    return owner != null && owner.host().equals(exit.host());
  }

  private static EvidenceReading fromLeader(
      Turn t, LockspaceName lockspace, HostRecord target, BootId boot, Sights.OfLease read) {
    var lease = read.sight();
    var owner = lease.owner();
    var reading = new StartEvidence.Reading(target.id(), boot, read.atNanos());
    if (!lease.held() || owner == null) {
      return new Found(
          new StartEvidence.LeaseFree(lease.version(), lease.freeMillis(), reading), lease);
    }
    if (owner.host().equals(target.id())) return ownLife(target, lockspace, lease, owner, reading);
    var seen = Sights.host(target, lockspace, owner.host());
    if (seen == null) {
      return new Missing(t.name(target.id()) + " does not see the owner, " + owner);
    }
    return judged(t, lease, owner, seen, reading);
  }

  private static EvidenceReading ownLife(
      HostRecord target,
      LockspaceName lockspace,
      LeaseSight lease,
      HostLife owner,
      StartEvidence.Reading reading) {
    var space = Sights.lockspace(target, lockspace);
    var own = space == null ? Generation.NEVER : space.life().generation();
    return own.isNewerThan(owner.generation())
        ? new Found(new StartEvidence.NewerGeneration(owner, own, lease.version(), reading), lease)
        : new Missing("its lease is held there already, by " + owner);
  }

  private static EvidenceReading judged(
      Turn t, LeaseSight lease, HostLife owner, Sights.OfHost seen, StartEvidence.Reading reading) {
    HostSight sight = seen.sight();
    // As old as the older of the two: an old leader says nothing about who took the lease since.
    long readNanos = Math.min(reading.atNanos(), seen.atNanos());
    var at = new StartEvidence.Reading(reading.target(), reading.boot(), readNanos);
    if (owner.generation().isNewerThan(sight.generation())) {
      return new Missing(
          "S2: the leader names %s, the heartbeat generation %s"
              .formatted(owner, sight.generation()));
    }
    if (sight.generation().isNewerThan(owner.generation())) {
      return new Found(
          new StartEvidence.NewerGeneration(owner, sight.generation(), lease.version(), at), lease);
    }
    return switch (sight.state()) {
      case FREE -> new Found(new StartEvidence.OwnerFree(owner, lease.version(), at), lease);
      case DEAD -> dead(lease, owner, sight, at);
      case LIVE, FAIL, UNKNOWN ->
          t.holds(Safeguard.EVIDENCE)
              ? new Missing(() -> alive(t, owner, sight, reading))
              : dead(lease, owner, sight, at);
    };
  }

  private static EvidenceReading dead(
      LeaseSight lease, HostLife owner, HostSight sight, StartEvidence.Reading at) {
    return new Found(
        new StartEvidence.OwnerDead(
            owner, sight.timestampSeconds(), sight.changeAgeMillis(), lease.version(), at),
        lease);
  }

  private static String alive(
      Turn t, HostLife owner, HostSight sight, StartEvidence.Reading reading) {
    long age = sight.changeAgeMillis() / 1000;
    int dead = sight.ioTimeout().hostDeadSeconds();
    String then =
        sight.state() == SanlockHostState.LIVE && age <= sight.ioTimeout().renewalSeconds()
            ? "its heartbeat lives"
            : "dead at " + dead + " s, in " + Math.max(0, dead - age) + " s";
    return "held by "
        + owner
        + ", "
        + sight.state()
        + " to "
        + t.name(reading.target())
        + ": last renewal seen "
        + age
        + " s ago, "
        + then;
  }
}
