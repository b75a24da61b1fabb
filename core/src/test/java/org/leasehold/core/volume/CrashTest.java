package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leasehold.core.volume.Volumes.SMALL;
import static org.leasehold.core.volume.Volumes.VM1;
import static org.leasehold.core.volume.Volumes.VM2;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.leasehold.core.volume.Finding.Code;

/// Power is lost between every two block writes of every operation; what is then on the disk is one
/// of the states that harm nobody, and the operation done again completes.
class CrashTest {
  static final List<Geometry> GEOMETRIES = List.of(SMALL, new Geometry(SectorSize.S4096, 1));

  @ParameterizedTest
  @FieldSource("GEOMETRIES")
  void anInterruptedCreationIsUnusedAndFinishesWhenDoneAgain(Geometry geometry) throws Exception {
    int stops = 0;
    for (boolean stopped = true; stopped; stops++) {
      var file =
          MemoryBlockFile.empty().withBlocksOf(geometry.sectorBytes()).stopsBeforeWrite(stops);
      stopped = stops(() -> Volumes.create(file, geometry));
      var again = file.reopened();
      if (stopped && again.sizeBytes() > 0) assertUnusable(again, geometry);
      if (!stopped) break;
      assertInstanceOf(EditOutcome.Done.class, Volumes.create(again, geometry));
      assertEquals(List.of(), Volumes.codes(again));
    }
    assertTrue(stops > 10, "only " + stops + " stops");
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
    var plan = RepairPlan.of(Volumes.read(file), VolumeHistory.NONE, 0);
    if (plan.isEmpty()) return;
    var outcome =
        Volumes.editor(file, next)
            .repair(plan, _ -> "backup", VolumeHistory.NONE, 0, Volumes.NOW_SECONDS);
    assertInstanceOf(EditOutcome.Done.class, outcome, outcome::toString);
    var left = new TreeSet<>(Volumes.codes(file));
    left.remove(Code.SLOT_CORRUPT);
    assertEquals(new TreeSet<Code>(), left);
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
