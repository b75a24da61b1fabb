package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmEntry;

/// When a threatened VM's lease can be taken.
final class Predictions {
  /// Two sights of one change differ by what their messages took.
  private static final long SAME_CHANGE_NANOS = Turn.SECOND;

  private Predictions() {}

  /// The interval for one VM and the host it is to start on.
  ///
  /// @return null when nothing is known of the owner's heartbeat, or none is held
  static @Nullable Prediction of(Turn t, VmDraft vm, VmEntry entry, HostRecord target) {
    var lockspace = entry.leaseDomain();
    var store = lockspace == null ? null : t.document().stores().get(lockspace);
    if (lockspace == null || store == null) return null;
    var holder = holder(vm, lockspace, target);
    var owner = holder == null ? null : t.hosts.get(holder);
    if (owner == null || owner.status().answers()) return null;
    var known = owner.lives().get(lockspace);
    var seen = Sights.host(target, lockspace, owner.id());
    if (known == null && seen == null) return null;
    var io = seen == null ? store.ioTimeout() : seen.sight().ioTimeout();
    long renewal = io.renewalSeconds() * Turn.SECOND;
    long change =
        seen != null
            ? seen.lastChangeNanos()
            : known != null ? known.lastRenewalNanos() + renewal : t.now;
    // What was remembered of it is dated by the engine's own start, which says nothing about when
    // it renewed; where somebody sees its heartbeat, that does.
    boolean heard = owner.report() != null || seen == null;
    long last = known == null || !heard ? change - renewal : known.lastRenewalNanos();
    // The target counts from the change it saw itself, which narrows the interval.
    if (seen != null) last = Math.max(last, change);
    return new Prediction(stated(t, vm, target, change, io), last, change, io, target.id());
  }

  /// Whoever the target reads in the lease; until it has read it, the host it was last known on.
  private static @Nullable HostId holder(VmDraft vm, LockspaceName lockspace, HostRecord target) {
    var read = Sights.lease(target, lockspace, vm.id.lease());
    if (read == null || !read.sight().held()) return vm.host;
    var owner = read.sight().owner();
    return owner == null ? vm.host : owner.host();
  }

  /// As before while it rests on the same host's sight of the same change of the heartbeat and the
  /// VM has waited for nothing else in between, else now.
  private static long stated(Turn t, VmDraft vm, HostRecord target, long change, IoTimeout io) {
    var before = vm.prediction;
    if (before == null) return t.now;
    if (before.target() != null && !before.target().equals(target.id())) return t.now;
    var waits = vm.explanation;
    if (waits != null && waits.sinceNanos() > before.statedNanos()) return t.now;
    boolean same =
        before.ioTimeout().equals(io) && change <= before.lastChangeNanos() + SAME_CHANGE_NANOS;
    return same ? before.statedNanos() : t.now;
  }
}
