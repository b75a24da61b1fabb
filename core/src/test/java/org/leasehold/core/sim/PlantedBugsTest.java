package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.leasehold.core.engine.Engine;
import org.leasehold.core.engine.Safeguard;

/// Every invariant is able to fail: a rule left out on purpose is found within 10,000 seeds, and
/// the same run with the rule is good.
class PlantedBugsTest {
  private static final int SEEDS_MAX = 10_000;

  /// @param bug the rule left out: a [PlantedBug] or a [Safeguard]
  /// @param seed the first seed that finds it
  /// @param invariant the invariant that finds it
  /// @param hostsMax hosts in a cluster of 3 at least
  /// @param vmsMin VMs in a cluster, at least
  /// @param vmsMax and at most
  /// @param kinds the faults that it needs
  private record Planted(
      Enum<?> bug,
      long seed,
      String invariant,
      int hostsMax,
      int vmsMin,
      int vmsMax,
      List<FaultKind> kinds) {
    Planted(
        Enum<?> bug, long seed, String invariant, int vmsMin, int vmsMax, List<FaultKind> kinds) {
      this(bug, seed, invariant, 5, vmsMin, vmsMax, kinds);
    }

    Shape shape() {
      return new Shape(3, hostsMax, vmsMin, vmsMax, EnumSet.copyOf(kinds));
    }

    Simulation simulation() {
      if (bug instanceof PlantedBug planted)
        return new Simulation(EnumSet.of(planted), Engine::new);
      var safeguard = (Safeguard) bug;
      Supplier<Engine> broken = () -> Engine.without(safeguard);
      return new Simulation(EnumSet.noneOf(PlantedBug.class), broken);
    }

    boolean foundAt(long tried) {
      var plan = Simulation.plan(tried, shape());
      return breaks(simulation().run(plan, false)) && !breaks(new Simulation().run(plan, false));
    }

    private boolean breaks(SeedResult result) {
      return result.violations().stream().anyMatch(v -> v.invariant().equals(invariant));
    }
  }

  // PLANTED
  private static final List<Planted> ALL =
      List.of(
          new Planted(
              PlantedBug.GUARD_IGNORES_AGE,
              1,
              "GuardEndsTheUnprotected",
              4,
              10,
              List.of(FaultKind.SANLOCK_CRASH, FaultKind.SANLOCK_HANG)),
          new Planted(
              PlantedBug.GUARD_TRUSTS_UNKNOWN_PID,
              2,
              "GuardEndsTheUnprotected",
              4,
              10,
              List.of(FaultKind.SANLOCK_CRASH, FaultKind.SANLOCK_REJOIN)),
          new Planted(
              PlantedBug.OTHER_DEFINITION_UNSEEN,
              4,
              "OtherDefinitionIsTold",
              4,
              10,
              List.of(FaultKind.ADMIN_STARTS_BY_HAND)),
          new Planted(
              PlantedBug.NO_ENGINE_IS_FINE,
              1,
              "NoEngineIsTold",
              4,
              10,
              List.of(FaultKind.ENGINE_CRASH, FaultKind.ENGINE_SLEEP)),
          new Planted(
              PlantedBug.DISK_NOT_ASKED,
              237,
              "DiskIsAsked",
              4,
              10,
              List.of(
                  FaultKind.HOST_SUSPEND,
                  FaultKind.MANAGEMENT_CUT,
                  FaultKind.SANLOCK_REJOIN,
                  FaultKind.GUARD_DEAD)),
          new Planted(
              PlantedBug.UNKILLABLE_LEFT_ALONE,
              6,
              "UnkillableEndsTheHost",
              4,
              10,
              List.of(
                  FaultKind.PATH_HUNG,
                  FaultKind.QEMU_UNKILLABLE,
                  FaultKind.STORE_HUNG,
                  FaultKind.SANLOCK_CRASH)),
          new Planted(
              PlantedBug.OTHER_VOLUME_JOINED,
              1,
              "EnrolledVolumeOnly",
              4,
              10,
              List.of(FaultKind.OTHER_VOLUME)),
          new Planted(
              PlantedBug.START_UNPROVEN,
              16,
              "StartIsProven",
              4,
              10,
              List.of(FaultKind.LOCK_MANAGER_UNSET, FaultKind.QEMU_CRASH)),
          new Planted(
              PlantedBug.UNCLEAN_JOINED_AT_ONCE,
              1,
              "LockspacesAreLeftClean",
              4,
              4,
              8,
              List.of(FaultKind.HOST_POWER_LOSS, FaultKind.SANLOCK_CRASH)),
          new Planted(
              PlantedBug.LEFT_WHILE_HELD,
              11,
              "LockspacesAreLeftClean",
              4,
              4,
              8,
              List.of(FaultKind.HOST_SHUTDOWN, FaultKind.QEMU_UNKILLABLE, FaultKind.PATH_HUNG)),
          new Planted(
              PlantedBug.HOLDER_OUTLIVES_AGENT,
              1,
              "HoldersEndWithAgents",
              4,
              4,
              8,
              List.of(FaultKind.AGENT_CRASH, FaultKind.AGENT_DEAD)),
          new Planted(
              Safeguard.NEWEST_DOCUMENT,
              37,
              "HalfHaveShownTheirDocument",
              4,
              4,
              8,
              List.of(
                  FaultKind.ENGINE_CRASH,
                  FaultKind.CLUSTER_POWER_LOSS,
                  FaultKind.MANAGEMENT_CUT,
                  FaultKind.HOST_GONE_FOR_GOOD)),
          new Planted(
              Safeguard.LOCKSPACE_JOINED,
              237,
              "TargetIsFit",
              4,
              4,
              8,
              List.of(
                  FaultKind.PATH_LOST,
                  FaultKind.SANLOCK_CRASH,
                  FaultKind.QEMU_CRASH,
                  FaultKind.HOST_POWER_LOSS)),
          new Planted(
              PlantedBug.LEASE_LEFT_BEHIND,
              1,
              "ReleaseStands",
              4,
              4,
              8,
              List.of(FaultKind.ADMIN_RELEASES)),
          new Planted(
              PlantedBug.LEASE_MADE_UNSEEN,
              27,
              "ReleaseStands",
              4,
              4,
              8,
              List.of(
                  FaultKind.ADMIN_RELEASES,
                  FaultKind.HOST_POWER_LOSS,
                  FaultKind.HOST_GONE_FOR_GOOD,
                  FaultKind.ENGINE_CRASH)),
          new Planted(
              PlantedBug.OLD_DOCUMENT_KEPT,
              1,
              "StaleIsRefused",
              4,
              10,
              List.of(FaultKind.ENGINE_OLD_DOCUMENT, FaultKind.ADMIN_STOPS)),
          new Planted(
              PlantedBug.CLAIM_WITHOUT_BEAT,
              1,
              "ClaimBeforeActs",
              4,
              10,
              List.of(FaultKind.ENGINE_SLEEP, FaultKind.ENGINE_ISOLATED)),
          new Planted(
              Safeguard.KNOWN_COPY,
              134,
              "KnownCopyVetoes",
              4,
              10,
              List.of(
                  FaultKind.SANLOCK_REJOIN,
                  FaultKind.MANAGEMENT_CUT,
                  FaultKind.NO_SPACE,
                  FaultKind.QEMU_CRASH,
                  FaultKind.AGENT_DEAD)),
          new Planted(
              PlantedBug.RESUME_UNGUARDED,
              785,
              "ResumesAreGuarded",
              4,
              2,
              4,
              List.of(
                  FaultKind.NO_SPACE,
                  FaultKind.MANAGEMENT_CUT,
                  FaultKind.ADMIN_STOPS,
                  FaultKind.GUEST_SHUTDOWN)),
          new Planted(
              PlantedBug.STALE_COMMAND_RUN,
              237,
              "StaleIsRefused",
              4,
              2,
              4,
              List.of(FaultKind.ADMIN_STOPS, FaultKind.GUEST_REBOOT, FaultKind.MANAGEMENT_SLOW)),
          new Planted(
              Safeguard.MIGRATION,
              2678,
              "MigrationHoldsStarts",
              4,
              10,
              List.of(FaultKind.ADMIN_MIGRATES, FaultKind.MANAGEMENT_SLOW, FaultKind.QEMU_CRASH)),
          new Planted(
              Safeguard.GRADE,
              23,
              "TargetIsFit",
              4,
              4,
              8,
              List.of(FaultKind.GUARD_DEAD, FaultKind.QEMU_CRASH)),
          new Planted(
              Safeguard.UNFIT_HOST,
              19,
              "TargetIsFit",
              4,
              4,
              8,
              List.of(FaultKind.LOCK_MANAGER_UNSET, FaultKind.QEMU_CRASH)),
          new Planted(
              Safeguard.OTHER_DEFINITION,
              4,
              "TargetIsFit",
              4,
              4,
              8,
              List.of(FaultKind.ADMIN_STARTS_BY_HAND, FaultKind.QEMU_CRASH)),
          new Planted(
              Safeguard.PEERS_SEE_EACH_OTHER,
              2,
              "SameVolume",
              4,
              2,
              6,
              List.of(FaultKind.HOST_POWER_LOSS, FaultKind.QEMU_CRASH)),
          new Planted(
              Safeguard.MAY_BE_RUNNING,
              23,
              "OneStartAtATime",
              4,
              4,
              8,
              List.of(FaultKind.MANAGEMENT_CUT, FaultKind.QEMU_CRASH, FaultKind.AGENT_CRASH)),
          new Planted(
              Safeguard.VM_LOCK,
              1,
              "OneStartAtATime",
              4,
              4,
              8,
              List.of(FaultKind.QEMU_CRASH, FaultKind.HOST_POWER_LOSS)),
          new Planted(
              Safeguard.EVIDENCE, 2, "KnownCopyVetoes", 4, 10, List.of(FaultKind.MANAGEMENT_CUT)),
          new Planted(
              Safeguard.FREE_IS_NOT_ENDED,
              6,
              "FreeIsNotEnded",
              4,
              10,
              List.of(FaultKind.NO_SPACE, FaultKind.ADMIN_SUSPENDS, FaultKind.MANAGEMENT_CUT)),
          new Planted(
              Safeguard.DIRECT_DISKS,
              2,
              "OneWriterPerDisk",
              4,
              10,
              List.of(FaultKind.CACHE_CHANGES, FaultKind.QEMU_CRASH)),
          new Planted(
              Safeguard.SAME_DISKS,
              1181,
              "DisksAreTheLiveOnes",
              4,
              10,
              List.of(
                  FaultKind.DISK_CHANGES,
                  FaultKind.QEMU_CRASH,
                  FaultKind.ENGINE_SLEEP,
                  FaultKind.HOST_POWER_LOSS)),
          new Planted(
              Safeguard.SECOND_VANTAGE,
              5,
              "FencingNeedsVantage",
              4,
              10,
              List.of(FaultKind.MANAGEMENT_CUT, FaultKind.HOST_POWER_LOSS, FaultKind.AGENT_DEAD)),
          new Planted(
              Safeguard.EXACT_VERSION,
              2,
              "FencingNeedsVantage",
              4,
              10,
              List.of(FaultKind.MANAGEMENT_CUT)),
          new Planted(
              Safeguard.CONFIRMATION_IS_NO_LEASE,
              101,
              "StartNeedsEvidence",
              4,
              10,
              List.of(FaultKind.ADMIN_CONFIRMS, FaultKind.MANAGEMENT_CUT, FaultKind.SANLOCK_HANG)),
          new Planted(
              Safeguard.SILENCE_IS_NOT_DEATH,
              2,
              "NoHarmFromSilence",
              4,
              10,
              List.of(FaultKind.MANAGEMENT_CUT)),
          new Planted(
              Safeguard.CLAIM,
              3,
              "ClaimBeforeActs",
              4,
              10,
              List.of(
                  FaultKind.ENGINE_ISOLATED,
                  FaultKind.ENGINE_SLEEP,
                  FaultKind.MANAGEMENT_CUT,
                  FaultKind.ADMIN_STOPS,
                  FaultKind.ADMIN_MIGRATES)),
          new Planted(
              Safeguard.LOOK_AGAIN,
              11,
              "LookAfterJump",
              2,
              5,
              List.of(FaultKind.ENGINE_SLEEP, FaultKind.QEMU_CRASH, FaultKind.HOST_POWER_LOSS)));

  @TestFactory
  Stream<DynamicTest> isFoundAtItsSeed() {
    return ALL.stream()
        .map(
            p ->
                DynamicTest.dynamicTest(
                    p.bug().name(), () -> assertTrue(p.foundAt(p.seed()), "seed " + p.seed())));
  }

  /// Each is found at the same moment by invariants that look at everything after every event: what
  /// is looked at in between, where something has changed, is enough.
  @TestFactory
  Stream<DynamicTest> isFoundAtTheSameMomentByLookingAlways() {
    return ALL.stream()
        .map(
            p ->
                DynamicTest.dynamicTest(
                    p.bug().name(),
                    () -> {
                      var plan = Simulation.plan(p.seed(), p.shape());
                      assertEquals(
                          p.simulation().lookingAlways().run(plan, false).violations(),
                          p.simulation().run(plan, false).violations());
                    }));
  }

  /// From seed 1 on, as the table in `core/docs/simulator.md` counts.
  @TestFactory
  @Tag("long")
  Stream<DynamicTest> isFoundFromTheFirstSeedOn() {
    return ALL.stream()
        .map(
            p ->
                DynamicTest.dynamicTest(
                    p.bug().name(),
                    () -> {
                      for (long seed = 1; seed <= SEEDS_MAX; seed++) if (p.foundAt(seed)) return;
                      fail("not found in " + SEEDS_MAX + " seeds");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> atLeastSixteen() {
    return Stream.of(
        DynamicTest.dynamicTest("at least sixteen", () -> assertFalse(ALL.size() < 16)));
  }

  /// A safeguard that other rules stand before: found once those are out too, and not by those
  /// alone.
  ///
  /// @param proven the safeguard that matters
  /// @param beside what else is left out: one [Safeguard], or any number of [PlantedBug]
  private record Pair(
      Safeguard proven,
      List<? extends Enum<?>> beside,
      long seed,
      String invariant,
      List<FaultKind> kinds) {
    private boolean breaks(EnumSet<PlantedBug> agent, Supplier<Engine> engine) {
      var plan = Simulation.plan(seed, new Shape(3, 4, 4, 8, EnumSet.copyOf(kinds)));
      return new Simulation(agent, engine)
          .run(plan, false).violations().stream().anyMatch(v -> v.invariant().equals(invariant));
    }

    boolean isFoundTogetherOnly() {
      var agent = EnumSet.noneOf(PlantedBug.class);
      Safeguard other = null;
      for (var out : beside) {
        if (out instanceof PlantedBug bug) agent.add(bug);
        else other = (Safeguard) out;
      }
      if (other == null) {
        return breaks(agent, () -> Engine.without(proven)) && !breaks(agent, Engine::new);
      }
      var beside = other;
      return breaks(agent, () -> Engine.without(proven, beside))
          && !breaks(agent, () -> Engine.without(beside));
    }
  }

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(
              Safeguard.CONNECTIVITY_THRESHOLD,
              List.of(Safeguard.CLAIM),
              473,
              "FencingNeedsVantage",
              List.of(
                  FaultKind.MANAGEMENT_CUT,
                  FaultKind.HOST_POWER_LOSS,
                  FaultKind.ENGINE_ISOLATED,
                  FaultKind.AGENT_DEAD)),
          new Pair(
              Safeguard.NEWER_GENERATION_WAITS,
              List.of(PlantedBug.GUARD_TRUSTS_UNKNOWN_PID),
              26,
              "StartNeedsEvidence",
              List.of(
                  FaultKind.SANLOCK_REJOIN,
                  FaultKind.SANLOCK_CRASH,
                  FaultKind.MANAGEMENT_CUT,
                  FaultKind.AGENT_DEAD)),
          new Pair(
              Safeguard.SIGHT_NOT_OLDER,
              List.of(Safeguard.LOCKSPACE_JOINED),
              1118,
              "SameVolume",
              List.of(
                  FaultKind.MANAGEMENT_CUT,
                  FaultKind.SANLOCK_REJOIN,
                  FaultKind.HOST_SUSPEND,
                  FaultKind.NO_SPACE,
                  FaultKind.AGENT_DEAD)),
          new Pair(
              Safeguard.STALE_REPORT,
              List.of(PlantedBug.ANSWERED_UNLOOKED),
              24,
              "EvidenceIsFresh",
              List.of(
                  FaultKind.PATH_LOST,
                  FaultKind.SANLOCK_HANG,
                  FaultKind.HOST_POWER_LOSS,
                  FaultKind.QEMU_CRASH)),
          new Pair(
              Safeguard.ENROLLED_VOLUME,
              List.of(PlantedBug.ANSWERED_UNLOOKED, PlantedBug.OTHER_VOLUME_JOINED),
              127,
              "TargetIsFit",
              List.of(FaultKind.OTHER_VOLUME, FaultKind.QEMU_CRASH, FaultKind.HOST_POWER_LOSS)));

  @TestFactory
  Stream<DynamicTest> isFoundTogether() {
    return PAIRS.stream()
        .map(
            p ->
                DynamicTest.dynamicTest(
                    p.proven() + " with " + p.beside(), () -> assertTrue(p.isFoundTogetherOnly())));
  }
}
