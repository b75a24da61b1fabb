package org.leasehold.core.engine;

import org.leasehold.core.model.BootId;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseVersion;

/// Why nobody runs the VM any more. No start without one; the list is closed. Each is made only
/// where it is read (`EvidenceReading`), so "unknown" cannot be passed by mistake.
public sealed interface StartEvidence {
  /// For people and logs.
  String text();

  /// Where and when the target itself read it (S2).
  ///
  /// @param target the host that is to start the VM
  /// @param boot its boot
  /// @param atNanos engine time at which the look or report arrived; of leader and heartbeat the
  ///   older one
  record Reading(HostId target, BootId boot, long atNanos) {}

  /// The target's sanlock calls the lease's owner DEAD.
  record OwnerDead(
      HostLife owner,
      long timestampSeconds,
      long changeAgeMillis,
      LeaseVersion version,
      Reading reading)
      implements StartEvidence {
    @Override
    public String text() {
      return "%s is dead to host %s: unchanged for %d s"
          .formatted(owner, reading.target, changeAgeMillis / 1000);
    }
  }

  /// The owner has left the lockspace.
  record OwnerFree(HostLife owner, LeaseVersion version, Reading reading) implements StartEvidence {
    @Override
    public String text() {
      return "%s has left the lockspace, read on host %s".formatted(owner, reading.target);
    }
  }

  /// The owner's host id is held by a newer life.
  record NewerGeneration(HostLife owner, Generation seen, LeaseVersion version, Reading reading)
      implements StartEvidence {
    @Override
    public String text() {
      return "%s is gone: generation %s read on host %s".formatted(owner, seen, reading.target);
    }
  }

  /// The lease on the target's volume is free.
  record LeaseFree(LeaseVersion version, long freeMillis, Reading reading)
      implements StartEvidence {
    @Override
    public String text() {
      return "lease free at version %s, read on host %s".formatted(version, reading.target);
    }
  }

  /// The agent of the host it ran on reports how it ended.
  record ExitReported(HostId host, BootId boot, long reportNumber, ExitEvidence exit, long atNanos)
      implements StartEvidence {
    @Override
    public String text() {
      return "host %s reports its end in report %d".formatted(host, reportNumber);
    }
  }

  /// A person typed that the host has been rebooted, or asked for the start while every host has
  /// reported and none shows it; only for HA mode `CONFIRM`.
  ///
  /// @param host the host confirmed, or the target of the start asked for
  /// @param typed the host's name as typed; empty for a start asked for
  record OperatorConfirmed(String operator, HostId host, String typed, long atNanos)
      implements StartEvidence {
    @Override
    public String text() {
      return typed.isEmpty()
          ? operator + "; every host has reported and none shows it"
          : "%s confirmed that host %s has been rebooted".formatted(operator, host);
    }
  }
}
