package org.leasehold.core.sim;

import java.util.function.Consumer;

/// One acquire of one lease: read, judge, perhaps watch a silent owner second by second, then the
/// ballot.
///
/// The ballot is one atomic step at its end, and fails if the version moved meanwhile; disk paxos
/// gives the same with more I/O.
///
/// @see "sanlock src/paxos_lease.c: paxos_lease_acquire"
final class SimAcquire {
  private final SimLockspace lockspace;
  private final SimHost host;
  private final LeaseHolder holder;
  private final int slot;
  private final Consumer<AcquireResult> answer;
  private final SimStore store;
  private long ownerTimestampSeconds = -1;
  private long version;

  SimAcquire(
      SimLockspace lockspace,
      SimHost host,
      LeaseHolder holder,
      int slot,
      Consumer<AcquireResult> answer) {
    this.lockspace = lockspace;
    this.host = host;
    this.holder = holder;
    this.slot = slot;
    this.answer = answer;
    this.store = lockspace.store;
  }

  private void io(Runnable effect, Runnable done) {
    host.paths
        .get(store.index)
        .io(
            effect,
            lockspace.guarded(done),
            lockspace.guarded(() -> answer.accept(new AcquireResult.IoFailed())));
  }

  void readLeader() {
    io(() -> {}, () -> judge(store.area.leader(slot)));
  }

  private void judge(Leader leader) {
    if (!store.area.exists(slot)) {
      answer.accept(new AcquireResult.NoLease());
      return;
    }
    if (lockspace.state() != SimLockspace.State.JOINED) {
      answer.accept(new AcquireResult.NotJoined());
      return;
    }
    if (leader.isFree() || leader.owner() == host.id) {
      ballot(leader);
      return;
    }
    var delta = store.area.delta(leader.owner());
    if (delta.isFree() || delta.generation() != leader.generation()) {
      ballot(leader);
      return;
    }
    var seen = lockspace.seen().get(leader.owner());
    boolean moved = seen == null || seen.timestampSeconds() != delta.timestampSeconds();
    boolean movedWhileWaiting =
        ownerTimestampSeconds >= 0 && ownerTimestampSeconds != delta.timestampSeconds();
    ownerTimestampSeconds = delta.timestampSeconds();
    var flag = seen == null ? HostFlag.UNKNOWN : seen.flag(store.io, host.monotonicNanos());
    long sinceChange = seen == null ? 0 : host.monotonicNanos() - seen.lastChangeNanos();
    boolean aliveAtLastLook =
        flag == HostFlag.LIVE && sinceChange < SimTime.seconds(store.io.renewalSeconds());
    if (moved || movedWhileWaiting || aliveAtLastLook) {
      answer.accept(new AcquireResult.HeldElsewhere(leader));
    } else if (flag == HostFlag.DEAD) {
      ballot(leader);
    } else {
      lockspace.later(SimTime.SECOND, this::readLeader);
    }
  }

  private void ballot(Leader judged) {
    lockspace.later(
        host.world.chance.between(SimTime.millis(10), SimTime.millis(150)),
        () -> io(() -> commit(judged), this::committed));
  }

  private void commit(Leader judged) {
    if (!holder.isAlive() || lockspace.state() != SimLockspace.State.JOINED) return;
    if (!store.area.exists(slot)) return;
    var now = store.area.leader(slot);
    if (now.version() != judged.version()) return;
    var mine =
        now.acquiredBy(host.id, lockspace.generation(), host.monotonicNanos() / SimTime.SECOND);
    store.area.writeLeader(slot, mine);
    host.world.leaderWritten(store, slot);
    version = mine.version();
  }

  private void committed() {
    if (version == 0) {
      answer.accept(new AcquireResult.LostRace());
      return;
    }
    lockspace.acquired(holder, slot, version);
    answer.accept(new AcquireResult.Acquired(version));
    if (!holder.isAlive()) lockspace.release(holder, slot);
  }
}
