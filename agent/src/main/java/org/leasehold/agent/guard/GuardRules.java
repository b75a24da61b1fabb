package org.leasehold.agent.guard;

import java.util.List;
import org.leasehold.core.model.GuardTimes;

/// When a VM may not live on (S7, S8, S9). Pure: what is known in, what to do out.
///
/// A copy is dangerous from the moment on at which another host may take its lease: at once when
/// the daemon came back and does not know it, else 8N + 60 s after the last renewal.
///
/// @see "safety.md S7 to S9; core.sim.SimGuard, the same rules in the simulator"
public final class GuardRules {
  private static final Verdict LEAVE_ALONE = new Verdict.LeaveAlone();
  private static final long TERM_TO_KILL_MS = 1000L * GuardTimes.TERM_TO_KILL_SECONDS;
  private static final long KILL_TO_RESET_MS = 1000L * GuardTimes.KILL_TO_RESET_SECONDS;

  private GuardRules() {}

  public static Verdict judge(CopyCase copy) {
    if (copy.sinceKillMs().isPresent()) return afterKill(copy.sinceKillMs().getAsLong());
    return switch (copy.daemon()) {
      case DaemonWord.UnknownPid(int reads) when reads >= GuardTimes.READS ->
          new Verdict.Kill("(b) sanlock answers and does not know the process");
      case DaemonWord.HoldsNothing(int reads) when reads >= GuardTimes.READS && copy.runs() ->
          new Verdict.Kill("(c) the VM runs and its process holds no lease");
      default -> Verdict.heavier(byLeader(copy), byAge(copy));
    };
  }

  private static Verdict afterKill(long sinceKillMs) {
    return sinceKillMs >= KILL_TO_RESET_MS
        ? new Verdict.Unkillable("still there " + seconds(sinceKillMs) + " s after SIGKILL")
        : new Verdict.Kill("still there");
  }

  /// The disk knows who may write, whatever the daemon believes.
  private static Verdict byLeader(CopyCase copy) {
    if (!(copy.leader() instanceof LeaderWord.NotOurs(String what, boolean taken, int reads))
        || (!taken && reads < GuardTimes.READS)) {
      return LEAVE_ALONE;
    }
    return switch (copy.daemon()) {
      case DaemonWord.Holds(long version) ->
          new Verdict.Kill(
              "the lease on disk is not the one held at version %d: %s".formatted(version, what));
      case DaemonWord.Gone(int gone) when gone >= GuardTimes.READS ->
          new Verdict.Kill("(a) no sanlock daemon, and the lease on disk is not ours: " + what);
      case DaemonWord.Silent() when copy.runs() ->
          new Verdict.Kill("(a) sanlock is silent, and the lease on disk is not ours: " + what);
      // A paused VM has given its lease up, and a lease that changes hands shows either side.
      default -> LEAVE_ALONE;
    };
  }

  /// What neither daemon nor disk can say counts as too old.
  private static Verdict byAge(CopyCase copy) {
    if (!copy.sourcesSettled()) return LEAVE_ALONE;
    if (copy.renewalAgeMs().isEmpty()) {
      // Not in the lockspace: a VM that starts or is paused cannot get its lease, nor run.
      if (copy.daemon() instanceof DaemonWord.HoldsNothing && !copy.runs()) return LEAVE_ALONE;
      return new Verdict.Kill("(a) neither sanlock nor the disk can tell of a renewal");
    }
    long ageMs = copy.renewalAgeMs().getAsLong();
    var why = "(a) last renewal " + seconds(ageMs) + " s ago";
    if (ageMs >= copy.renewalFailMs() + TERM_TO_KILL_MS) return new Verdict.Kill(why);
    return ageMs >= copy.renewalFailMs() ? new Verdict.Terminate(why) : LEAVE_ALONE;
  }

  /// A lockspace's last renewal on this host.
  ///
  /// @param ageMs by the boot clock, which goes on in a suspend
  /// @param hostDeadMs 8N + 60 s
  record Renewal(long ageMs, long hostDeadMs) {}

  /// Whether a process that SIGKILL does not end may cost the host its power. A watchdog fires 8N +
  /// 60 s after the last renewal at the latest, by a clock that stands still in a suspend: where it
  /// has not by the boot clock, it protects nothing (S9).
  ///
  /// @param usesWatchdog as sanlock says it
  /// @param renewals of the lockspaces that the process has a lease in, where known
  static boolean mayReset(SelfReset.Use use, boolean usesWatchdog, List<Renewal> renewals) {
    return switch (use) {
      case ON -> true;
      case OFF -> false;
      case AUTO ->
          !usesWatchdog || renewals.stream().anyMatch(last -> last.ageMs() >= last.hostDeadMs());
    };
  }

  private static String seconds(long ms) {
    return "%d.%d".formatted(ms / 1000, ms % 1000 / 100);
  }
}
