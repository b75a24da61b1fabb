package org.leasehold.app.console.vms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.effect.Effect;
import org.leasehold.core.engine.Engine;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.monitor.Snapshot;

/// What is not offered for a VM, each with its reason, and what runs becoming the definition.
class VmActionTest {
  private static final VmId MAIL = new VmId("mail");

  private final DemoCluster cluster = new DemoCluster(1_700_000_000_000L, 7);

  VmActionTest() {
    cluster.settle();
  }

  private EngineState state() {
    return cluster.snapshot().state();
  }

  private String not(VmAction action) {
    return action.not(state(), MAIL);
  }

  private void ask(Request request) {
    cluster.ask("anna", request);
    cluster.advance(2);
  }

  @Test
  void aVmThatIsGoneIsLeftOutOfEverything() {
    for (var action : VmAction.values()) {
      assertEquals(
          "no VM of this cluster any more", action.not(state(), new VmId("nobody")), action.word());
    }
  }

  @Test
  void whatIsSoAlreadyIsNotOffered() {
    assertEquals("it is not left alone", not(VmAction.UNKEEP));
    assertEquals("it runs as defined", not(VmAction.TAKE_OVER));
    assertEquals("its disks are as defined", not(VmAction.ACCEPT));
    assertEquals("it is up", not(VmAction.START));
    ask(new Request.VmMaintenance(MAIL, true));
    assertEquals("it is left alone already", not(VmAction.KEEP));
    assertEquals("it is not wanted running, so nobody would start it again", not(VmAction.REBOOT));
  }

  /// The snapshot after its host has told that it runs in another way than defined.
  private Snapshot drifted(String drift) {
    var now = cluster.snapshot();
    var host = Objects.requireNonNull(now.state().hosts().get(new HostId(1)));
    var report = Objects.requireNonNull(host.report());
    var vms = new ArrayList<VmReport>();
    for (var vm : report.vms()) vms.add(vm.vm().equals(MAIL) ? with(vm, drift) : vm);
    var next =
        new HostReport(
            report.host(),
            report.agent(),
            report.boot(),
            report.number() + 1,
            report.recovering(),
            report.shuttingDown(),
            vms,
            report.lockspaces(),
            report.stores(),
            report.capacity(),
            report.protection(),
            report.findings(),
            report.load());
    var told = new Event.HostReported(now.state().nowNanos(), next);
    return new Snapshot(
        now.number() + 1,
        now.engine(),
        now.acting(),
        new Engine().step(now.state(), told).next(),
        now.wallMillis(),
        now.links(),
        now.recent(),
        now.open(),
        now.work(),
        now.complaints());
  }

  private static VmReport with(VmReport vm, String drift) {
    return new VmReport(
        vm.vm(),
        vm.run(),
        vm.pause(),
        vm.pauseAgeMillis(),
        vm.exit(),
        vm.lease(),
        vm.statisticsAgeMillis(),
        vm.disks(),
        drift);
  }

  private static Effect takeOver(Snapshot now) {
    return new VmEffects(VmAction.TAKE_OVER, List.of(MAIL)).of(now, "");
  }

  @Test
  void whatRunsIsTakenOverByOneRequestThatShowsWhatDiffers() {
    var effect = takeOver(drifted("has a network card 52:54:00:00:00:07\nhas 3 processors, not 2"));
    assertEquals("Define mail as it runs?", effect.title());
    assertEquals(
        List.of("has a network card 52:54:00:00:00:07\nhas 3 processors, not 2"),
        effect.rows().stream().map(Effect.Row::text).toList());
    assertEquals("What differs now becomes the definition, on every host.", effect.note().strong());
    assertEquals("Take over", effect.button());
    assertEquals(
        List.of(Effect.Ask.of("mail", new Operation.TakeOver(MAIL, false))), effect.asks());
  }

  @Test
  void aLongListOfDifferencesIsCut() {
    var effect = takeOver(drifted("1\n2\n3\n4\n5\n6\n7\n8"));
    assertEquals("1\n2\n3\n4\n5\n6\nand 2 more", effect.rows().getFirst().text());
  }
}
