package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leasehold.core.volume.LeaseDaemon.State.DEAD;
import static org.leasehold.core.volume.LeaseDaemon.State.LIVE;
import static org.leasehold.core.volume.Repairs.done;
import static org.leasehold.core.volume.Repairs.leases;
import static org.leasehold.core.volume.Repairs.partly;
import static org.leasehold.core.volume.Repairs.plan;
import static org.leasehold.core.volume.Repairs.repair;
import static org.leasehold.core.volume.Repairs.slot;
import static org.leasehold.core.volume.Repairs.volumeWith;
import static org.leasehold.core.volume.Volumes.LOCKSPACE;
import static org.leasehold.core.volume.Volumes.SMALL;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.LeaseId;

/// What a repair never does: touch a slot that is held, shared, balloted for or unknown, or one
/// that changed since the plan was made. There is no force.
class RepairRefusalTest {
  private static final LeaseId B = new LeaseId("b");

  private static byte[] slotBytes(MemoryBlockFile file, int record) {
    int at = (int) SMALL.leaseOffsetBytes(record);
    return Arrays.copyOfRange(file.bytes(), at, at + SMALL.slotBytes());
  }

  /// Repairs, and the slot of record 2 is afterwards what it was before.
  private static void assertSlot2Untouched(
      EditOutcome expected, MemoryBlockFile file, FakeSanlock host) throws Exception {
    var before = slotBytes(file, 2);
    assertEquals(expected, repair(file, host));
    assertArrayEquals(before, slotBytes(file, 2));
  }

  @Test
  void aLeftoverThatALiveHostHoldsIsNotCleared() throws Exception {
    var file = volumeWith("a", "b");
    var one = Volumes.host(file, 1).sees(2, LIVE);
    Volumes.host(file, 2).acquire(Volumes.address(file, B, 2));
    Repairs.record(file, 2, Index.freeRecord());
    assertSlot2Untouched(
        partly(
            0,
            "clear lease b in the slot of record 2: no record names it. Refused: slot 5 is held by"
                + " host 2 generation 1, which this host's sanlock calls LIVE; a held lease is"
                + " never removed: end its VM, or wait until the host is dead"),
        file,
        one);
  }

  @Test
  void aLeftoverOfADeadHostIsTakenAndCleared() throws Exception {
    var file = volumeWith("a", "b");
    var one = Volumes.host(file, 1).sees(2, DEAD);
    Volumes.host(file, 2).acquire(Volumes.address(file, B, 2));
    Repairs.record(file, 2, Index.freeRecord());
    assertEquals(done(1), repair(file, one));
    assertEquals(List.of("1 a free", "2 - cleared"), leases(file));
  }

  @Test
  void aLeftoverThatAHostTakesBetweenOurReadAndOurWriteIsNotCleared() throws Exception {
    var file = volumeWith("a", "b");
    var one = Volumes.host(file, 1).sees(2, LIVE);
    var two = Volumes.host(file, 2);
    Repairs.record(file, 2, Index.freeRecord());
    var calls = new int[1];
    one.beforeAcquire(
        () -> {
          try {
            if (++calls[0] == 2) two.acquire(Volumes.address(file, B, 2));
          } catch (BlockFileException | LeaseDaemonException e) {
            throw new AssertionError(e);
          }
        });
    assertEquals(
        partly(
            0,
            "clear lease b in the slot of record 2: no record names it. Refused by sanlock: held by"
                + " host 2 generation 1"),
        repair(file, one));
    assertEquals(List.of("1 a free", "2 - held-unknown"), leases(file));
  }

  @Test
  void aSharedLeaseIsLeftAndItsUserNamed() throws Exception {
    var file = volumeWith("a", "b");
    slot(file, 2).shared(9, 1, 0);
    Repairs.record(file, 2, Index.freeRecord());
    assertEquals(
        List.of(
            new RepairStep.Leave(
                OptionalInt.of(5),
                "lease b has no record and is in use by host 9 generation 1; end its VM first")),
        plan(file));
  }

  @Test
  void aSharedOrBallotedLeaseUnderAnotherNameIsLeft() throws Exception {
    var file = volumeWith("a", "b");
    slot(file, 1).leaderName(104, "x").shared(9, 1, 0);
    slot(file, 2).leaderName(104, "y").ballot(9, 9, 0, 1, false);
    assertEquals(
        List.of(
            new RepairStep.Leave(
                OptionalInt.of(4),
                "the slot of lease a cannot be used (belongs to another lease than the index says"
                    + " (lease x)), and it is in use by host 9 generation 1; end its VM first"),
            new RepairStep.Leave(
                OptionalInt.of(5),
                "the slot of lease b cannot be used (belongs to another lease than the index says"
                    + " (lease y)), and it is in use by host 9, which is taking it; end its VM"
                    + " first")),
        plan(file));
  }

  @Test
  void aBallotThatStartsAfterThePlanIsRefused() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, Index.freeRecord());
    var steps = plan(file);
    slot(file, 2).ballot(9, 9, 0, 1, false);
    assertEquals(
        new EditOutcome.Refused(
            EditOutcome.Refusal.UNKNOWN,
            "the volume changed after the plan was made, at: clear lease b in the slot of record 2:"
                + " no record names it; nothing was done; make a new plan"),
        Volumes.editor(file, Volumes.host(file, 1))
            .repair(
                steps,
                _ -> {
                  throw new AssertionError("no backup where nothing is done");
                },
                VolumeHistory.NONE,
                0,
                0));
  }

  @Test
  void aDamagedLeaseIsNotTouchedWhileAnotherHostIsInTheLockspace() throws Exception {
    for (var state : LeaseDaemon.State.values()) {
      var file = volumeWith("a", "b");
      var one = Volumes.host(file, 1).sees(2, state);
      Volumes.host(file, 2);
      slot(file, 2).poke(168, 0);
      boolean gone = state == DEAD || state == LeaseDaemon.State.FREE;
      var step = plan(file).getFirst().sentence();
      if (gone) {
        assertEquals(done(1), repair(file, one), state::name);
        continue;
      }
      assertSlot2Untouched(
          partly(
              0,
              step
                  + ". Refused: who uses lease b cannot be told, and host 2 (%s) may be using it; evacuate that host and let it leave lockspace %s, then try again"
                      .formatted(state, LOCKSPACE)),
          file,
          one);
    }
  }

  @Test
  void aLeaseThatIsGoneMayStillBeInUseSoItIsNotMadeAnewBesideALiveHost() throws Exception {
    var file = volumeWith("a", "b");
    var one = Volumes.host(file, 1).sees(2, LIVE);
    Volumes.host(file, 2).acquire(Volumes.address(file, B, 2));
    slot(file, 2).zero();
    assertSlot2Untouched(
        partly(
            0,
            "create lease b anew in record 2, version 0: its slot holds no lease. Refused: who uses"
                + " lease b cannot be told, and host 2 (LIVE) may be using it; evacuate that host"
                + " and let it leave lockspace %s, then try again".formatted(LOCKSPACE)),
        file,
        one);
  }

  @Test
  void aDamagedLeaseThatThisHostHoldsIsNotTouched() throws Exception {
    var file = volumeWith("a", "b");
    var one = Volumes.host(file, 1);
    one.acquire(Volumes.address(file, B, 2));
    slot(file, 2).poke(168, 0);
    var step = plan(file).getFirst().sentence();
    assertSlot2Untouched(
        partly(
            0,
            step
                + ". Refused: slot 5 is damaged, but a process of this host holds its lease b; end"
                + " its VM first"),
        file,
        one);
  }

  @Test
  void aRecordBeyondTheEndIsNotEmptiedWhileItsLeaseMayBeInUse() throws Exception {
    var whole = volumeWith("a", "b");
    var file = new MemoryBlockFile(Arrays.copyOf(whole.bytes(), 5 << 20), false);
    var one = Volumes.host(file, 1).sees(2, LIVE);
    Volumes.host(file, 2);
    assertEquals(
        partly(
            0,
            "empty record 2: the slot lies beyond the end of the volume. Refused: who uses the"
                + " lease of record 2 cannot be told, and host 2 (LIVE) may be using it; evacuate"
                + " that host and let it leave lockspace %s, then try again".formatted(LOCKSPACE)),
        repair(file, one));
  }

  @Test
  void aSecondCopyInUseIsLeftAndSaysWhatItIs() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, Index.encodeUsed("a", SMALL.leaseOffsetBytes(2)));
    slot(file, 2).leaderName(104, "a").shared(9, 1, 0);
    assertEquals(
        List.of(
            new RepairStep.Leave(
                OptionalInt.of(5),
                "lease a stands here and in record 1, two locks for one VM, and the one here is in"
                    + " use by host 9 generation 1; start that VM nowhere, end it, then repair")),
        plan(file));
  }

  @Test
  void whatMayBeDoneIsDoneAndTheRestIsNamed() throws Exception {
    var file = volumeWith("a", "b", "c");
    var one = Volumes.host(file, 1).sees(2, LIVE);
    Volumes.host(file, 2).acquire(Volumes.address(file, B, 2));
    Repairs.record(file, 2, Index.freeRecord());
    Repairs.record(file, 3, new byte[64]);
    var outcome = (EditOutcome.Partly) repair(file, one);
    assertEquals("1 repairs done; the index as it was is kept in backup", outcome.what());
    assertEquals(List.of("1 a free", "2 - held-unknown", "3 c free"), leases(file));
  }

  @Test
  void theIndexIsKeptByteForByteBeforeItsFirstChange() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, new byte[64]);
    var before = Arrays.copyOfRange(file.bytes(), 1 << 20, (1 << 20) + 253_952);
    var steps = plan(file);
    var kept = new byte[1][];
    Volumes.editor(file, Volumes.host(file, 1))
        .repair(
            steps,
            index -> {
              kept[0] = index;
              assertArrayEquals(
                  before, Arrays.copyOfRange(file.bytes(), 1 << 20, (1 << 20) + 253_952));
              return "kept";
            },
            VolumeHistory.NONE,
            0,
            0);
    assertArrayEquals(before, kept[0]);
    assertEquals(List.of("1 a free", "2 b free"), leases(file));
  }
}
