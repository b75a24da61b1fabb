package org.leasehold.agent.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// S7 to S9 at both edges of every time; N = 1, so 8N = 8 s.
class GuardRulesTest {
  private static final long FAIL_MS = 8_000;
  private static final LeaderWord OURS = new LeaderWord.Ours();
  private static final LeaderWord UNREAD = new LeaderWord.Unread();
  private static final DaemonWord HOLDS = new DaemonWord.Holds(3);
  private static final String LEAVE = "LeaveAlone";

  /// A healthy running VM, to be spoiled one thing at a time.
  private record Case(
      DaemonWord daemon,
      LeaderWord leader,
      boolean saidRunning,
      boolean cpusRan,
      OptionalLong ageMs,
      boolean settled,
      OptionalLong sinceKillMs) {
    static final Case HEALTHY =
        new Case(HOLDS, OURS, true, true, OptionalLong.of(1000), true, OptionalLong.empty());

    Case daemon(DaemonWord word) {
      return new Case(word, leader, saidRunning, cpusRan, ageMs, settled, sinceKillMs);
    }

    Case leader(LeaderWord word) {
      return new Case(daemon, word, saidRunning, cpusRan, ageMs, settled, sinceKillMs);
    }

    Case paused() {
      return new Case(daemon, leader, false, false, ageMs, settled, sinceKillMs);
    }

    Case cpusStill() {
      return new Case(daemon, leader, saidRunning, false, ageMs, settled, sinceKillMs);
    }

    Case age(long ms) {
      return new Case(
          daemon, leader, saidRunning, cpusRan, OptionalLong.of(ms), settled, sinceKillMs);
    }

    Case ageUnknown() {
      return new Case(
          daemon, leader, saidRunning, cpusRan, OptionalLong.empty(), settled, sinceKillMs);
    }

    Case unsettled() {
      return new Case(daemon, leader, saidRunning, cpusRan, ageMs, false, sinceKillMs);
    }

    Case killed(long agoMs) {
      return new Case(daemon, leader, saidRunning, cpusRan, ageMs, settled, OptionalLong.of(agoMs));
    }

    Verdict judged() {
      return GuardRules.judge(
          new CopyCase(FAIL_MS, daemon, leader, saidRunning, cpusRan, ageMs, settled, sinceKillMs));
    }

    String verdict() {
      return judged().getClass().getSimpleName();
    }
  }

  private static final Case HEALTHY = Case.HEALTHY;

  @Test
  void aVmThatHoldsItsLeaseIsLeftAlone() {
    assertEquals(LEAVE, HEALTHY.verdict());
    assertEquals(LEAVE, HEALTHY.leader(UNREAD).verdict());
    assertEquals(LEAVE, HEALTHY.daemon(new DaemonWord.NotAsked()).leader(UNREAD).verdict());
    assertEquals(LEAVE, HEALTHY.daemon(new DaemonWord.Changing()).verdict());
  }

  @Test
  void renewalsThatStopEndItAt8NAnd8NPlus20() {
    assertEquals(LEAVE, HEALTHY.age(7_999).verdict());
    assertEquals("Terminate", HEALTHY.age(8_000).verdict());
    assertEquals("Terminate", HEALTHY.age(27_999).verdict());
    assertEquals(new Verdict.Kill("(a) last renewal 28.0 s ago"), HEALTHY.age(28_000).judged());
  }

  @Test
  void aSilentOrMissingDaemonAloneEndsNothingBefore8N() {
    for (var daemon : new DaemonWord[] {new DaemonWord.Silent(), new DaemonWord.Gone(9)}) {
      assertEquals(LEAVE, HEALTHY.daemon(daemon).age(7_999).verdict());
      assertEquals("Terminate", HEALTHY.daemon(daemon).age(8_000).verdict());
      assertEquals("Kill", HEALTHY.daemon(daemon).age(28_000).verdict());
    }
  }

  @Test
  void noAgeIsJudgedByBeforeBothSourcesWereAsked() {
    assertEquals(LEAVE, HEALTHY.age(90_000).unsettled().verdict());
    assertEquals(LEAVE, HEALTHY.ageUnknown().unsettled().verdict());
  }

  @Test
  void whatNeitherSourceCanSayCountsAsTooOld() {
    assertEquals(
        new Verdict.Kill("(a) neither sanlock nor the disk can tell of a renewal"),
        HEALTHY.ageUnknown().judged());
  }

  /// Where the lockspace is not joined libvirt's own start fails, and says so better.
  @Test
  void aVmThatCannotGetItsLeaseIsLeftToLibvirt() {
    var starting = HEALTHY.daemon(new DaemonWord.HoldsNothing(1)).paused().ageUnknown();
    assertEquals(LEAVE, starting.verdict());
    assertEquals("Kill", HEALTHY.daemon(new DaemonWord.HoldsNothing(1)).ageUnknown().verdict());
  }

  @Test
  void theSameTimesHoldForAPausedVm() {
    var paused = HEALTHY.daemon(new DaemonWord.HoldsNothing(99)).paused();
    assertEquals(LEAVE, paused.leader(new LeaderWord.NotOurs("free", false, 99)).verdict());
    assertEquals("Terminate", paused.age(8_000).verdict());
    assertEquals("Kill", paused.age(28_000).verdict());
  }

  @Test
  void aProcessTheDaemonDoesNotKnowIsEndedAtTheSecondRead() {
    assertEquals(LEAVE, HEALTHY.daemon(new DaemonWord.UnknownPid(1)).verdict());
    assertEquals("Kill", HEALTHY.daemon(new DaemonWord.UnknownPid(2)).verdict());
    assertEquals("Kill", HEALTHY.daemon(new DaemonWord.UnknownPid(2)).paused().verdict());
    assertEquals("Kill", HEALTHY.daemon(new DaemonWord.UnknownPid(2)).unsettled().verdict());
  }

  @Test
  void aRunningVmThatHoldsNothingIsEndedAtTheSecondReadAndOnlyIfItsCpusRun() {
    var nothing = HEALTHY.daemon(new DaemonWord.HoldsNothing(2));
    assertEquals(LEAVE, HEALTHY.daemon(new DaemonWord.HoldsNothing(1)).verdict());
    assertEquals("Kill", nothing.verdict());
    assertEquals(LEAVE, nothing.cpusStill().verdict());
    assertEquals(LEAVE, nothing.paused().verdict());
  }

  @Test
  void aLeaseThatChangedUnderTheHolderEndsItAtTheSecondRead() {
    var taken = "owner 2, generation 1, version 4";
    assertEquals(LEAVE, HEALTHY.leader(new LeaderWord.NotOurs(taken, false, 1)).verdict());
    assertEquals(
        new Verdict.Kill("the lease on disk is not the one held at version 3: " + taken),
        HEALTHY.leader(new LeaderWord.NotOurs(taken, false, 2)).judged());
  }

  @Test
  void aLeaseThatSomebodyElseHoldsNowEndsItAtTheFirst() {
    var taken = new LeaderWord.NotOurs("owner 2, generation 1, version 4", true, 1);
    assertEquals("Kill", HEALTHY.leader(taken).verdict());
    assertEquals("Kill", HEALTHY.daemon(new DaemonWord.Silent()).leader(taken).verdict());
    assertEquals(LEAVE, HEALTHY.daemon(new DaemonWord.Changing()).leader(taken).verdict());
    var handedOver = HEALTHY.daemon(new DaemonWord.HoldsNothing(1)).leader(taken);
    assertEquals(LEAVE, handedOver.paused().verdict());
  }

  @Test
  void withoutADaemonA8NGraceIsOnlyForALeaseThatIsOurs() {
    var notOurs = new LeaderWord.NotOurs("free at version 3", false, 2);
    assertEquals("Kill", HEALTHY.daemon(new DaemonWord.Gone(2)).leader(notOurs).verdict());
    assertEquals(LEAVE, HEALTHY.daemon(new DaemonWord.Gone(1)).leader(notOurs).verdict());
    assertEquals("Kill", HEALTHY.daemon(new DaemonWord.Gone(2)).leader(notOurs).paused().verdict());
    assertEquals("Kill", HEALTHY.daemon(new DaemonWord.Silent()).leader(notOurs).verdict());
  }

  /// A daemon that hangs for a moment may still be there for a paused VM, which can wait.
  @Test
  void aPausedVmUnderASilentDaemonHas8N() {
    var paused =
        HEALTHY
            .daemon(new DaemonWord.Silent())
            .leader(new LeaderWord.NotOurs("free at version 3", false, 9))
            .paused();
    assertEquals(LEAVE, paused.age(7_999).verdict());
    assertEquals("Terminate", paused.age(8_000).verdict());
  }

  @Test
  void whatSurvivesSigkillFor25SecondsIsUnkillable() {
    assertEquals("Kill", HEALTHY.killed(0).verdict());
    assertEquals("Kill", HEALTHY.killed(24_999).verdict());
    assertEquals(
        new Verdict.Unkillable("still there 25.0 s after SIGKILL"),
        HEALTHY.killed(25_000).judged());
  }

  private static final long DEAD_MS = 68_000;

  private static boolean mayReset(SelfReset.Use use, boolean usesWatchdog, long... agesMs) {
    var renewals =
        LongStream.of(agesMs).mapToObj(age -> new GuardRules.Renewal(age, DEAD_MS)).toList();
    return GuardRules.mayReset(use, usesWatchdog, renewals);
  }

  @Test
  void aHostWithoutAWatchdogIsResetForAProcessThatCannotBeKilled() {
    assertTrue(mayReset(SelfReset.Use.AUTO, false, 0));
    assertTrue(mayReset(SelfReset.Use.AUTO, false));
  }

  @Test
  void aWatchdogIsLeftItsTime() {
    assertFalse(mayReset(SelfReset.Use.AUTO, true, DEAD_MS - 1));
    assertFalse(mayReset(SelfReset.Use.AUTO, true), "no renewal was ever seen");
  }

  @Test
  void aWatchdogThatHasNotFiredInItsTimeProtectsNothing() {
    assertTrue(mayReset(SelfReset.Use.AUTO, true, DEAD_MS));
    assertTrue(mayReset(SelfReset.Use.AUTO, true, 1000, DEAD_MS), "one of two lockspaces");
  }

  @Test
  void theAdminsWordIsTheLast() {
    assertFalse(mayReset(SelfReset.Use.OFF, false, DEAD_MS));
    assertTrue(mayReset(SelfReset.Use.ON, true, 0));
  }

  @Test
  void everyEndOfAVmIsToldWithItsReason() {
    var notOurs = new LeaderWord.NotOurs("version 4 of host 2", true, 2);
    ends("(b) sanlock answers and does not know the process", new DaemonWord.UnknownPid(2), OURS);
    ends("(c) the VM runs and its process holds no lease", new DaemonWord.HoldsNothing(2), OURS);
    ends("the lease on disk is not the one held at version 3: version 4 of host 2", HOLDS, notOurs);
    ends(
        "(a) no sanlock daemon, and the lease on disk is not ours: version 4 of host 2",
        new DaemonWord.Gone(2),
        notOurs);
    ends(
        "(a) sanlock is silent, and the lease on disk is not ours: version 4 of host 2",
        new DaemonWord.Silent(),
        notOurs);
    assertEquals(new Verdict.Kill("still there"), HEALTHY.killed(24_999).judged());
    assertEquals(
        new Verdict.Unkillable("still there 25.0 s after SIGKILL"),
        HEALTHY.killed(25_000).judged());
  }

  private static void ends(String why, DaemonWord daemon, LeaderWord leader) {
    assertEquals(new Verdict.Kill(why), HEALTHY.daemon(daemon).leader(leader).judged());
  }
}
