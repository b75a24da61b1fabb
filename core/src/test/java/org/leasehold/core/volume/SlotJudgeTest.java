package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.leasehold.core.volume.Volumes.SMALL;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;

/// What one slot is, from one look: a test for each rule, in the order in which they are tried.
class SlotJudgeTest {
  private static final String SPACE = "space";
  private static final String VM = "vm1";

  private static Judging hosts() {
    return Judging.of(SMALL, SPACE).formatted().heartbeat(1, 3, 900, 1);
  }

  private static PlantedLease fresh() {
    return PlantedLease.fresh(SMALL, SPACE, VM);
  }

  private static SlotState judge(PlantedLease lease) {
    return hosts().judge(lease.lease(), VM);
  }

  private static Liveness liveness(SlotState state) {
    return assertInstanceOf(SlotState.Held.class, state).owner().liveness();
  }

  private static void assertCorrupt(SlotState.Flaw why, String detail, PlantedLease lease) {
    assertEquals(new SlotState.Corrupt(why, detail), judge(lease));
  }

  @Test
  void theClearedMagicComesBeforeEverything() {
    var lease = fresh().leader32(0, Leader.CLEARED_MAGIC).poke(168, 0xFF);
    assertEquals(new SlotState.Cleared(VM), judge(lease));
  }

  @Test
  void aZeroSectorWasNeverCreatedWhateverLiesBehindIt() {
    var lease = fresh().zero().ballot(4, 4, 4, 9, false);
    assertEquals(new SlotState.NeverCreated(), judge(lease));
  }

  @Test
  void everyFlawOfTheLeaderIsNamedInOrder() {
    // From the last rule to the first: each damage hides the one before it.
    var lease = fresh().poke(168, 0);
    assertInstanceOf(SlotState.Corrupt.class, judge(lease));
    assertEquals(
        SlotState.Flaw.CHECKSUM, ((SlotState.Corrupt) judge(lease)).why(), "checksum last");
    lease.poke(16, 0).poke(17, 0);
    assertCorrupt(SlotState.Flaw.HOST_COUNT, "num_hosts 0, max_hosts 2000", lease);
    lease.poke(104, 'x');
    assertCorrupt(SlotState.Flaw.NAME, "lease xm1", lease);
    lease.poke(56, 'x');
    assertCorrupt(SlotState.Flaw.LOCKSPACE, "lockspace xpace", lease);
    lease.poke(8, 0x20);
    assertCorrupt(SlotState.Flaw.ALIGNMENT, "flags 00000020", lease);
    lease.poke(13, 0x10);
    assertCorrupt(SlotState.Flaw.SECTOR_SIZE, "sector size 4096", lease);
    lease.poke(6, 7);
    assertCorrupt(SlotState.Flaw.MAJOR, "version 00070004", lease);
    lease.poke(0, 0x11);
    assertCorrupt(SlotState.Flaw.MAGIC, "magic 06152011", lease);
    lease.leader32(0, Leader.DELTA_MAGIC);
    assertCorrupt(SlotState.Flaw.DELTA_MAGIC, "magic 12212010", lease);
  }

  @Test
  void sectorSizeAndSlotSizeMustBeTheVolumes() {
    assertCorrupt(SlotState.Flaw.SECTOR_SIZE, "sector size 0", fresh().leader32(12, 0));
    assertCorrupt(SlotState.Flaw.ALIGNMENT, "flags 00000030", fresh().leader32(8, 0x30));
    assertEquals(new SlotState.Free(0, 0, false), judge(fresh().leader32(8, 0)));
    var big = new Geometry(SectorSize.S4096, 2);
    var unflagged = PlantedLease.fresh(big, SPACE, VM).leader32(8, 0);
    assertEquals(
        new SlotState.Corrupt(SlotState.Flaw.ALIGNMENT, "flags 00000000"),
        Judging.of(big, SPACE).judge(unflagged.lease(), VM));
  }

  @Test
  void hostCountsMustFitTheSlot() {
    assertCorrupt(
        SlotState.Flaw.HOST_COUNT, "num_hosts 2001, max_hosts 2000", fresh().leader64(16, 2001));
    assertCorrupt(
        SlotState.Flaw.HOST_COUNT, "num_hosts 2000, max_hosts 2001", fresh().leader64(24, 2001));
    assertCorrupt(
        SlotState.Flaw.HOST_COUNT,
        "num_hosts 18446744073709551615, max_hosts 2000",
        fresh().leader64(16, -1));
  }

  @Test
  void aMinorVersionThatDiffersIsAccepted() {
    assertEquals(new SlotState.Free(0, 0, false), judge(fresh().leader32(4, 0x00060009)));
  }

  @Test
  void bothNamesEmptyAndSoundIsEmptyAsVdsmLeavesIt() {
    assertEquals(new SlotState.Empty(), judge(fresh().free("", "")));
    var unsound = judge(fresh().free("", "").poke(168, 0));
    assertEquals(SlotState.Flaw.CHECKSUM, ((SlotState.Corrupt) unsound).why());
  }

  @Test
  void aLeaseWithoutNameIsNoLeaseEvenWhereTheIndexExpectsNone() {
    assertEquals(
        new SlotState.Corrupt(SlotState.Flaw.NAME, "a lease without name"),
        hosts().judge(fresh().leaderName(104, "").lease()));
  }

  @Test
  void withoutARecordAnyNameIsAccepted() {
    assertEquals(new SlotState.Free(0, 0, false), hosts().judge(fresh().lease()));
  }

  @Test
  void aFreeLeaseKeepsWhoHeldItLast() {
    assertEquals(new SlotState.Free(1, 3, false), judge(fresh().held(1, 3, 8, 0)));
  }

  @Test
  void aBallotForANewerVersionComesBeforeOwnership() {
    var held = fresh().held(1, 3, 8, 900);
    var under = judge(held);
    assertEquals(
        new SlotState.Ballot(new HostId(2), 1, false, under),
        judge(held.ballot(2, 2, 0, 9, false)));
    assertEquals(
        new SlotState.Ballot(new HostId(2), 2, false, under),
        judge(held.ballot(2, 2, 2, 9, false)));
  }

  @Test
  void theHighestBallotNumberIsTheOneThatRuns() {
    var lease = fresh().ballot(2, 4002, 0, 1, false).ballot(3, 2003, 2003, 1, false);
    assertEquals(
        new SlotState.Ballot(new HostId(2), 1, false, new SlotState.Free(0, 0, false)),
        judge(lease));
  }

  @Test
  void oldReleasedDamagedAndFarSectorsAreNoBallot() {
    var free = new SlotState.Free(1, 3, false);
    assertEquals(free, judge(fresh().held(1, 3, 8, 0).ballot(2, 2, 2, 8, false)));
    assertEquals(free, judge(fresh().held(1, 3, 8, 0).ballot(2, 2, 2, 9, true)));
    assertEquals(free, judge(fresh().held(1, 3, 8, 0).ballot(2, 2, 2, 9, false).pokeHost(2, 0, 9)));
    assertEquals(free, judge(fresh().held(1, 3, 8, 0).leader64(16, 5).ballot(6, 6, 6, 9, false)));
  }

  @Test
  void sharedOwnersAreJudgedByTheGenerationOfTheirModeBlock() {
    var hosts = hosts().heartbeat(2, 7, 500, 1).heartbeat(4, 2, 0, 1);
    var lease = fresh().held(4, 2, 8, 0).shared(1, 3, 6).shared(2, 6, 7).shared(4, 2, 8);
    assertEquals(
        new SlotState.Shared(
            List.of(
                owner(1, 3, new Liveness.Unknown(8)),
                owner(2, 6, new Liveness.Stale(Liveness.Why.REJOINED)),
                owner(4, 2, new Liveness.Stale(Liveness.Why.LEFT)))),
        hosts.judge(lease.lease(), VM));
  }

  private static SlotState.Owner owner(int host, long generation, Liveness liveness) {
    return new SlotState.Owner(
        new HostLife(new HostId(host), new Generation(generation)), 0, 0, liveness);
  }

  @Test
  void aHeldLeaseWithoutAPossibleOwnerIsCorrupt() {
    assertCorrupt(SlotState.Flaw.OWNER, "owner_id 0 with a timestamp", fresh().held(0, 1, 1, 900));
    assertCorrupt(
        SlotState.Flaw.OWNER, "owner_id 2001 with a timestamp", fresh().held(2001, 1, 1, 900));
    assertCorrupt(
        SlotState.Flaw.GENERATION, "owner_generation 0, owner 1", fresh().held(1, 0, 1, 900));
  }

  @Test
  void anOwnerWhoseHeartbeatCannotBeReadIsUnknownNotDead() {
    var lease = fresh().held(1, 3, 8, 900).lease();
    assertEquals(
        new Liveness.Unknown(-1), liveness(hosts().damage(1).judge(lease, VM)), "bad checksum");
    assertEquals(
        new Liveness.Unknown(-1),
        liveness(Judging.of(SMALL, SPACE).judge(lease, VM)),
        "no lockspace");
  }

  @Test
  void anOwnerThatLeftOrLivesAnotherLifeIsStale() {
    var lease = fresh().held(1, 3, 8, 900).lease();
    assertEquals(
        new Liveness.Stale(Liveness.Why.LEFT),
        liveness(hosts().heartbeat(1, 3, 0, 1).judge(lease, VM)));
    assertEquals(
        new Liveness.Stale(Liveness.Why.REJOINED),
        liveness(hosts().heartbeat(1, 4, 10, 1).judge(lease, VM)));
    assertEquals(
        new Liveness.Stale(Liveness.Why.OTHER_HOST),
        liveness(hosts().otherOwner(1, 7).judge(lease, VM)));
    assertEquals(
        new Liveness.Stale(Liveness.Why.NEVER_JOINED),
        liveness(Judging.of(SMALL, SPACE).formatted().judge(lease, VM)));
  }

  @Test
  void aGenerationBehindTheLeasesIsJudgedByTheHeartbeatNotCalledStale() {
    var lease = fresh().held(1, 5, 8, 900).lease();
    assertEquals(new Liveness.Unknown(8), liveness(hosts().judge(lease, VM)));
  }

  @Test
  void aLeaderWrittenByAnotherHostIsFreeOnceItsOwnerSaysReleased() {
    var lease = fresh().held(1, 3, 8, 900).ballot(1, 1, 1, 8, true).writtenBy(2);
    assertEquals(new SlotState.Free(1, 3, true), judge(lease));
  }

  @Test
  void releasedCountsOnlyWhereAnotherHostWroteTheLeaderAndTheOwnerIsThatLife() {
    var own = fresh().held(1, 3, 8, 900).ballot(1, 1, 1, 8, true);
    assertEquals("held-unknown", judge(own).word(), "its own leader");
    var held = fresh().held(1, 3, 8, 900).ballot(1, 1, 1, 8, false).writtenBy(2);
    assertEquals("held-unknown", judge(held).word(), "not released");
    var clobbered = fresh().held(1, 3, 8, 900).ballot(1, 1, 1, 8, true).writtenBy(2).lease();
    assertEquals("held-unknown", hosts().damage(1).judge(clobbered, VM).word(), "unreadable");
    assertEquals(
        "held-unknown", hosts().heartbeat(1, 2, 9, 1).judge(clobbered, VM).word(), "inconsistent");
    assertEquals("held-stale", hosts().heartbeat(1, 4, 9, 1).judge(clobbered, VM).word(), "stale");
  }

  @Test
  void oneLookNeverSaysLiveOrDead() {
    var lease = fresh().held(1, 3, 8, 900).lease();
    for (long seconds : new long[] {0, 1, 1_000_000}) {
      assertEquals("held-unknown", hosts().at(seconds).judge(lease, VM).word());
      assertEquals(
          "held-unknown", hosts().at(seconds).look(lease).judge(lease, VM).word(), "remembered");
    }
  }
}
