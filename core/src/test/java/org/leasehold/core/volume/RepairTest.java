package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leasehold.core.volume.Repairs.done;
import static org.leasehold.core.volume.Repairs.leases;
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

/// A row of the repair table for each test: damage, the plan in whole, and the volume afterwards.
class RepairTest {
  @Test
  void aHealthyVolumeNeedsNothing() throws Exception {
    var file = volumeWith("a", "b");
    assertEquals(List.of(), plan(file));
    assertEquals(
        new EditOutcome.Refused(
            EditOutcome.Refusal.NOTHING, "nothing that can be repaired on memory"),
        repair(file));
  }

  @Test
  void aRecordWhoseSlotHoldsNoLeaseGetsOne() throws Exception {
    var file = volumeWith("a", "b", "c");
    slot(file, 1).zero();
    slot(file, 2).leader32(0, Leader.CLEARED_MAGIC);
    slot(file, 3).free("", "");
    assertEquals(
        List.of(
            new RepairStep.CreateLease(1, "a", "its slot holds no lease"),
            new RepairStep.CreateLease(2, "b", "its slot holds no lease"),
            new RepairStep.CreateLease(3, "c", "its slot holds no lease")),
        plan(file));
    assertEquals(done(3), repair(file));
    assertEquals(List.of("1 a free", "2 b free", "3 c free"), leases(file));
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aSlotWithAnotherLeasesNameGetsTheRecordsName() throws Exception {
    var file = volumeWith("a");
    slot(file, 1).leaderName(104, "other");
    assertEquals(
        List.of(
            new RepairStep.CreateLease(
                1, "a", "belongs to another lease than the index says (lease other)")),
        plan(file));
    assertEquals(done(1), repair(file));
    assertEquals(List.of("1 a free"), leases(file));
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void twoSlotsThatWereSwappedAreBothMended() throws Exception {
    var file = volumeWith("a", "b");
    slot(file, 1).leaderName(104, "b");
    slot(file, 2).leaderName(104, "a");
    assertEquals(done(2), repair(file));
    assertEquals(List.of("1 a free", "2 b free"), leases(file));
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aLeaseWithoutARecordIsCleared() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, Index.freeRecord());
    assertEquals(List.of(new RepairStep.ClearLease(2, "b", "no record names it")), plan(file));
    assertEquals(done(1), repair(file));
    assertEquals(List.of("1 a free", "2 - cleared"), leases(file));
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aDamagedRecordIsRestoredFromItsSlot() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, new byte[64]);
    assertEquals(
        List.of(
            new RepairStep.RestoreRecord(
                2, "b", "the record is damaged, the slot holds this lease")),
        plan(file));
    assertEquals(done(1), repair(file));
    assertEquals(List.of("1 a free", "2 b free"), leases(file));
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aDamagedRecordWhoseLeaseStandsElsewhereIsRemovedWithItsSlot() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.pokeRecord(file, 2, 49, 'x');
    slot(file, 2).leaderName(104, "a");
    assertEquals(
        List.of(new RepairStep.RemoveLease(2, "a", "another record holds a lease of that name")),
        plan(file));
    assertEquals(done(1), repair(file));
    assertEquals(List.of("1 a free", "2 - cleared"), leases(file));
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aDamagedRecordOverAnEmptySlotIsEmptied() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, new byte[64]);
    slot(file, 2).zero();
    assertEquals(
        List.of(
            new RepairStep.ClearRecord(
                2, "64 zero bytes: neither a lease nor the canonical empty record")),
        plan(file));
    assertEquals(done(1), repair(file));
    assertEquals(List.of("1 a free"), leases(file));
  }

  @Test
  void recordAndSlotBothDamagedAreLeft() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, new byte[64]);
    slot(file, 2).poke(168, 0);
    assertEquals(
        List.of(
            new RepairStep.Leave(
                OptionalInt.of(5),
                "record and slot are both damaged; nobody can say which VM it protects")),
        plan(file));
  }

  @Test
  void aRecordBeyondTheEndOfADeviceIsEmptied() throws Exception {
    var whole = volumeWith("a", "b");
    var file = new MemoryBlockFile(Arrays.copyOf(whole.bytes(), 5 << 20), false);
    assertEquals(
        List.of(new RepairStep.ClearRecord(2, "the slot lies beyond the end of the volume")),
        plan(file));
    assertEquals(done(1), repair(file));
    assertEquals(List.of("1 a free"), leases(file));
    assertEquals(5 << 20, file.sizeBytes());
  }

  @Test
  void aRecordAnOldVdsmDidNotFinishIsSettledByWhatItsSlotHolds() throws Exception {
    var file = volumeWith("a", "b", "c");
    for (int record : new int[] {1, 2, 3}) Repairs.pokeRecord(file, record, 61, 'u');
    slot(file, 2).zero();
    slot(file, 3).leaderName(104, "x");
    assertEquals(
        List.of(
            new RepairStep.RestoreRecord(
                1, "a", "an old vdsm stopped before it finished adding it"),
            new RepairStep.ClearRecord(2, "an old vdsm stopped while it added or removed b"),
            new RepairStep.ClearRecord(3, "an old vdsm stopped while it added or removed c")),
        plan(file));
    assertEquals(done(3), repair(file));
    assertEquals(List.of("1 a free", "3 - free"), leases(file));
  }

  @Test
  void aLeaseThatStandsTwiceKeepsItsFirstRecord() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, Index.encodeUsed("a", SMALL.leaseOffsetBytes(2)));
    slot(file, 2).leaderName(104, "a");
    assertEquals(
        List.of(new RepairStep.RemoveLease(2, "a", "lease a has another record, 1")), plan(file));
    assertEquals(done(1), repair(file));
    assertEquals(List.of("1 a free", "2 - cleared"), leases(file));
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aSecondRecordWithoutALeaseIsEmptied() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, Index.encodeUsed("a", SMALL.leaseOffsetBytes(2)));
    slot(file, 2).zero();
    assertEquals(
        List.of(new RepairStep.ClearRecord(2, "lease a has another record, 1")), plan(file));
  }

  @Test
  void textThatVdsmWouldNotHaveWrittenIsWrittenAnew() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.pokeRecord(file, 1, 59, '7');
    Repairs.pokeRecord(file, 2, 30, 'x');
    var why = "its text differs from what vdsm would have written";
    assertEquals(
        List.of(
            new RepairStep.RestoreRecord(1, "a", why), new RepairStep.RestoreRecord(2, "b", why)),
        plan(file));
    assertEquals(done(2), repair(file));
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aSlotOfForeignBytesWithoutARecordIsCleared() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.record(file, 2, Index.freeRecord());
    slot(file, 2).poke(0, 0x77);
    assertEquals(
        List.of(
            new RepairStep.ClearSlot(
                2, "no record names it, and it is no lease: no resource lease magic")),
        plan(file));
    assertEquals(done(1), repair(file));
    assertEquals(List.of("1 a free", "2 - cleared"), leases(file));
  }

  @Test
  void aDamagedOrPoisonedBallotBlockCostsTheLeaseItsHistoryNotItsName() throws Exception {
    var file = volumeWith("a", "b");
    slot(file, 1).ballot(7, 7, 7, 0, true).pokeHost(7, 0, 9);
    slot(file, 2).ballot(7, 7, 7, 5, true);
    var why = "a ballot block is damaged or too new, so hosts cannot take it";
    assertEquals(
        List.of(new RepairStep.CreateLease(1, "a", why), new RepairStep.CreateLease(2, "b", why)),
        plan(file));
    assertEquals(done(2), repair(file));
    assertEquals(List.of("1 a free", "2 b free"), leases(file));
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aDestroyedFirstBlockIsWrittenFromWhatHostsAndLeasesSay() throws Exception {
    var file = volumeWith("a");
    Arrays.fill(file.bytes(), 1 << 20, (1 << 20) + 512, (byte) 0x5A);
    assertEquals(
        List.of(new RepairStep.RewriteMetadata(LOCKSPACE.text(), "no index magic 12152016")),
        plan(file));
    assertEquals(done(1), repair(file));
    assertEquals(
        new IndexMetadata.Valid(LOCKSPACE.text(), Volumes.NOW_SECONDS, false, '-', true),
        Volumes.read(file).index().metadata());
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aDestroyedFirstBlockIsLeftWhereHostsAndLeasesDisagree() throws Exception {
    var file = volumeWith("a");
    file.bytes()[1 << 20] = 0;
    new PlantedLease(file.bytes(), 2 << 20, SMALL).leaderName(56, "elsewhere");
    assertEquals(
        new RepairStep.Leave(
            OptionalInt.empty(),
            "heartbeats and master lease name different lockspaces: %s, elsewhere"
                .formatted(LOCKSPACE)),
        plan(file).getLast());
  }

  @Test
  void anInterruptedRebuildIsFinishedByItsFlagLastOfAll() throws Exception {
    var file = volumeWith("a", "b");
    Repairs.pokeIndex(file, IndexLayout.INDEX_FLAG_AT, 'u');
    Repairs.record(file, 2, new byte[64]);
    assertEquals(
        List.of(
            new RepairStep.RestoreRecord(
                2, "b", "the record is damaged, the slot holds this lease"),
            new RepairStep.RewriteMetadata(
                LOCKSPACE.text(), "a format or rebuild was interrupted")),
        plan(file));
    assertEquals(done(2), repair(file));
    assertEquals(List.of(), Volumes.codes(file));
    Repairs.pokeIndex(file, IndexLayout.INDEX_FLAG_AT, 0);
    assertEquals(
        List.of(new RepairStep.RewriteMetadata(LOCKSPACE.text(), "its flag is damaged")),
        plan(file));
  }

  @Test
  void anIndexThatIsCutOffIsLeft() throws Exception {
    var file = new MemoryBlockFile(Arrays.copyOf(volumeWith("a").bytes(), (1 << 20) + 4096), true);
    assertEquals(
        List.of(
            new RepairStep.Leave(
                OptionalInt.empty(),
                "the volume ends inside its index; restore it from its storage")),
        plan(file));
  }

  @Test
  void aLeaseOfAnotherLockspaceIsLeftUnlessItsNameIsDamage() throws Exception {
    var file = volumeWith("a", "b");
    slot(file, 1).leaderName(56, "elsewhere");
    slot(file, 2).poke(56, 'X');
    assertEquals(
        List.of(
            new RepairStep.Leave(
                OptionalInt.of(4), "belongs to another lockspace: lockspace elsewhere"),
            new RepairStep.CreateLease(
                2,
                "b",
                "belongs to another lockspace (lockspace X%s)"
                    .formatted(LOCKSPACE.text().substring(1)))),
        plan(file));
    assertEquals(done(1), repair(file));
    assertEquals(List.of("1 a corrupt", "2 b free"), leases(file));
  }

  @Test
  void sentencesSayWhatIsDoneAndWhy() {
    assertEquals(
        List.of(
            "write the index's first block for lockspace s: w",
            "empty record 4: w",
            "write record 4 for lease a: w",
            "create lease a anew in record 4, version 0: w",
            "clear lease a in the slot of record 4: w",
            "remove lease a from record 4 and its slot: w",
            "clear slot 7: w",
            "leave as it is: w"),
        List.of(
                new RepairStep.RewriteMetadata("s", "w"),
                new RepairStep.ClearRecord(4, "w"),
                new RepairStep.RestoreRecord(4, "a", "w"),
                new RepairStep.CreateLease(4, "a", "w"),
                new RepairStep.ClearLease(4, "a", "w"),
                new RepairStep.RemoveLease(4, "a", "w"),
                new RepairStep.ClearSlot(4, "w"),
                new RepairStep.Leave(OptionalInt.of(7), "w"))
            .stream()
            .map(RepairStep::sentence)
            .toList());
  }
}
