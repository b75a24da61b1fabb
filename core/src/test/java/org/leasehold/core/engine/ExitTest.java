package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.VmRun;

/// What an end means (A5, A6, W14).
class ExitTest {
  @ParameterizedTest
  @CsvSource({
    "QEMU_LOST, ERROR, 2, true",
    "LEASE_KILL, ERROR, 2, true",
    "GUARD_KILL, ERROR, 2, true",
    "START_FAILED, ERROR, 3, true",
    "SAVED, NORMAL, 5, false",
    "REQUESTED_STOP, NORMAL, 6, false",
    "GUEST_SHUTDOWN, NORMAL, 7, false",
    "DOMAIN_LOST, ERROR, 9, true",
    "WHILE_STARTING, NORMAL, 10, false",
    "HOST_SHUTDOWN, ERROR, 11, true",
    "POST_COPY_FAILED, ERROR, 12, true",
    "REBOOT, NORMAL, 13, true",
    "PAUSED_TOO_LONG, ERROR, 14, true",
  })
  void everyReasonOfTheTable(ExitMark mark, ExitStatus status, int reason, boolean restarts) {
    var verdict = ExitRules.classify(ExitEvidence.of(mark));
    assertEquals(List.of(status, reason), List.of(verdict.status(), verdict.reason()));
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(10);
    rig.ends("a", 1, mark);
    rig.run(5);
    assertEquals(restarts ? 1 : 0, rig.starts().size());
  }

  @Test
  void aGuestShutdownWhileTheHostGoesDownIsTheHosts() {
    var exit = ExitEvidence.of(ExitMark.GUEST_SHUTDOWN, ExitMark.HOST_GOING_DOWN);
    assertEquals(11, ExitRules.classify(exit).reason());
  }

  @Test
  void nothingButASignalIsACrash() {
    assertEquals(
        new ExitRules.Verdict(ExitStatus.ERROR, 2, "QEMU died, signal 9"),
        ExitRules.classify(new ExitEvidence(List.of(), 9, "")));
    assertEquals(
        new ExitRules.Verdict(ExitStatus.ERROR, 1, "ended for an unknown reason"),
        ExitRules.classify(new ExitEvidence(List.of(), 0, "")));
  }

  /// A user's power-off that races a report is not restarted, up to 20 s after it was asked.
  @ParameterizedTest
  @CsvSource({"18, false", "20, false", "21, true"})
  void vanishedAfterAPowerOff(int secondsLater, boolean restarts) {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(10);
    var record = rig.record("a").draft();
    record.stopAskedNanos = rig.nanos;
    var turn = new Turn(rig.engine, rig.state, rig.nanos);
    turn.update(record);
    rig.state = turn.done().next();
    rig.host(1).vms.clear();
    rig.nanos += secondsLater * Turn.SECOND;
    rig.report(rig.host(1));
    rig.report(rig.host(1));
    assertEquals(restarts ? 1 : 0, rig.starts().size());
  }

  @Test
  void vanishedWhilePoweringDownIsNormal() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(10);
    rig.set("a", 1, VmRun.POWERING_DOWN);
    rig.run(3);
    rig.host(1).vms.clear();
    rig.run(9);
    assertEquals(List.of(), rig.starts());
    assertEquals("down@1", rig.at("a"));
  }

  @Test
  void vanishedForNoReasonIsRestarted() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(10);
    rig.host(1).vms.clear();
    rig.release("a");
    rig.run(4);
    assertEquals(List.of("12: a on 1, ExitReported"), rig.startTexts());
  }
}
