package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.leasehold.core.volume.Volumes.LOCKSPACE;
import static org.leasehold.core.volume.Volumes.SMALL;
import static org.leasehold.core.volume.Volumes.VM1;
import static org.leasehold.core.volume.Volumes.VM2;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.leasehold.core.model.LeaseId;

/// Creating a volume, adding and removing leases, and every refusal on the way.
class VolumeEditorTest {
  static final List<Geometry> GEOMETRIES = Geometry.ALL;

  @ParameterizedTest
  @FieldSource("GEOMETRIES")
  void aNewVolumeHoldsTheEnginesLeaseAndHasNothingToFind(Geometry geometry) throws Exception {
    var file = Volumes.created(geometry);
    var volume = Volumes.read(file);
    assertEquals(geometry, volume.geometry());
    assertEquals(true, volume.isOwn());
    assertEquals(LeaseId.ENGINE.text(), volume.index().find("leasehold-engine").orElseThrow().id());
    assertEquals(List.of(), Volumes.codes(file));
  }

  @ParameterizedTest
  @FieldSource("GEOMETRIES")
  void anAddedLeaseIsFreeAndAtItsComputedOffset(Geometry geometry) throws Exception {
    var file = Volumes.created(geometry);
    var outcome = Volumes.editor(file, Volumes.host(file, 1)).add(VM1);
    assertEquals(
        new EditOutcome.Done(
            "lease %s added in record 1 at offset %d".formatted(VM1, 4L * geometry.slotBytes())),
        outcome);
    assertEquals("free", Volumes.state(file, 1));
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aRemovedLeaseIsGoneFromIndexAndSlot() throws Exception {
    var file = Volumes.created(SMALL);
    var editor = Volumes.editor(file, Volumes.host(file, 1));
    editor.add(VM1);
    assertEquals(
        new EditOutcome.Done("lease " + VM1 + " removed from record 1"),
        editor.remove(VM1, VolumeHistory.NONE, 0));
    assertEquals(new IndexRecord.Free(1), Volumes.read(file).index().records().get(1));
    assertEquals("cleared", Volumes.state(file, 1));
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aRemovedRecordIsUsedAgain() throws Exception {
    var file = Volumes.created(SMALL);
    var editor = Volumes.editor(file, Volumes.host(file, 1));
    editor.add(VM1);
    editor.add(VM2);
    editor.remove(VM1, VolumeHistory.NONE, 0);
    editor.add(new LeaseId("third"));
    assertEquals(1, Volumes.read(file).index().find("third").orElseThrow().record());
  }

  @Test
  void theSameLeaseIsNotAddedTwice() throws Exception {
    var file = Volumes.created(SMALL);
    var editor = Volumes.editor(file, Volumes.host(file, 1));
    editor.add(VM1);
    assertRefused(
        EditOutcome.Refusal.EXISTS,
        "lease " + VM1 + " exists already, in record 1",
        file,
        () -> editor.add(VM1));
  }

  /// A VM that is released while it runs: nobody finds its lease from then on, and it holds it.
  @Test
  void aWithdrawnLeaseIsFoundByNobodyAndHeldAsBefore() throws Exception {
    var file = Volumes.created(SMALL);
    var editor = Volumes.editor(file, Volumes.host(file, 1).sees(2, LeaseDaemon.State.LIVE));
    editor.add(VM1);
    var held = Volumes.host(file, 2).acquire(Volumes.address(file, VM1, 1));
    assertInstanceOf(EditOutcome.Done.class, editor.withdraw(VM1));
    assertEquals(true, Volumes.read(file).index().find(VM1.text()).isEmpty());
    assertEquals("held-unknown", Volumes.state(file, 1));
    assertInstanceOf(EditOutcome.Done.class, editor.withdraw(VM1));
    assertRefused(
        EditOutcome.Refusal.HELD,
        "slot 4 is held by host 2 generation 1, which this host's sanlock calls LIVE; a held lease is never removed: end its VM, or wait until the host is dead",
        file,
        () -> editor.add(VM1));
    assertRefused(
        EditOutcome.Refusal.HELD,
        "slot 4 is held by host 2 generation 1, which this host's sanlock calls LIVE; a held lease is never removed: end its VM, or wait until the host is dead",
        file,
        () -> editor.remove(VM1, VolumeHistory.NONE, 0));
    assertInstanceOf(EditOutcome.Done.class, editor.reinstate(VM1));
    assertEquals(1, Volumes.read(file).index().find(VM1.text()).orElseThrow().record());
    editor.withdraw(VM1);
    held.close();
    assertEquals(
        new EditOutcome.Done("lease " + VM1 + " removed from record 1"),
        editor.remove(VM1, VolumeHistory.NONE, 0));
    assertEquals("cleared", Volumes.state(file, 1));
    assertEquals(List.of(), Volumes.codes(file));
    assertRefused(
        EditOutcome.Refusal.ABSENT,
        "no lease " + VM1 + " on memory; `leasehold volume inspect` lists them",
        file,
        () -> editor.withdraw(VM1));
    assertRefused(
        EditOutcome.Refusal.ABSENT,
        "no lease " + VM1 + " on memory; `leasehold volume inspect` lists them",
        file,
        () -> editor.reinstate(VM1));
  }

  @Test
  void aLeaseHeldByALiveHostIsNotRemoved() throws Exception {
    var file = Volumes.created(SMALL);
    var one = Volumes.host(file, 1).sees(2, LeaseDaemon.State.LIVE);
    Volumes.editor(file, one).add(VM1);
    Volumes.host(file, 2).acquire(Volumes.address(file, VM1, 1));
    assertRefused(
        EditOutcome.Refusal.HELD,
        "slot 4 is held by host 2 generation 1, which this host's sanlock calls LIVE; a held lease is never removed: end its VM, or wait until the host is dead",
        file,
        () -> Volumes.editor(file, one).remove(VM1, VolumeHistory.NONE, 0));
  }

  @Test
  void aLeaseWhoseOwnerIsNotKnownToBeDeadIsNotRemoved() throws Exception {
    for (var state : List.of(LeaseDaemon.State.UNKNOWN, LeaseDaemon.State.FAIL)) {
      var file = Volumes.created(SMALL);
      var one = Volumes.host(file, 1).sees(2, state);
      Volumes.editor(file, one).add(VM1);
      Volumes.host(file, 2).acquire(Volumes.address(file, VM1, 1));
      assertRefused(
          EditOutcome.Refusal.HELD,
          "slot 4 is held by host 2 generation 1, which this host's sanlock calls %s; a held lease is never removed: end its VM, or wait until the host is dead"
              .formatted(state),
          file,
          () -> Volumes.editor(file, one).remove(VM1, VolumeHistory.NONE, 0));
    }
  }

  @Test
  void aDeadOwnersLeaseIsRemovedByTakingItFirst() throws Exception {
    var file = Volumes.created(SMALL);
    var one = Volumes.host(file, 1).sees(2, LeaseDaemon.State.DEAD);
    Volumes.editor(file, one).add(VM1);
    Volumes.host(file, 2).acquire(Volumes.address(file, VM1, 1));
    assertInstanceOf(
        EditOutcome.Done.class, Volumes.editor(file, one).remove(VM1, VolumeHistory.NONE, 0));
    assertEquals("cleared", Volumes.state(file, 1));
  }

  @Test
  void aHostThatTakesTheLeaseBetweenOurReadAndOurWriteKeepsIt() throws Exception {
    var file = Volumes.created(SMALL);
    var one = Volumes.host(file, 1).sees(2, LeaseDaemon.State.LIVE);
    var two = Volumes.host(file, 2);
    Volumes.editor(file, one).add(VM1);
    var calls = new int[1];
    one.beforeAcquire(
        () -> {
          // The first acquire is the master lease's, the second that of the lease to be removed.
          if (++calls[0] == 2) take(two, file);
        });
    var refused =
        assertThrows(
            LeaseDaemonException.class,
            () -> Volumes.editor(file, one).remove(VM1, VolumeHistory.NONE, 0));
    assertEquals(LeaseDaemonException.Kind.IN_USE, refused.kind());
    assertEquals(1, Volumes.read(file).index().find(VM1.text()).orElseThrow().record());
    assertEquals(2, ownerOf(file, 1));
  }

  private static void take(FakeSanlock host, MemoryBlockFile file) {
    try {
      host.acquire(Volumes.address(file, VM1, 1));
    } catch (BlockFileException | LeaseDaemonException e) {
      throw new AssertionError(e);
    }
  }

  private static int ownerOf(MemoryBlockFile file, int record) throws BlockFileException {
    var state = Volumes.read(file).state(Geometry.slotOf(record), VolumeHistory.NONE, 0);
    return state.owners().getFirst().life().host().value();
  }

  @Test
  void aLeaseHeldByThisHostIsNotRemoved() throws Exception {
    var file = Volumes.created(SMALL);
    var one = Volumes.host(file, 1);
    Volumes.editor(file, one).add(VM1);
    one.acquire(Volumes.address(file, VM1, 1));
    assertRefused(
        EditOutcome.Refusal.HELD,
        "slot 4 is held by host 1 generation 1, which this host's sanlock calls LIVE; a held lease is never removed: end its VM, or wait until the host is dead",
        file,
        () -> Volumes.editor(file, one).remove(VM1, VolumeHistory.NONE, 0));
  }

  @Test
  void aHostOutsideTheLockspaceChangesNothing() throws Exception {
    var file = Volumes.created(SMALL);
    var outside = new FakeSanlock(file, 1);
    assertRefused(
        EditOutcome.Refusal.NOT_JOINED,
        "this host's sanlock has not joined lockspace "
            + Volumes.LOCKSPACE
            + "; nobody may change a volume whose leases it cannot take; join it first",
        file,
        () -> Volumes.editor(file, outside).add(VM1));
  }

  @Test
  void aHostWhoseSanlockUsesAnotherVolumeChangesNothing() throws Exception {
    var file = Volumes.created(SMALL);
    var copy = file.reopened();
    var elsewhere = Volumes.host(copy, 1);
    assertRefused(
        EditOutcome.Refusal.OTHER_VOLUME,
        "sanlock took lease leasehold-master as host 1 generation 1, but slot 2 of memory still says owner 0 generation 0 version 0: this host's sanlock uses another volume",
        file,
        () -> Volumes.editor(file, elsewhere).add(VM1));
  }

  @Test
  void aVolumeMadeByOvirtIsNotChanged() throws Exception {
    for (var name : GoldenVolume.NAMES) {
      var golden = GoldenVolume.load(name).xleases();
      assertRefused(
          EditOutcome.Refusal.FOREIGN,
          "memory was not made by Leasehold (no lockspace in slot 0, or no lease `leasehold-master` in slot 2); it is inspected only",
          golden,
          () -> Volumes.editor(golden, new FakeSanlock(golden, 9)).add(VM1));
    }
  }

  @Test
  void theVolumesOwnLeasesAreNeitherAddedNorRemoved() throws Exception {
    var file = Volumes.created(SMALL);
    var editor = Volumes.editor(file, Volumes.host(file, 1));
    assertEquals(
        new EditOutcome.Refused(
            EditOutcome.Refusal.RESERVED,
            "leasehold-engine belongs to the volume itself and stays as it is"),
        editor.remove(LeaseId.ENGINE, VolumeHistory.NONE, 0));
    assertEquals(
        new EditOutcome.Refused(
            EditOutcome.Refusal.RESERVED,
            "leasehold-master belongs to the volume itself and stays as it is"),
        editor.add(LeaseId.MASTER));
  }

  @Test
  void aFullDeviceSaysSoWithItsComputedCapacity() throws Exception {
    var file = new MemoryBlockFile(new byte[5 * Geometry.MEBIBYTE], false);
    assertInstanceOf(EditOutcome.Done.class, Volumes.create(file, SMALL));
    var editor = Volumes.editor(file, Volumes.host(file, 1));
    assertInstanceOf(EditOutcome.Done.class, editor.add(VM1));
    assertEquals(
        new EditOutcome.Refused(
            EditOutcome.Refusal.FULL, "memory has no room: all of its 2 leases are used"),
        editor.add(VM2));
  }

  @Test
  void aVolumeIsNotCreatedOverData() throws Exception {
    var file = Volumes.created(SMALL);
    var before = file.bytes().clone();
    assertEquals(
        new EditOutcome.Refused(
            EditOutcome.Refusal.OCCUPIED,
            "memory holds data already (an xleases volume, first at offset 0); nothing was written. If it is free, empty it yourself and try again"),
        Volumes.create(file, SMALL));
    assertArrayEquals(before, file.bytes());
    var disk = new MemoryBlockFile(new byte[8 * Geometry.MEBIBYTE], false);
    disk.bytes()[1080] = 0x53;
    assertEquals(
        new EditOutcome.Refused(
            EditOutcome.Refusal.OCCUPIED,
            "memory holds data already (not of an xleases volume, first at offset 1080); nothing"
                + " was written. If it is free, empty it yourself and try again"),
        Volumes.create(disk, SMALL));
  }

  @Test
  void aDeviceWithoutRoomForTwoLeasesIsRefused() throws Exception {
    var file = new MemoryBlockFile(new byte[4 * Geometry.MEBIBYTE], false);
    assertEquals(
        new EditOutcome.Refused(
            EditOutcome.Refusal.TOO_SMALL,
            "memory has 4194304 bytes; a volume with 512-byte sectors, 1 MiB slots needs at least 5242880"),
        Volumes.create(file, SMALL));
  }

  @Test
  void anAddDoesNotUseASlotThatHoldsALeftoverLease() throws Exception {
    var file = Volumes.created(SMALL);
    var one = Volumes.host(file, 1);
    one.writeLease(
        LeaseDaemon.LeaseAddress.of(LOCKSPACE.text(), "leftover", Geometry.slotOf(1), SMALL),
        SMALL);
    Volumes.editor(file, one).add(VM1);
    assertEquals(2, Volumes.read(file).index().find(VM1.text()).orElseThrow().record());
  }

  @Test
  void anInterruptedAddIsFinishedInItsOwnSlotHoldingTheLease() throws Exception {
    var file = Volumes.created(SMALL);
    var one = Volumes.host(file, 1);
    one.writeLease(
        LeaseDaemon.LeaseAddress.of(LOCKSPACE.text(), VM1.text(), Geometry.slotOf(4), SMALL),
        SMALL);
    assertInstanceOf(EditOutcome.Done.class, Volumes.editor(file, one).add(VM1));
    assertEquals(4, Volumes.read(file).index().find(VM1.text()).orElseThrow().record());
    assertEquals(1, Volumes.read(file).lease(7).orElseThrow().leader().leaseVersion());
    assertEquals(List.of(), Volumes.codes(file));
  }

  @Test
  void aLeaseWhoseRecordIsLostIsNotAddedASecondTimeWhileAHostHoldsIt() throws Exception {
    var file = Volumes.created(SMALL);
    var one = Volumes.host(file, 1).sees(2, LeaseDaemon.State.LIVE);
    Volumes.editor(file, one).add(VM1);
    Volumes.host(file, 2).acquire(Volumes.address(file, VM1, 1));
    Repairs.record(file, 1, Index.freeRecord());
    assertRefused(
        EditOutcome.Refusal.HELD,
        "slot 4 is held by host 2 generation 1, which this host's sanlock calls LIVE; a held lease is never removed: end its VM, or wait until the host is dead",
        file,
        () -> Volumes.editor(file, one).add(VM1));
  }

  @Test
  void aLeaseWhoseSlotIsDamagedOrMisplacedIsNotAddedASecondTime() throws Exception {
    var file = Volumes.created(SMALL);
    var one = Volumes.host(file, 1);
    Volumes.editor(file, one).add(VM1);
    Repairs.record(file, 1, new byte[64]);
    assertRefused(
        EditOutcome.Refusal.DAMAGED,
        "slot 4 of memory holds a lease "
            + VM1
            + " that its record does not name or that is damaged, and one VM must not have two leases; see `leasehold volume plan-repair`",
        file,
        () -> Volumes.editor(file, one).add(VM1));
  }

  @Test
  void aCopyMadeWhileWeHeldTheMasterLeaseIsNotTakenForTheVolume() throws Exception {
    var file = Volumes.created(SMALL);
    var one = Volumes.host(file, 1);
    var master =
        one.acquire(
            LeaseDaemon.LeaseAddress.of(
                LOCKSPACE.text(), LeaseId.MASTER.text(), Geometry.MASTER_SLOT, SMALL));
    var copy = file.reopened();
    master.close();
    assertRefused(
        EditOutcome.Refusal.OTHER_VOLUME,
        "sanlock took lease leasehold-master as host 1 generation 1, but slot 2 of memory still says owner 1 generation 1 version 1: this host's sanlock uses another volume",
        copy,
        () -> Volumes.editor(copy, one).add(VM1));
  }

  @Test
  void aLeaseBeyondTheEndOfADeviceIsRemovedFromTheIndexAlone() throws Exception {
    var whole = Repairs.volumeWith("a", "b");
    var file = new MemoryBlockFile(java.util.Arrays.copyOf(whole.bytes(), 5 << 20), false);
    var editor = Volumes.editor(file, Volumes.host(file, 1));
    assertInstanceOf(
        EditOutcome.Done.class, editor.remove(new LeaseId("b"), VolumeHistory.NONE, 0));
    assertEquals(new IndexRecord.Free(2), Volumes.read(file).index().records().get(2));
  }

  @Test
  void aVolumeThatLostItsFirstBlocksIsNotCreatedOver() throws Exception {
    var file = Repairs.volumeWith("a", "b");
    java.util.Arrays.fill(file.bytes(), 0, 5 << 20, (byte) 0);
    assertEquals(
        new EditOutcome.Refused(
            EditOutcome.Refusal.OCCUPIED,
            "memory holds data already (not of an xleases volume, first at offset 5242880); nothing was written. If it is free, empty it yourself and try again"),
        Volumes.create(file, SMALL));
  }

  /// Refused, and every lease slot but the master's and every record is as before.
  private static void assertRefused(
      EditOutcome.Refusal why, String sentence, MemoryBlockFile file, Edit edit) throws Exception {
    var before = file.bytes().clone();
    assertEquals(new EditOutcome.Refused(why, sentence), edit.run());
    var after = file.bytes().clone();
    int master = (int) SMALL.slotOffsetBytes(Geometry.MASTER_SLOT);
    for (var bytes : List.of(before, after)) {
      java.util.Arrays.fill(bytes, master, master + SMALL.slotBytes(), (byte) 0);
    }
    assertArrayEquals(before, after);
  }

  @FunctionalInterface
  private interface Edit {
    EditOutcome run() throws Exception;
  }
}
