package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.core.model.VmEntry;

/// When a host that does not answer counts as lost (A2, A3, A4).
class SilenceTest {
  /// grace = 60 s + 0.5 s per VM; at most 2 failures never count; both must be over.
  @ParameterizedTest
  @CsvSource({
    "0, 1000, 2, connecting",
    "0, 60.0, 3, connecting",
    "0, 60.001, 3, non-responsive",
    "0, 60.001, 2, connecting",
    "4, 62.0, 3, connecting",
    "4, 62.001, 3, non-responsive",
    "20, 70.0, 9, connecting",
    "20, 70.001, 3, non-responsive",
  })
  void graceNeedsBothTimeAndFailures(int vms, double silentSeconds, int failures, String status) {
    var entries = new ArrayList<VmEntry>();
    for (int i = 0; i < vms; i++) entries.add(Rig.vm("v" + i));
    var rig = Rig.of(3, entries.toArray(VmEntry[]::new));
    for (int i = 0; i < vms; i++) rig.running("v" + i, 1);
    rig.started();
    for (int i = 1; i < failures; i++) fail(rig);
    rig.nanos = rig.record(1).reportNanos() + Math.round(silentSeconds * 1e9);
    fail(rig);
    assertEquals(status, rig.record(1).status().word());
  }

  private static void fail(Rig rig) {
    rig.send(new Event.ContactFailed(rig.nanos, rig.host(1).id, "timeout"));
  }

  @Test
  void aReportWithinTheGraceForgetsTheFailures() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(20);
    rig.host(1).management = false;
    rig.run(58);
    assertEquals(HostStatus.CONNECTING, rig.record(1).status());
    rig.host(1).management = true;
    rig.run(3);
    assertEquals(HostStatus.UP, rig.record(1).status());
    assertEquals(0, rig.record(1).failures());
    assertEquals("up@1", rig.at("a"));
  }

  @Test
  void vmsOfALostHostBecomeUnknownOneEventEachAndComeBackWithIt() {
    var rig = Rig.of(3, Rig.vm("a"), Rig.vm("b")).running("a", 1).running("b", 1);
    rig.started().run(20);
    rig.host(1).management = false;
    rig.run(70);
    assertEquals(List.of("unknown@1", "unknown@1"), List.of(rig.at("a"), rig.at("b")));
    assertEquals(2, rig.lines.stream().filter(l -> l.contains("up -> unknown")).count());
    rig.host(1).management = true;
    rig.run(3);
    assertEquals(2, rig.lines.stream().filter(l -> l.contains("unknown -> up")).count());
    assertEquals("", rig.why("a"));
  }

  @Test
  void aRecoveringAgentIsInitializingThenNonOperationalAndItsVmsStay() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(3);
    rig.host(1).recovering = true;
    rig.host(1).agent++;
    rig.host(1).number = 0;
    rig.host(1).vms.clear();
    rig.run(182);
    assertEquals(HostStatus.INITIALIZING, rig.record(1).status());
    assertEquals("up@1", rig.at("a"));
    rig.run(3);
    assertEquals(HostStatus.NON_OPERATIONAL, rig.record(1).status());
    assertEquals(List.of(), rig.starts());
    assertEquals(List.of(), rig.of(Command.MigrateVm.class));
  }

  @Test
  void neitherReportNorFailureRaisesAnAlarm() {
    var rig = Rig.of(2).started().run(3);
    for (int i = 0; i < 12; i++) {
      rig.nanos += Turn.SECOND;
      rig.send(new Event.Tick(rig.nanos));
    }
    assertTrue(rig.told("neither report nor failure"));
  }

  @Test
  void anOldReportAfterAStartIsIgnored() {
    var rig = Rig.of(2, Rig.vm("a")).running("a", 1).started().run(9);
    var old = rig.reportOf(rig.host(1));
    rig.run(3);
    rig.ends("a", 1);
    rig.run(6);
    assertEquals(1, rig.starts().size());
    rig.send(new Event.HostReported(rig.nanos, old));
    assertTrue(rig.told("report ignored"));
    assertEquals("up@1", rig.at("a"));
  }

  @Test
  void aReportThatMayBeOlderThanTheStartDoesNotSayTheVmIsGone() {
    for (var engine : List.of(new Engine(), Engine.without(Safeguard.STALE_REPORT))) {
      var rig = new Rig(engine, 2, List.of(Rig.vm("a")));
      rig.running("a", 1);
      rig.started().run(10);
      rig.startsSucceed = false;
      rig.ends("a", 1);
      rig.run(2);
      var start = rig.starts().getFirst();
      rig.host(1).vms.clear();
      rig.end(start, new Outcome.Done("lease held"));
      rig.report(rig.host(1)); // sampled before the start, sent after its outcome
      boolean sound = engine.holds(Safeguard.STALE_REPORT);
      assertEquals(sound ? "starting@1" : "down@1", rig.at("a"));
    }
  }

  @Test
  void hostsInMaintenanceAreNotMissed() {
    var rig = Rig.of(2).started().run(3);
    rig.ask(new Request.HostMaintenance(rig.host(1).id, true));
    rig.run(3);
    assertEquals(HostStatus.MAINTENANCE, rig.record(1).status());
    rig.host(1).power = false;
    rig.run(300);
    assertEquals(HostStatus.MAINTENANCE, rig.record(1).status());
    assertFalse(rig.told("non-responsive"));
  }

  @Test
  void aCopyThatIsNotThereAnyMoreVetoesNothingOnceTheAgentHasRecovered() {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1).started().run(9);
    rig.host(1).management = false;
    rig.run(80);
    rig.host(1).vms.clear();
    rig.release("a");
    rig.host(1).management = true;
    rig.host(1).agent++;
    rig.host(1).number = 0;
    rig.host(1).recovering = true;
    rig.run(6);
    assertEquals(1, rig.record("a").copies().size(), "a recovering agent does not know yet");
    rig.host(1).recovering = false;
    rig.run(40);
    assertEquals(List.of("a"), rig.starts().stream().map(s -> s.vm().text()).toList());
  }
}
