package org.leasehold.agent.vm;

import java.util.Locale;
import java.util.OptionalLong;
import org.leasehold.agent.lease.LeaderRead;
import org.leasehold.agent.lease.Leaders;
import org.leasehold.agent.lease.LeasePlaces;
import org.leasehold.agent.lease.LeaseProof;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.JoinedLockspace;
import org.leasehold.core.sanlock.ResourceAt;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockException;
import org.leasehold.core.volume.BlockFileException;

/// Asks sanlock and the disk about leases, and proves them.
///
/// sanlock is asked by `status` alone: `inquire` of a pid can make libvirt's acquire for that very
/// pid fail.
public final class LeaseDesk {
  /// How long a lease may take to show after libvirt said that the VM runs (S3).
  static final long PROOF_WITHIN_MILLIS = 1000;

  private static final long LOOK_AGAIN_MILLIS = 50;

  private final SanlockClient sanlock;
  private final Leaders leaders;

  public LeaseDesk(SanlockClient sanlock, Leaders leaders) {
    this.sanlock = sanlock;
    this.leaders = leaders;
  }

  DaemonStatus status() throws CallException {
    try {
      return sanlock.status();
    } catch (SanlockException e) {
      throw new CallException(ErrorCode.UNREACHABLE, e.sentence(), e);
    }
  }

  /// A start needs a lockspace that is in; one that is being joined or left takes no lease.
  static void requireIn(DaemonStatus status, LockspaceName lockspace) throws CallException {
    for (var space : status.lockspaces()) {
      if (!space.name().equals(lockspace.text())) continue;
      if (space.phase() == JoinedLockspace.Phase.JOINED) return;
      throw new CallException(
          ErrorCode.NOT_JOINED,
          "lockspace %s is %s on this host"
              .formatted(lockspace, space.phase().name().toLowerCase(Locale.ROOT)));
    }
    throw new CallException(
        ErrorCode.NOT_JOINED, "lockspace %s is not joined on this host".formatted(lockspace));
  }

  /// Where a VM's lease is on this host.
  ResourceAt find(DaemonStatus status, LockspaceName lockspace, VmId vm) throws CallException {
    boolean joined =
        status.lockspaces().stream().anyMatch(it -> it.name().equals(lockspace.text()));
    try {
      return LeasePlaces.find(status, lockspace, vm.lease());
    } catch (BlockFileException e) {
      throw new CallException(
          joined ? ErrorCode.UNKNOWN_NAME : ErrorCode.NOT_JOINED,
          String.valueOf(e.getMessage()),
          e);
    }
  }

  LeaderRead leader(ResourceAt lease) {
    return leaders.read(lease);
  }

  /// The leader, where it is a valid one.
  LeaderRead.Valid validLeader(ResourceAt lease) throws CallException {
    return switch (leaders.read(lease)) {
      case LeaderRead.Valid valid -> valid;
      case LeaderRead.NotThere(String what) ->
          throw new CallException(
              ErrorCode.FAILED, "the disk shows %s instead of %s".formatted(what, lease));
      case LeaderRead.Unread(String why) -> throw new CallException(ErrorCode.UNREACHABLE, why);
    };
  }

  /// Looks until both show the lease, for one second.
  LeaseProof prove(ResourceAt lease, OptionalLong pid, LeaseVersion expected)
      throws InterruptedException {
    if (pid.isEmpty()) return new LeaseProof.NotHeld("libvirt names no process of it");
    long until = System.nanoTime() + PROOF_WITHIN_MILLIS * 1_000_000;
    while (true) {
      var proof = proof(lease, pid.getAsLong(), expected);
      if (proof instanceof LeaseProof.Held || System.nanoTime() >= until) return proof;
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  /// One look: whether a process holds a lease at a version.
  boolean holds(ResourceAt lease, OptionalLong pid, LeaseVersion version) {
    return pid.isPresent() && proof(lease, pid.getAsLong(), version) instanceof LeaseProof.Held;
  }

  private LeaseProof proof(ResourceAt lease, long pid, LeaseVersion expected) {
    try {
      return LeaseProof.of(sanlock.status(), leaders.read(lease), lease, pid, expected);
    } catch (SanlockException e) {
      return new LeaseProof.Unknown(e.sentence());
    }
  }

  /// Whether sanlock knows a process, looking for one second.
  boolean knows(OptionalLong pid) throws InterruptedException {
    if (pid.isEmpty()) return false;
    long until = System.nanoTime() + PROOF_WITHIN_MILLIS * 1_000_000;
    while (true) {
      try {
        if (LeaseProof.isKnown(sanlock.status(), pid.getAsLong())) return true;
      } catch (SanlockException _) {
        // Asked again until the second is over: libvirt takes any error for "not registered" (S3).
      }
      if (System.nanoTime() >= until) return false;
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }
}
