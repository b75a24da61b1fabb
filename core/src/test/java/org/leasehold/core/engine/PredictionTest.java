package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.VmId;

/// The interval a threatened VM carries (design 6, G2).
class PredictionTest {
  @Test
  void aThreatenedVmSaysBetweenWhenAndWhen() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.dies(1); // last renewal at 20
    rig.run(80);
    var prediction = rig.record("a").prediction();
    assertNotNull(prediction);
    assertEquals(20 + 140, prediction.earliestNanos() / Turn.SECOND);
    assertEquals(20 + 20 + 140 + 70, prediction.latestNanos() / Turn.SECOND);
    assertEquals(
        "last renewal at 20.0 s + 140 s; last change seen at 20.0 s + 20 + 140 + 70 s",
        prediction.text());
    rig.run(70);
    long start = rig.starts().getFirst().header().issuedNanos();
    assertEquals(true, start >= prediction.earliestNanos() && start <= prediction.latestNanos());
    rig.run(5);
    assertNull(rig.record("a").prediction());
  }

  /// The engine that has begun while a host was dead already remembers its life, and not when that
  /// renewed: the target's sight of the heartbeat says when it will be dead.
  @Test
  void anEngineThatBeginsWhileAHostIsSilentPredictsFromWhatTheTargetSees() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(20);
    rig.dies(1); // last renewal at 20
    rig.run(80);
    var life = new HostLife(rig.host(1).id, new Generation(1));
    var lives = List.of(new Memory.Life(Rig.STORE, life, 20));
    var host = new Memory.OfHost(rig.host(1).id, rig.host(1).bootId(), lives, false, false);
    var vm =
        new Memory.OfVm(
            Rig.id("a"),
            VmStatus.UNKNOWN,
            rig.host(1).id,
            rig.host(1).bootId(),
            null,
            ExitStatus.UNKNOWN,
            false,
            false,
            null);
    rig.started(new Memory(new Epoch(1), List.of(host), List.of(vm), false)).run(30);
    var prediction = rig.record("a").prediction();
    assertNotNull(prediction);
    assertEquals(20 + 140, prediction.earliestNanos() / Turn.SECOND);
  }

  /// A bound never lies in the past: with a short io_timeout the owner is dead before its grace is
  /// over.
  @Test
  void whatIsStatedLateIsOneLookAway() {
    var io = new IoTimeout(1);
    var late = new Prediction(500 * Turn.SECOND, 100 * Turn.SECOND, 100 * Turn.SECOND, io);
    assertEquals(500, late.earliestNanos() / Turn.SECOND);
    assertEquals(506, late.latestNanos() / Turn.SECOND);
    var early = new Prediction(101 * Turn.SECOND, 100 * Turn.SECOND, 100 * Turn.SECOND, io);
    assertEquals(168, early.earliestNanos() / Turn.SECOND);
    assertEquals(177, early.latestNanos() / Turn.SECOND);
  }

  /// Another engine has started it elsewhere meanwhile: the bound is about whoever the target reads
  /// in the lease, not about the host this engine last knew it on.
  @Test
  void theBoundIsAboutTheHolderOfTheLease() {
    var rig = Rig.of(4, Rig.vm("a")).running("a", 1).started().run(20);
    rig.dies(1);
    rig.run(50); // host 4 renews until 60
    var life = new HostLife(new HostId(4), new Generation(1));
    rig.leases.put(new VmId("a"), new Rig.Lease(life, true, 2, 0));
    rig.dies(4);
    rig.run(100);
    var prediction = rig.record("a").prediction();
    assertNotNull(prediction);
    assertEquals(60 + 20 + 140 + 70, prediction.latestNanos() / Turn.SECOND);
  }

  @Test
  void theTimesFollowTheIoTimeout() {
    var io = new IoTimeout(5);
    assertEquals(100, io.hostDeadSeconds());
    assertEquals(35, io.acquireDeadSeconds());
  }
}
