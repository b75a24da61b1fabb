package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.PauseReason;

/// Storage trouble (A8, E4, E5, E7).
class StoreTest {
  @Test
  void aHostThatAloneCannotReachTheStoreLacksItAfterTheDebounceAndIsDrained() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.host(1).storeError = 5;
    rig.run(302);
    assertEquals(HostStatus.UP, rig.record(1).status());
    rig.run(1);
    assertEquals(HostStatus.NON_OPERATIONAL, rig.record(1).status());
    assertTrue(rig.told("store unreachable: store for 300.0 s, limit 300 s"));
    assertEquals(1, rig.of(Command.MigrateVm.class).size());
    rig.host(1).storeError = 0;
    rig.run(3);
    assertEquals(HostStatus.UP, rig.record(1).status());
  }

  @Test
  void aProblemThatEndsBeforeTheDebounceIsForgotten() {
    var rig = Rig.of(3).started().run(9);
    rig.host(1).storeError = 5;
    rig.run(299);
    rig.host(1).storeError = 0;
    rig.run(3);
    rig.host(1).storeError = 5;
    rig.run(200);
    assertEquals(HostStatus.UP, rig.record(1).status());
  }

  @Test
  void whenEveryHostReportsItTheStoreIsBlamedAndNoHost() {
    var rig = Rig.of(2).started().run(9);
    rig.host(1).storeError = 5;
    rig.host(2).storeError = 5;
    rig.run(310);
    assertTrue(rig.told("active -> inactive"));
    assertEquals(
        List.of(HostStatus.UP, HostStatus.UP),
        List.of(rig.record(1).status(), rig.record(2).status()));
  }

  @Test
  void aVmPausedByAStorageErrorIsNotMigrated() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.host(1).storeError = 5;
    rig.pauses("a", 1, PauseReason.IO_ERROR);
    rig.run(400);
    assertEquals(List.of(), rig.of(Command.MigrateVm.class));
  }

  @Test
  void noSpaceAndPausesByPeopleAreLeftAloneForEver() {
    for (var reason : List.of(PauseReason.NO_SPACE, PauseReason.USER)) {
      var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
      rig.pauses("a", 1, reason);
      rig.run(3 * 80 + 5);
      assertEquals("paused@1", rig.at("a"));
      assertEquals(List.of(), rig.starts());
      assertEquals(List.of(), rig.of(Command.DestroyCopy.class));
    }
  }

  @Test
  void aSlowStoreIsToldOnceAndWhenItIsOver() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
    rig.host(1).storeDelayMs = 5000;
    rig.run(9);
    assertEquals(0, told(rig, "is slow"));
    rig.host(1).storeDelayMs = 5001;
    rig.run(30);
    assertEquals(1, told(rig, "is slow"));
    rig.host(1).storeDelayMs = 10;
    rig.run(30);
    assertEquals(1, told(rig, "is no longer slow"));
    assertEquals("up@1", rig.at("a"));
  }

  private static long told(Rig rig, String text) {
    return rig.lines.stream().filter(line -> line.contains(text)).count();
  }
}
