package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.SanlockHostState;

/// Is another copy known or possible (S1, S4)?
final class CopyGates {
  private CopyGates() {}

  /// A process seen in the latest report of another host's present boot vetoes, unless the target
  /// itself reads that this host is gone for good.
  static @Nullable String knownCopy(StartCase start) {
    for (var copy : start.vm().copies().values()) {
      String text = vetoes(start, copy);
      if (text != null) return text;
    }
    return null;
  }

  private static @Nullable String vetoes(StartCase start, Copy copy) {
    var t = start.t();
    var host = t.hosts.get(copy.host());
    String seen =
        "%s reported it %s %s ago"
            .formatted(
                t.name(copy.host()), copy.seen().run(), Turn.seconds(t.now - copy.atNanos()));
    if (copy.host().equals(start.target().id())) return seen;
    if (host == null || host.status().answers()) return seen;
    if (start.evidence() instanceof StartEvidence.OperatorConfirmed word) {
      return word.host().equals(copy.host()) ? null : seen;
    }
    if (isForFreeLease(start, copy.host())) return null; // freeLease judges
    var sight = start.sightOf(copy.host());
    if (sight == null) return seen + ", and " + start.targetName() + " does not see that host";
    return whileSilent(start, copy, host, sight, seen);
  }

  /// The lease is free and the copy is the one it belonged to last: S4 says when that is enough. A
  /// copy of before that, on a host that lives, stays a known copy wherever the VM is recorded.
  private static boolean isForFreeLease(StartCase start, HostId host) {
    if (!(start.evidence() instanceof StartEvidence.LeaseFree)) return false;
    var lease = start.lease();
    var owner = lease == null ? null : lease.owner();
    return owner != null && owner.host().equals(host);
  }

  /// The host is silent. Its process is over once the host's lease is: unless it was seen to live
  /// on when it should have been ended already, for then nothing enforces its end.
  private static @Nullable String whileSilent(
      StartCase start, Copy copy, HostRecord host, Sights.OfHost seen, String text) {
    HostSight sight = seen.sight();
    IoTimeout io = sight.ioTimeout();
    boolean newer = isNewerLife(start, host.id(), sight);
    if (newer || sight.state() == SanlockHostState.FREE) return null; // newerGenerationWaits judges
    if (sight.state() != SanlockHostState.DEAD && start.t().holds(Safeguard.EVIDENCE)) {
      return text + ", and it is " + sight.state() + " to " + start.targetName();
    }
    int limit =
        host.status() == HostStatus.CONNECTING ? io.renewalFailSeconds() : io.hostDeadSeconds();
    // Its own word counts too: both arrived together, however long they were under way.
    long last = lastRenewalNanos(start, host, seen.lastChangeNanos());
    long livedOn = copy.atNanos() - last;
    return livedOn >= limit * Turn.SECOND
        ? "%s, %s after its last renewal, limit %d s".formatted(text, Turn.seconds(livedOn), limit)
        : null;
  }

  /// A newer generation, or a heartbeat given up, says nothing about a process of the old boot that
  /// was seen alive: wait for that host's word, else 8N + 60 from the old life's last renewal,
  /// which is no later than the moment the newer life was seen first.
  static @Nullable String newerGenerationWaits(StartCase start) {
    var t = start.t();
    var lockspace = start.lockspace();
    if (lockspace == null) return null;
    for (var copy : start.vm().copies().values()) {
      var host = t.hosts.get(copy.host());
      var seen = start.sightOf(copy.host());
      if (host == null || seen == null || host.status().answers()) continue;
      boolean newer = isNewerLife(start, host.id(), seen.sight());
      if (!newer && seen.sight().state() != SanlockHostState.FREE) continue;
      // A heartbeat that was given up moved last when it was; a newer life began after the old one.
      long over =
          newer
              ? NewestLives.oldLifeEndedNanos(host, lockspace, seen)
              : Math.max(copy.atNanos(), seen.lastChangeNanos());
      long last = lastRenewalNanos(start, host, over);
      long limit = seen.sight().ioTimeout().hostDeadSeconds() * Turn.SECOND;
      if (t.now - last < limit) {
        return "%s was seen to run it; its old life's last renewal was at most %s ago, limit %s"
            .formatted(t.name(host.id()), Turn.seconds(t.now - last), Turn.seconds(limit));
      }
    }
    return start.evidence() instanceof StartEvidence.NewerGeneration newer
        ? ownerHasNotSpoken(start, newer.owner())
        : null;
  }

  /// No copy is known, and the owner's agent has not said that there is none: an engine that has
  /// just begun knows no copies, and a host can join again under a process of its old life.
  private static @Nullable String ownerHasNotSpoken(StartCase start, HostLife owner) {
    var t = start.t();
    var host = t.hosts.get(owner.host());
    if (host == null || owner.host().equals(start.target().id()) || hasSpoken(host)) return null;
    var lockspace = start.lockspace();
    var known = lockspace == null ? null : host.lives().get(lockspace);
    // In its newer life it has spoken already, and then a copy of it is known or there is none.
    if (known != null && known.life().generation().isNewerThan(owner.generation())) return null;
    String unsaid = t.name(host.id()) + " has not said that its old life's process is gone";
    var seen = start.sightOf(owner.host());
    if (seen == null || lockspace == null) return unsaid;
    long last = NewestLives.oldLifeEndedNanos(host, lockspace, seen);
    long limit = seen.sight().ioTimeout().hostDeadSeconds() * Turn.SECOND;
    return t.now - last < limit
        ? "%s; that life's last renewal was at most %s ago, limit %s"
            .formatted(unsaid, Turn.seconds(t.now - last), Turn.seconds(limit))
        : null;
  }

  private static long lastRenewalNanos(StartCase start, HostRecord host, long atLeastNanos) {
    var lockspace = start.lockspace();
    var known = lockspace == null ? null : host.lives().get(lockspace);
    return known == null ? atLeastNanos : Math.max(known.lastRenewalNanos(), atLeastNanos);
  }

  private static boolean isNewerLife(StartCase start, HostId host, HostSight sight) {
    var record = start.t().hosts.get(host);
    var lockspace = start.lockspace();
    var known = record == null || lockspace == null ? null : record.lives().get(lockspace);
    return known != null && sight.generation().isNewerThan(known.life().generation());
  }

  /// While the silent owner's heartbeat lives, a free lease means ended or paused there, nobody
  /// knows which.
  static @Nullable String freeLease(StartCase start) {
    if (!(start.evidence() instanceof StartEvidence.LeaseFree free)) return null;
    var recorded = start.vm().host();
    String text = recorded == null ? null : silentButAlive(start, free, recorded);
    if (text != null) return text;
    var lease = start.lease();
    var last = lease == null ? null : lease.owner();
    return last == null ? null : silentButAlive(start, free, last.host());
  }

  /// Allowed for this VM, or ended there by our own storage-side stop of just that version.
  private static boolean isAllowed(StartCase start, StartEvidence.LeaseFree free) {
    if (start.entry().allowed().startWhenFree()) return true;
    return start.entry().allowed().storageSideStop()
        && free.version().toString().equals(start.vm().alerts().get(StorageStopRules.ASKED));
  }

  /// Its agent answers and knows everything that runs there.
  private static boolean hasSpoken(HostRecord host) {
    var report = host.report();
    return host.status().answers() && report != null && !report.recovering();
  }

  private static @Nullable String silentButAlive(
      StartCase start, StartEvidence.LeaseFree free, HostId owner) {
    var t = start.t();
    var host = t.hosts.get(owner);
    if (owner.equals(start.target().id()) || (host != null && hasSpoken(host))) return null;
    var seen = start.sightOf(owner);
    if (seen != null
        && (seen.sight().state() == SanlockHostState.DEAD
            || seen.sight().state() == SanlockHostState.FREE
            || isNewerLife(start, owner, seen.sight()))) {
      return null;
    }
    String text =
        "lease free, but %s is silent and %s: ended or paused there, reason unknown"
            .formatted(
                t.name(owner), seen == null ? "not seen" : seen.sight().state() + " in the store");
    if (seen == null || !isAllowed(start, free)) return text;
    if (start.vm().handsOff()) return text + "; last seen paused by a person, saving or migrating";
    long needed = 3L * seen.sight().ioTimeout().renewalSeconds();
    return free.freeMillis() < needed * 1000
        ? text
            + "; allowed once free for "
            + needed
            + " s, free for "
            + free.freeMillis() / 1000
            + " s"
        : null;
  }
}
