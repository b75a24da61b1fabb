package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leasehold.core.volume.LeaseDaemon.State.LIVE;
import static org.leasehold.core.volume.Repairs.leases;
import static org.leasehold.core.volume.Repairs.partly;
import static org.leasehold.core.volume.Repairs.plan;
import static org.leasehold.core.volume.Repairs.repair;
import static org.leasehold.core.volume.Repairs.slot;
import static org.leasehold.core.volume.Repairs.volumeWith;
import static org.leasehold.core.volume.Volumes.SMALL;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What a repair leaves because nobody can say whose it is, and why: the whole sentences.
class RepairReasonsTest {
  private static void assertLeft(MemoryBlockFile file, int slot, String why)
      throws BlockFileException {
    assertEquals(List.of(new RepairStep.Leave(OptionalInt.of(slot), why)), plan(file));
  }

  @Test
  void aFirstBlockIsLeftWhereNothingTellsItsLockspace() throws Exception {
    var file = volumeWith("a");
    file.bytes()[1 << 20] = 0;
    Arrays.fill(file.bytes(), 0, 1 << 20, (byte) 0);
    Arrays.fill(file.bytes(), 2 << 20, 3 << 20, (byte) 0);
    assertEquals(
        new RepairStep.Leave(
            OptionalInt.empty(), "neither heartbeat nor lease tells this volume's lockspace"),
        plan(file).getLast());
  }

  @Test
  void aDamagedRecordOverALeaseUnderAForeignNameIsLeft() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, new byte[64]);
    slot(file, 2).leaderName(104, "x y");
    assertLeft(file, 5, "record damaged, and no name of ours in its slot: x y");
  }

  @Test
  void aLeaseUnderAForeignNameThatNoRecordNamesIsLeft() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, Index.freeRecord());
    slot(file, 2).leaderName(104, "x y");
    assertLeft(file, 5, "lease x y is none of ours");
  }

  @Test
  void aLeaseIsNotMadeUnderANameThatLibvirtRefuses() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, Index.encodeUsed("x y", SMALL.leaseOffsetBytes(2)));
    slot(file, 2).zero();
    assertLeft(file, 5, "name x y is none that libvirt would take");
  }

  @Test
  void anUnfinishedSecondCopyGoesOrIsLeftToItsUser() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, Index.encodeUsed("a", SMALL.leaseOffsetBytes(2)));
    Repairs.pokeRecord(file, 2, 61, 'u');
    slot(file, 2).leaderName(104, "a");
    assertEquals(
        List.of(new RepairStep.RemoveLease(2, "a", "another record holds a lease of that name")),
        plan(file));
    slot(file, 2).ballot(9, 9, 0, 1, false);
    assertLeft(
        file,
        5,
        "lease a stands here and in record 1, two locks for one VM, and the one here is in use by host 9, which is taking it; start that VM nowhere, end it, then repair");
  }

  @Test
  void aRecordIsNotWrittenWhileAnotherLeaseOfItsNameStands() throws Exception {
    var file = volumeWith("a", "b");
    var one = Volumes.host(file, 1).sees(3, LIVE);
    Volumes.host(file, 3);
    Repairs.record(file, 1, new byte[64]);
    Repairs.record(file, 2, Index.freeRecord());
    slot(file, 2).leaderName(104, "a").held(3, 1, 4, 900);
    assertEquals(
        partly(
            0,
            "clear lease a in the slot of record 2: no record names it. Refused: slot 5 is held by host 3 generation 1, which this host's sanlock calls LIVE; a held lease is never removed: end its VM, or wait until the host is dead",
            "write record 1 for lease a: the record is damaged, the slot holds this lease. Refused: slot 5 holds a lease a too, which could not be cleared; one VM must not have two leases"),
        repair(file, one));
    assertEquals(List.of("1 ? corrupt", "2 - held-unknown"), leases(file));
  }

  @Test
  void noLeaseIsMadeWhileAnotherOfItsNameIsHeld() throws Exception {
    var file = volumeWith("a", "b");
    var one = Volumes.host(file, 1).sees(3, LIVE);
    slot(file, 1).zero();
    slot(file, 2).leaderName(104, "a").held(3, 1, 4, 900);
    Volumes.host(file, 3);
    Repairs.record(file, 2, Index.freeRecord());
    assertEquals(
        partly(
            0,
            "clear lease a in the slot of record 2: no record names it. Refused: slot 5 is held by host 3 generation 1, which this host's sanlock calls LIVE; a held lease is never removed: end its VM, or wait until the host is dead",
            "create lease a anew in record 1, version 0: its slot holds no lease. Refused: who uses lease a cannot be told, and host 3 (LIVE) may be using it; evacuate that host and let it leave lockspace 5f0e1c52-2f5e-4d55-9b1c-6a8f30f5a001, then try again"),
        repair(file, one));
    assertEquals(List.of("1 a never-created", "2 - held-unknown"), leases(file));
  }

  @Test
  void aStepThatNobodyPlannedIsRefusedByItsName() throws Exception {
    var file = volumeWith("a", "b");
    var outcome =
        Volumes.editor(file, Volumes.host(file, 1))
            .repair(
                List.of(new RepairStep.ClearLease(1, "a", "because I say so")),
                _ -> "kept",
                VolumeHistory.NONE,
                0,
                0);
    assertEquals(
        new EditOutcome.Refused(
            EditOutcome.Refusal.UNKNOWN,
            "the volume changed after the plan was made, at: clear lease a in the slot of record 1: because I say so; nothing was done; make a new plan"),
        outcome);
    assertEquals(List.of("1 a free", "2 b free"), leases(file));
  }
}
