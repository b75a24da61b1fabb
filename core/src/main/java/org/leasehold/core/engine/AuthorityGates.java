package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.SanlockHostState;

/// May this engine start this VM now: lock, freshness, migration, claim (S15, S16, S18, S20).
final class AuthorityGates {
  private AuthorityGates() {}

  static @Nullable String locked(StartCase start) {
    var under = start.vm().start();
    return under == null ? null : "start " + under + " is under way";
  }

  static @Nullable String lookAgain(StartCase start) {
    var t = start.t();
    if (start.target().reportNanos() <= t.lookedSinceNanos) {
      return start.targetName() + " has not reported since the clock jumped or the engine began";
    }
    return readNanos(t, start.evidence()) <= t.lookedSinceNanos
        ? "the evidence is from before the clock jumped or the engine began"
        : null;
  }

  /// Readings justify nothing once they are older than the limit. Exits and a person's word do not
  /// fade: what ended stays ended, and a new process is a known copy.
  static @Nullable String stale(StartCase start) {
    var t = start.t();
    var limit = t.settings().watching().evidenceAgeMax();
    long read =
        switch (start.evidence()) {
          case StartEvidence.OwnerDead e -> e.reading().atNanos();
          case StartEvidence.OwnerFree e -> e.reading().atNanos();
          case StartEvidence.NewerGeneration e -> e.reading().atNanos();
          case StartEvidence.LeaseFree e -> e.reading().atNanos();
          case StartEvidence.ExitReported _, StartEvidence.OperatorConfirmed _ -> t.now;
        };
    return t.now - read > limit.toNanos()
        ? "read %s ago, limit %d s".formatted(Turn.seconds(t.now - read), limit.toSeconds())
        : null;
  }

  /// Nobody starts a migrating VM until both ends have reported or both are dead.
  static @Nullable String migrating(StartCase start) {
    var migration = start.vm().migration();
    if (migration == null) return null;
    String from = end(start, migration, migration.from());
    String to = end(start, migration, migration.to());
    if (from == null && to == null) return null;
    return "migrating %s -> %s, %s"
        .formatted(
            start.t().name(migration.from()),
            start.t().name(migration.to()),
            from == null ? to : from);
  }

  private static @Nullable String end(StartCase start, VmRecord.Migration migration, HostId id) {
    var host = start.t().hosts.get(id);
    boolean ended = start.vm().status() == VmStatus.DOWN && start.vm().isOn(id);
    if (host != null && (ended || MigrationRules.hasSpoken(host, migration))) return null;
    var seen = start.sightOf(id);
    boolean gone =
        seen != null
            && (seen.sight().state() == SanlockHostState.DEAD
                || seen.sight().state() == SanlockHostState.FREE);
    return gone ? null : start.t().name(id) + " has neither reported nor died";
  }

  static @Nullable String confirmation(StartCase start) {
    return start.evidence() instanceof StartEvidence.OperatorConfirmed
            && start.entry().isProtected()
        ? "a confirmation does not stand in for a lease"
        : null;
  }

  /// Without the claim: lease-protected starts only, later than the acting engine would.
  static @Nullable String claim(StartCase start) {
    var t = start.t();
    if (t.claim.acts()) return null;
    if (!start.entry().isProtected()) return "this engine does not act and the VM has no lease";
    long ready = start.vm().readySinceNanos();
    var delay = t.settings().watching().watcherDelay();
    if (ready >= 0 && t.hasPassed(ready, delay)) return null;
    return "this engine does not act; it starts %d s after the acting one would have, ready %s"
        .formatted(delay.toSeconds(), ready < 0 ? "now" : "for " + Turn.seconds(t.now - ready));
  }

  /// An exit is as fresh as the last report of the host it happened on: another process there would
  /// be a known copy.
  private static long readNanos(Turn t, StartEvidence evidence) {
    return switch (evidence) {
      case StartEvidence.OwnerDead e -> e.reading().atNanos();
      case StartEvidence.OwnerFree e -> e.reading().atNanos();
      case StartEvidence.NewerGeneration e -> e.reading().atNanos();
      case StartEvidence.LeaseFree e -> e.reading().atNanos();
      case StartEvidence.ExitReported e -> {
        var host = t.hosts.get(e.host());
        yield host == null ? e.atNanos() : host.reportNanos();
      }
      case StartEvidence.OperatorConfirmed e -> e.atNanos();
    };
  }
}
