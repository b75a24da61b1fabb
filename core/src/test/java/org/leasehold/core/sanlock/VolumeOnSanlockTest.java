package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.EditOutcome;
import org.leasehold.core.volume.Finding;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.LeaseDaemon;
import org.leasehold.core.volume.LeaseDaemonException;
import org.leasehold.core.volume.RepairPlan;
import org.leasehold.core.volume.SectorSize;
import org.leasehold.core.volume.SlotState;
import org.leasehold.core.volume.VolumeCheck;
import org.leasehold.core.volume.VolumeHistory;
import org.leasehold.core.volume.VolumeReader;

/// Volumes made by Leasehold, used by a real sanlock: what one writes the other reads.
@Tag("daemon")
class VolumeOnSanlockTest {
  static final List<Geometry> GEOMETRIES = Geometry.ALL;
  private static final LockspaceName LOCKSPACE =
      new LockspaceName("0c6d7a3e-5a0b-4d8e-8f5d-2d6f1c9b7e11");
  private static final Geometry SMALL = new Geometry(SectorSize.S512, 1);
  private static final LeaseId VM = new LeaseId("7b87a9e2-5fef-4911-bf22-a27b02c7bff2");
  private static final int SLOT = Geometry.slotOf(1);

  @ParameterizedTest
  @FieldSource("GEOMETRIES")
  void sanlockJoinsAndTakesLeasesOfAVolumeOfEveryGeometry(Geometry geometry) throws Exception {
    try (var volume = JoinedVolume.open(LOCKSPACE, geometry, 1, 0)) {
      assertEquals(
          new EditOutcome.Done(
              "lease %s added in record 1 at offset %d"
                  .formatted(VM, geometry.slotOffsetBytes(SLOT))),
          volume.edit(1, editor -> editor.add(VM)));
      var address =
          new LeaseDaemon.LeaseAddress(
              LOCKSPACE.text(), VM.text(), SLOT, geometry.slotOffsetBytes(SLOT));
      try (var _ = volume.leases(1).acquire(address)) {
        var read = volume.read();
        var owners = read.state(SLOT, VolumeHistory.NONE, 0).owners();
        assertEquals(
            List.of(volume.leases(1).membership(LOCKSPACE.text()).orElseThrow()),
            owners.stream().map(SlotState.Owner::life).toList());
        assertEquals(1, read.lease(SLOT).orElseThrow().leader().leaseVersion());
      }
      assertEquals("free", volume.read().state(SLOT, VolumeHistory.NONE, 0).word());
      assertEquals(List.of(), codes(volume));
    }
  }

  private static List<Finding.Code> codes(JoinedVolume volume) throws Exception {
    return VolumeCheck.findings(volume.read(), VolumeHistory.NONE, 0).stream()
        .map(Finding::code)
        .toList();
  }

  @Test
  void aLeaseHeldElsewhereIsNeitherRemovedNorRepairedAway() throws Exception {
    try (var volume = JoinedVolume.open(LOCKSPACE, SMALL, 2, 0)) {
      volume.awaitMutualSight();
      volume.edit(1, editor -> editor.add(VM));
      var address =
          new LeaseDaemon.LeaseAddress(
              LOCKSPACE.text(), VM.text(), SLOT, SMALL.slotOffsetBytes(SLOT));
      try (var _ = volume.leases(2).acquire(address)) {
        var outcome = volume.edit(1, editor -> editor.remove(VM, VolumeHistory.NONE, 0));
        assertEquals(
            EditOutcome.Refusal.HELD, assertInstanceOf(EditOutcome.Refused.class, outcome).why());
        assertThrows(LeaseDaemonException.class, () -> volume.leases(1).acquire(address).close());
      }
      assertInstanceOf(
          EditOutcome.Done.class,
          volume.edit(1, editor -> editor.remove(VM, VolumeHistory.NONE, 0)));
      assertEquals(List.of(), codes(volume));
    }
  }

  @Test
  void aDamagedVolumeIsRepairedAndThenTakenBySanlock() throws Exception {
    try (var volume = JoinedVolume.open(LOCKSPACE, SMALL, 1, 0)) {
      volume.edit(1, editor -> editor.add(VM));
      try (var file = volume.write()) {
        file.writeDurably(
            SMALL.recordOffsetBytes(1) - SMALL.recordOffsetBytes(1) % 512, new byte[512]);
      }
      var plan = RepairPlan.of(volume.read(), VolumeHistory.NONE, 0);
      var outcome =
          volume.edit(
              1,
              editor -> editor.repair(plan, _ -> "memory", VolumeHistory.NONE, 0, 1_790_000_001L));
      assertInstanceOf(EditOutcome.Done.class, outcome, outcome::toString);
      assertEquals(1, volume.read().index().find(VM.text()).orElseThrow().record());
    }
  }

  /// io timeout 1: live until 8 s without a renewal, dead after 68 s. Sampled once a second; the
  /// silence is measured here, from the heartbeat's own bytes.
  @Test
  void aKilledDaemonIsSeenLiveThenFailingThenDeadAtTheComputedSeconds() throws Exception {
    try (var volume = JoinedVolume.open(LOCKSPACE, SMALL, 1, 0)) {
      volume.edit(1, editor -> editor.add(VM));
      var address =
          new LeaseDaemon.LeaseAddress(
              LOCKSPACE.text(), VM.text(), SLOT, SMALL.slotOffsetBytes(SLOT));
      var held = volume.leases(1).acquire(address);
      assertTrue(held != null);
      var seen = watch(volume);
      assertEquals(
          List.of("held-unknown", "held-live", "held-failing", "held-dead"),
          seen.stream().map(Seen::word).distinct().toList());
      for (var look : seen) look.assertComputed();
    }
  }

  /// @param silentSeconds since the heartbeat's timestamp was last seen to change
  private record Seen(String word, double silentSeconds) {
    void assertComputed() {
      if (word.equals("held-live")) assertTrue(silentSeconds <= 8, this::toString);
      if (word.equals("held-failing")) {
        assertTrue(silentSeconds > 8 && silentSeconds <= 68, this::toString);
      }
      if (word.equals("held-dead")) {
        assertTrue(silentSeconds > 68 && silentSeconds < 71, this::toString);
      }
    }
  }

  private static List<Seen> watch(JoinedVolume volume) throws Exception {
    var seen = new ArrayList<Seen>();
    var host = new HostId(1);
    try (var file = DirectBlockFile.read(volume.path())) {
      var reader = new VolumeReader(file, Optional.empty(), Optional.empty());
      var history = VolumeHistory.NONE;
      long timestamp = -1;
      long changedNanos = 0;
      for (int second = 0; second < 90; second++) {
        if (second == 5) volume.daemon(1).kill();
        long now = System.nanoTime();
        var read = reader.read(VolumeReader.Depth.GLANCE);
        long stamp = read.lockspace().host(host).orElseThrow().timestamp();
        if (stamp != timestamp) changedNanos = now;
        timestamp = stamp;
        history = read.observedAfter(history, now);
        var word = read.state(SLOT, history, now).word();
        seen.add(new Seen(word, (now - changedNanos) / 1e9));
        if (word.equals("held-dead")) break;
        Thread.sleep(1000);
      }
    }
    return seen;
  }
}
