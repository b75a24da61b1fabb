package org.leasehold.core.volume;

import java.util.Optional;
import org.leasehold.core.model.LeaseId;

/// Whether a slot's lease may be removed or overwritten, and by which way. There is no force.
///
/// A slot with a resource is changed only while this process holds that very lease; so sanlock
/// judges dead and stale owners, and also the host that took it a moment ago. A damaged lease
/// cannot be taken by anybody; it may be changed where nobody can still hold it: no other host is
/// in the lockspace, and this host's daemon lists no holder of that slot.
final class SlotClearance {
  private final EditSession session;
  private final VolumeHistory history;
  private final long nowNanos;

  /// @param history what was seen before: tells an abandoned ballot from one in progress
  SlotClearance(EditSession session, VolumeHistory history, long nowNanos) {
    this.session = session;
    this.history = history;
    this.nowNanos = nowNanos;
  }

  /// Does `change` with the slot in hand, and gives it up again.
  ///
  /// @param before the volume as read under the master lease; the slot itself is read anew
  void with(int slot, VolumeSnapshot before, Change change)
      throws BlockFileException, LeaseDaemonException, Refused {
    var volume =
        before.slots().get(slot) instanceof SlotRead.Whole
            ? before.withSlot(slot, session.readLease(slot))
            : before;
    if (!volume.slots().containsKey(slot)) {
      volume = volume.withSlot(slot, session.readLease(slot));
    }
    var state = volume.slotState(slot, history, nowNanos);
    switch (state) {
      case SlotState.NeverCreated _, SlotState.Cleared _, SlotState.Empty _ -> change.run();
      case SlotState.Corrupt corrupt -> corrupt(slot, volume, corrupt, change);
      case SlotState.Ballot ballot
          when ballot.abandoned() && ballot.under() instanceof SlotState.Corrupt corrupt ->
          corrupt(slot, volume, corrupt, change);
      case SlotState.Free _, SlotState.Held _, SlotState.Shared _, SlotState.Ballot _ -> {
        requireFree(slot, state);
        takeAnd(slot, volume.lease(slot).orElseThrow(), change);
      }
    }
  }

  private void requireFree(int slot, SlotState state) throws LeaseDaemonException, Refused {
    switch (state) {
      case SlotState.Ballot ballot when !ballot.abandoned() ->
          throw new Refused(
              EditOutcome.Refusal.BALLOT,
              "slot %d: host %s is taking the lease or stopped while it did; try again in a minute, an abandoned attempt is told by not moving"
                  .formatted(slot, ballot.by()));
      case SlotState.Ballot ballot -> requireFree(slot, ballot.under());
      case SlotState.Shared shared ->
          throw new Refused(
              EditOutcome.Refusal.SHARED,
              "slot %d is held shared by %s; end its users first"
                  .formatted(slot, shared.owners().getFirst().life()));
      case SlotState.Held held -> requireEnded(slot, held.owner());
      case SlotState.Free _,
          SlotState.NeverCreated _,
          SlotState.Cleared _,
          SlotState.Empty _,
          SlotState.Corrupt _ -> {}
    }
  }

  /// One look cannot tell live from dead, so this host's daemon is asked, which has been watching.
  private void requireEnded(int slot, SlotState.Owner owner) throws LeaseDaemonException, Refused {
    var sight = session.daemon().host(session.lockspace(), owner.life().host());
    if (!sight.mayStillHold(owner.life().generation())) return;
    throw new Refused(
        EditOutcome.Refusal.HELD,
        "slot %d is held by %s, which this host's sanlock calls %s; a held lease is never removed: end its VM, or wait until the host is dead"
            .formatted(slot, owner.life(), sight.state()));
  }

  private void corrupt(int slot, VolumeSnapshot volume, SlotState.Corrupt corrupt, Change change)
      throws BlockFileException, LeaseDaemonException, Refused {
    var lease = volume.lease(slot);
    // Where the checksum fails too, the name is damage and no other lockspace's lease.
    boolean sound = lease.filter(one -> one.leader().checksumHolds()).isPresent();
    if (corrupt.why() == SlotState.Flaw.LOCKSPACE && sound) {
      throw new Refused(
          EditOutcome.Refusal.UNKNOWN,
          "slot %d belongs to %s, not to this volume's; its hosts cannot be asked from here"
              .formatted(slot, corrupt.detail()));
    }
    if (corrupt.why() == SlotState.Flaw.NAME && lease.isPresent()) {
      otherLease(slot, volume, lease.get(), change);
      return;
    }
    changeUnheld(slot, change);
  }

  private void takeAnd(int slot, LeaseSlot lease, Change change)
      throws BlockFileException, LeaseDaemonException, Refused {
    if (lease.isStuck()) {
      changeUnheld(slot, change);
      return;
    }
    if (!LeaseId.isLegal(lease.leader().resourceName())) {
      throw new Refused(
          EditOutcome.Refusal.UNKNOWN,
          "slot %d holds a lease under a name that cannot be taken from here (%s)"
              .formatted(slot, lease.leader().resourceName()));
    }
    try (var _ = session.take(slot, lease.leader())) {
      change.run();
    }
  }

  private void changeUnheld(int slot, Change change)
      throws BlockFileException, LeaseDaemonException, Refused {
    session.requireNobodyElse("who uses the lease in slot " + slot);
    session.requireNotHeldHere(slot, "");
    change.run();
  }

  /// Another lease than the index says: a lease all the same.
  private void otherLease(int slot, VolumeSnapshot volume, LeaseSlot lease, Change change)
      throws BlockFileException, LeaseDaemonException, Refused {
    var state = volume.judge(history, nowNanos).judge(slot, lease, Optional.empty());
    if (state instanceof SlotState.Corrupt) {
      changeUnheld(slot, change);
      return;
    }
    requireFree(slot, state);
    takeAnd(slot, lease, change);
  }

  @FunctionalInterface
  interface Change {
    void run() throws BlockFileException, LeaseDaemonException, Refused;
  }
}
