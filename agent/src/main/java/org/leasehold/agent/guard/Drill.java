package org.leasehold.agent.guard;

import java.util.OptionalLong;

/// Goes through every decision once before it matters, so that the code for it is loaded and locked
/// in memory: the disk the program lies on may hang with the others.
final class Drill {
  private static final int NO_SIGNAL = 0;

  private Drill() {}

  static void run() {
    for (long ageMs : new long[] {0, 8_000, 80_000}) {
      for (var leader :
          new LeaderWord[] {new LeaderWord.Ours(), new LeaderWord.NotOurs("drill", false, 2)}) {
        for (var daemon :
            new DaemonWord[] {
              new DaemonWord.Holds(1),
              new DaemonWord.HoldsNothing(2),
              new DaemonWord.UnknownPid(2),
              new DaemonWord.Gone(2),
              new DaemonWord.Silent()
            }) {
          var _ =
              GuardRules.judge(
                  new CopyCase(
                      8_000,
                      daemon,
                      leader,
                      true,
                      true,
                      OptionalLong.of(ageMs),
                      true,
                      OptionalLong.empty()));
        }
      }
    }
    var _ = GuardRules.judge(CopyCase.killed(OptionalLong.of(30_000)));
    long self = ProcessHandle.current().pid();
    var _ = Libc.kill(self, NO_SIGNAL);
    var _ = ProcFile.startTicks(self) + ProcFile.ranNanos(self, java.util.List.of(self));
    var _ = ProcFile.isAlive(self);
  }
}
