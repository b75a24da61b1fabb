package org.leasehold.core.sim;

import java.util.List;

/// The list of all invariants.
final class Invariants {
  private Invariants() {}

  static List<Invariant> all(World world, PredictionHolds prediction) {
    return List.of(
        prediction,
        new OneWriterPerDisk(world),
        new KnownCopyVetoes(world),
        new StartNeedsEvidence(world),
        new EnrolledVolumeOnly(world),
        new SameVolume(world),
        new TargetIsFit(world),
        new EvidenceIsFresh(world),
        new OneStartAtATime(world),
        new ResumesAreGuarded(world),
        new StartIsProven(world),
        new FreeIsNotEnded(world),
        new DisksAreTheLiveOnes(world),
        new HalfHaveShownTheirDocument(world),
        new OtherDefinitionIsTold(world),
        new GuardEndsTheUnprotected(world),
        new DiskIsAsked(world),
        new UnkillableEndsTheHost(world),
        new LockspacesAreLeftClean(world),
        new HoldersEndWithAgents(world),
        new ReleaseStands(world),
        new StaleIsRefused(world),
        new ClaimBeforeActs(world),
        new FencingNeedsVantage(world),
        new MigrationHoldsStarts(world),
        new NoEngineIsTold(world),
        new LookAfterJump(world),
        new NumbersOnlyGrow(world),
        new VolumeReadsBack(world),
        new OwnerIsRunner(world),
        new NoHarmFromSilence(world),
        new EventuallyRuns(world),
        new OneExplanation(world));
  }
}
