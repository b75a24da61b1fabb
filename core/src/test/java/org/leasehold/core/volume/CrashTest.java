package org.leasehold.core.volume;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leasehold.core.volume.Volumes.SMALL;
import static org.leasehold.core.volume.Volumes.VM1;
import static org.leasehold.core.volume.Volumes.VM2;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.leasehold.core.volume.Finding.Code;

/// Power is lost between every two block writes of every operation; what is then on the disk is one
/// of the states that harm nobody, and the operation done again completes.
class CrashTest {
  /// Long enough to know a stopped host's ballot as abandoned, and the host as dead.
  private static final long LATER_NANOS = 1_000_000_000_000L;

  static final List<Geometry> SMALLER =
      List.of(SMALL, new Geometry(SectorSize.S4096, 1), new Geometry(SectorSize.S4096, 2));
  static final List<Geometry> LARGER =
      List.of(new Geometry(SectorSize.S4096, 4), new Geometry(SectorSize.S4096, 8));
  static final List<Geometry> GEOMETRIES =
      Stream.of(SMALLER, LARGER).flatMap(List::stream).toList();

  /// Creation writes thousands of blocks, and more in larger slots.
  @ParameterizedTest
  @FieldSource("SMALLER")
  void anInterruptedCreationIsUnusedAndFinishesWhenDoneAgain(Geometry geometry) throws Exception {
    everyStopOfCreation(MemoryBlockFile.empty(), geometry);
  }

  @ParameterizedTest
  @FieldSource("SMALLER")
  void anInterruptedCreationOnADeviceFinishesWhenDoneAgain(Geometry geometry) throws Exception {
    everyStopOfCreation(device(geometry), geometry);
  }

  @Tag("long")
  @ParameterizedTest
  @FieldSource("LARGER")
  void anInterruptedCreationWithLargeSlotsFinishesWhenDoneAgain(Geometry geometry)
      throws Exception {
    everyStopOfCreation(MemoryBlockFile.empty(), geometry);
    everyStopOfCreation(device(geometry), geometry);
  }

  private static MemoryBlockFile device(Geometry geometry) {
    return new MemoryBlockFile(new byte[6 * geometry.slotBytes()], false);
  }

  private static void everyStopOfCreation(MemoryBlockFile before, Geometry geometry)
      throws Exception {
    before.withBlocksOf(geometry.sectorBytes());
    int stops = 0;
    for (boolean stopped = true; stopped; stops++) {
      var file = before.reopened().stopsBeforeWrite(stops);
      stopped = stops(() -> Volumes.create(file, geometry));
      if (!stopped) break;
      var again = file.reopened();
      if (again.sizeBytes() > 0) assertUnusable(again, geometry);
      assertInstanceOf(EditOutcome.Done.class, Volumes.create(again, geometry), "stop " + stops);
      assertEquals(List.of(), Volumes.codes(again));
    }
    assertTrue(stops > 200, "only " + stops + " stops");
  }

  private static void assertUnusable(MemoryBlockFile file, Geometry geometry) throws Exception {
    var reader =
        new VolumeReader(file, java.util.Optional.empty(), java.util.Optional.of(geometry));
    var volume = reader.read(VolumeReader.Depth.GLANCE);
    boolean updating =
        !(volume.index().metadata() instanceof IndexMetadata.Valid valid) || valid.updating();
    boolean complete = volume.isOwn() && Volumes.codes(file).isEmpty();
    assertTrue(updating || complete, "a half-made volume looks usable");
  }

  /// A damaged index and damaged slots: whatever a stop leaves, the next repair mends, and no name
  /// ever stands in more slots than before.
  @ParameterizedTest
  @FieldSource("GEOMETRIES")
  void anInterruptedRepairLeavesNoSecondLeaseAndFinishesWhenDoneAgain(Geometry geometry)
      throws Exception {
    var before = damagedInEveryWay(geometry).withBlocksOf(geometry.sectorBytes());
    var plan = Repairs.plan(before);
    assertEquals(EVERY_REPAIR, kinds(plan), plan::toString);
    boolean stopped = true;
    int stops = 0;
    for (; stopped; stops++) {
      var file = before.reopened();
      var host = Volumes.host(file, 1);
      file.stopsBeforeWrite(file.writes() + stops);
      stopped =
          stops(
              () ->
                  Volumes.editor(file, host)
                      .repair(plan, _ -> "backup", VolumeHistory.NONE, 0, Volumes.NOW_SECONDS));
      var again = file.reopened();
      assertNoNameTwice(again, stops);
      assertRepairs(again);
    }
    assertTrue(stops > 20, "only " + stops + " stops");
  }

  /// Every kind of step that writes.
  private static final Set<String> EVERY_REPAIR =
      Set.of(
          "RewriteMetadata",
          "ClearRecord",
          "RestoreRecord",
          "CreateLease",
          "ClearLease",
          "RemoveLease",
          "ClearSlot");

  private static Set<String> kinds(List<RepairStep> plan) {
    return plan.stream().map(step -> step.getClass().getSimpleName()).collect(toSet());
  }

  private static MemoryBlockFile damagedInEveryWay(Geometry geometry) throws Exception {
    var file = Repairs.volumeWith(geometry, "a", "b", "c", "d", "e", "f", "g", "h", "i");
    PlantedLease.inVolume(file, geometry, 1).zero();
    Repairs.record(file, geometry, 2, new byte[64]);
    Repairs.record(file, geometry, 3, Index.freeRecord());
    Repairs.record(file, geometry, 4, Index.encodeUsed("e", geometry.leaseOffsetBytes(4)));
    PlantedLease.inVolume(file, geometry, 4).leaderName(104, "e");
    PlantedLease.inVolume(file, geometry, 5).poke(168, 0);
    Repairs.record(file, geometry, 6, Index.freeRecord());
    PlantedLease.inVolume(file, geometry, 6).poke(0, 0x77);
    Repairs.record(file, geometry, 7, new byte[64]);
    PlantedLease.inVolume(file, geometry, 7).zero();
    PlantedLease.inVolume(file, geometry, 8).leaderName(104, "i");
    PlantedLease.inVolume(file, geometry, 9).leaderName(104, "h");
    file.bytes()[(int) geometry.indexOffsetBytes() + IndexLayout.INDEX_FLAG_AT] = 'u';
    return file;
  }

  private static void assertNoNameTwice(MemoryBlockFile file, int stops) throws Exception {
    var names = new TreeSet<String>();
    for (var lease : Volumes.read(file).leases().values()) {
      var leader = lease.leader();
      boolean sound = leader.magic() == Leader.PAXOS_MAGIC && leader.checksumHolds();
      // The damage itself put `e` into two slots, one of them unsound.
      if (sound) assertTrue(names.add(leader.resourceName()), "stop " + stops + ": " + leader);
    }
  }

  @ParameterizedTest
  @FieldSource("GEOMETRIES")
  void anInterruptedAddLeavesNothingOrALeaseWithoutRecord(Geometry geometry) throws Exception {
    var harmless = new TreeSet<Code>(List.of(Code.SLOT_LEFTOVER, Code.SLOT_CORRUPT));
    everyStop(geometry, harmless, editor -> editor.add(VM2));
  }

  @ParameterizedTest
  @FieldSource("GEOMETRIES")
  void anInterruptedRemoveLeavesTheLeaseOrALeftover(Geometry geometry) throws Exception {
    var harmless = new TreeSet<Code>(List.of(Code.SLOT_LEFTOVER));
    everyStop(geometry, harmless, editor -> editor.remove(VM1, VolumeHistory.NONE, 0));
  }

  /// @param harmless what a check may find after the stop
  private static void everyStop(Geometry geometry, Set<Code> harmless, Edit edit) throws Exception {
    var before = Volumes.created(geometry).withBlocksOf(geometry.sectorBytes());
    Volumes.editor(before, Volumes.host(before, 1)).add(VM1);
    boolean stopped = true;
    int stops = 0;
    for (; stopped; stops++) {
      var file = before.reopened();
      var host = Volumes.host(file, 1);
      file.stopsBeforeWrite(file.writes() + stops);
      stopped = stops(() -> edit.run(Volumes.editor(file, host)));
      var again = file.reopened();
      var found = Volumes.codes(again);
      assertTrue(harmless.containsAll(found), "stop " + stops + " left " + found);
      assertNoRecordWithoutLease(again);
      assertRepairs(again);
    }
    assertTrue(stops > 5, "only " + stops + " stops");
  }

  private static void assertNoRecordWithoutLease(MemoryBlockFile file) throws Exception {
    var volume = Volumes.read(file);
    for (var record : volume.index().records()) {
      if (!(record instanceof IndexRecord.Used used)) continue;
      var state = volume.state(Geometry.slotOf(used.record()), VolumeHistory.NONE, 0);
      assertTrue(state.hasResource(), used + " has no lease: " + state);
    }
  }

  /// The next host, which finds the stopped one dead, brings the volume back to having no findings.
  private static void assertRepairs(MemoryBlockFile file) throws Exception {
    var next = Volumes.host(file, 2).sees(1, LeaseDaemon.State.DEAD);
    var history = Volumes.read(file).observedAfter(VolumeHistory.NONE, 0);
    var plan = RepairPlan.of(Volumes.read(file), history, LATER_NANOS);
    if (plan.isEmpty()) return;
    var outcome =
        Volumes.editor(file, next)
            .repair(plan, _ -> "backup", history, LATER_NANOS, Volumes.NOW_SECONDS);
    assertInstanceOf(EditOutcome.Done.class, outcome, outcome::toString);
    assertEquals(List.of(), Volumes.codes(file));
  }

  private static boolean stops(Act act) throws Exception {
    try {
      act.run();
      return false;
    } catch (MemoryBlockFile.PowerLoss _) {
      return true;
    }
  }

  @FunctionalInterface
  private interface Edit {
    void run(VolumeEditor editor) throws Exception;
  }

  @FunctionalInterface
  private interface Act {
    void run() throws Exception;
  }
}
