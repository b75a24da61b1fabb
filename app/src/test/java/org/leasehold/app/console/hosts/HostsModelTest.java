package org.leasehold.app.console.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.effect.Effect;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Method;

class HostsModelTest {
  private static final Times TIMES = new Times(ZoneOffset.UTC);
  private static final HostId KVM1 = new HostId(1);
  private static final HostId KVM2 = new HostId(2);
  private static final HostId KVM3 = new HostId(3);
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

  private final DemoCluster cluster = settled();
  private final Face face = new Face(cluster);
  private final Desk desk = new Desk(face, "anna", TIMES, Runnable::run);
  private final HostsModel model = new HostsModel(() -> desk);

  HostsModelTest() {
    hear();
  }

  /// Of an engine that stands on a host.
  private static final String ENGINE = "ssh-ed25519 AAAAEngine";

  /// Hosts that answer as real ones do.
  private static final class Face extends StillFace {
    private Operation asked = new Operation.RemoveHost(new HostId(99));

    Face(DemoCluster cluster) {
      super(cluster);
    }

    @Override
    public CompletableFuture<String> hostKey(HostAddress address) {
      return CompletableFuture.completedFuture(KEY);
    }

    @Override
    public CompletableFuture<Answer> ask(String operator, Operation operation) {
      asked = operation;
      return CompletableFuture.completedFuture(new Answer.Done("kvm4 is host 4 of the cluster"));
    }

    @Override
    public <P extends Record, R> CompletableFuture<R> look(
        HostId host, Method<P, R> method, P params) {
      Object answer =
          method.equals(HostTopic.ACCESS)
              ? new HostTopic.Access(null, List.of(), List.of(ENGINE))
              : new HostTopic.Checked(
                  List.of(
                      new HostTopic.CheckLine("a", false, "no swap", "add some"),
                      new HostTopic.CheckLine("b", true, "lock_manager is unset", "set it")));
      return CompletableFuture.completedFuture(method.result().cast(answer));
    }
  }

  private static DemoCluster settled() {
    var cluster = new DemoCluster(1_700_000_000_000L, 7);
    cluster.settle();
    return cluster;
  }

  private void hear() {
    var now = cluster.snapshot();
    model.show(now, HostsReading.of(now, new RenewalHistory(), TIMES));
  }

  private Effect effect(HostAction action, HostId host) {
    return new HostEffects(action, host).of(cluster.snapshot(), "");
  }

  @Test
  void aHostInFullSaysWhatFollowsFromItsTimeout() {
    model.chosen().set(KVM1);
    var details = Objects.requireNonNull(model.details().get());
    assertEquals(
        "N = 10 s: VMs are ended at 80 s, killed at 100 s, the host is dead to others at 140 s"
            + " without a renewal",
        details.spaces().getFirst().times());
    assertTrue(details.strong().startsWith("up for "), details.strong());
  }

  @Test
  void aMaintenanceShowsWhereEveryVmGoes() {
    var effect = effect(HostAction.MAINTENANCE, KVM2);
    assertEquals(
        List.of("erp-db", "erp-app", "files", "voip", "print", "old-crm"),
        effect.rows().stream().map(Effect.Row::name).toList());
    assertTrue(effect.rows().stream().allMatch(row -> row.text().startsWith("moves to kvm")));
    assertEquals("Every VM has a place.", effect.note().strong());
  }

  @Test
  void aMaintenanceThatLeavesVmsWithoutAPlaceSaysSo() {
    cluster.make(Trouble.MANAGEMENT_CUT, 3, "mail");
    cluster.advance(70);
    var effect = effect(HostAction.MAINTENANCE, KVM1);
    assertTrue(
        effect.note().strong().matches("\\d VMs? ha(s|ve) no place now\\."),
        effect.note().strong());
    assertEquals(Tone.WARN, effect.note().tone());
    assertTrue(effect.rows().stream().anyMatch(row -> row.text().startsWith("stays: ")));
  }

  @Test
  void theEvacuationIsCountedAndCanBeTakenBack() {
    model.chosen().set(KVM2);
    var dialog = Objects.requireNonNull(model.effect(HostAction.MAINTENANCE));
    dialog.carryOut();
    assertTrue(dialog.over().get());
    cluster.advance(3);
    hear();
    var draining = model.draining().get();
    assertEquals(6, draining.most());
    assertTrue(Objects.requireNonNull(model.details().get()).maintenance());
    assertEquals("it is in maintenance already", model.nots().get().get(HostAction.MAINTENANCE));
    cluster.advance(240);
    hear();
    assertEquals("maintenance", model.lines().get(1).row().get().status());
    assertEquals("", model.nots().get().get(HostAction.REMOVE));
    Objects.requireNonNull(model.effect(HostAction.END)).carryOut();
    cluster.advance(10);
    hear();
    assertEquals("up", model.lines().get(1).row().get().status());
  }

  @Test
  void aHostIsRemovedOnlyFromMaintenanceAndByItsTypedName() {
    assertEquals("it must be in maintenance first", effect(HostAction.REMOVE, KVM2).blocked());
    cluster.ask("anna", new Request.HostMaintenance(KVM2, true));
    cluster.advance(5);
    assertTrue(effect(HostAction.REMOVE, KVM2).blocked().contains("still there"));
    cluster.advance(240);
    var dialog = new EffectModel(desk, new HostEffects(HostAction.REMOVE, KVM2));
    assertTrue(dialog.off().get());
    dialog.typed().set("kvm3");
    dialog.carryOut();
    assertFalse(dialog.asked().get(), "another name removes nothing");
    dialog.typed().set("kvm2");
    dialog.carryOut();
    assertEquals(new Operation.RemoveHost(KVM2), face.asked);
  }

  @Test
  void aSilentHostIsRemovedAfterAPersonSaidThatItIsOff() {
    cluster.make(Trouble.POWER_LOSS, 2, "mail");
    cluster.advance(90);
    cluster.ask("anna", new Request.HostMaintenance(KVM2, true));
    cluster.advance(400);
    assertEquals(
        "1 VM was on it last and is nowhere else yet; wait, or start elsewhere what has no lease",
        effect(HostAction.REMOVE, KVM2).blocked());
    cluster.ask("anna", new Request.ConfirmRebooted(KVM2, "kvm2"));
    cluster.advance(120);
    assertEquals("", effect(HostAction.REMOVE, KVM2).blocked());
  }

  @Test
  void aSilentHostWithoutVmsWaitsForAPersonsWord() {
    var there = cluster.snapshot().state().hosts().get(KVM3);
    for (var vm : Objects.requireNonNull(there).vms().keys()) {
      cluster.ask("anna", new Request.StopVm(vm, false));
    }
    cluster.advance(30);
    cluster.make(Trouble.POWER_LOSS, 3, "mail");
    cluster.advance(90);
    cluster.ask("anna", new Request.HostMaintenance(KVM3, true));
    cluster.advance(400);
    assertEquals(
        "it is silent; confirm first that it is off", effect(HostAction.REMOVE, KVM3).blocked());
  }

  @Test
  void aHostThatIsNotUnfitCannotBeSaidToBeChecked() {
    assertEquals("it is not unfit", effect(HostAction.CHECKED, KVM1).blocked());
  }

  @Test
  void theCheckSaysTheGraveFirst() {
    var check = new HostCheckModel(() -> desk);
    check.of(KVM1, true);
    assertEquals("One finding makes protection unreal.", check.said().get().text());
    assertEquals(
        List.of("lock_manager is unset", "no swap"),
        check.findings().get().stream().map(HostCheckModel.Found::what).toList());
    check.of(KVM2, false);
    assertEquals(List.of(), check.findings().get(), "a silent host is not asked");
  }

  @Test
  void nothingIsAddedBeforeThePersonHasComparedTheKey() {
    var add = new AddHostModel(desk, null);
    add.name().set("kvm1");
    assertEquals("There is a host kvm1 already.", add.said().get().text());
    assertTrue(add.off().get());
    add.name().set("kvm4");
    add.next();
    assertEquals(AddHostModel.Stage.KEY, add.stage().get());
    assertEquals("ssh-ed25519", add.keyType().get());
    assertTrue(add.fingerprint().get().startsWith("SHA256:"));
    assertTrue(add.off().get(), "not compared yet");
    add.next();
    assertEquals(AddHostModel.Stage.KEY, add.stage().get());
    add.compared().set(true);
    add.address().set("192.0.2.14");
    assertEquals(AddHostModel.Stage.WHERE, add.stage().get(), "another address, another key");
    assertFalse(add.compared().get());
    add.next();
    add.compared().set(true);
    add.next();
    assertEquals(AddHostModel.Stage.DONE, add.stage().get());
    assertEquals(
        new Operation.AddHost("kvm4", new HostAddress("192.0.2.14", 0, "leasehold", List.of(KEY))),
        face.asked);
  }

  @Test
  void theInstallationIsShownBeforeItIsDone() {
    var installer = new Installer();
    var add = new AddHostModel(desk, installer);
    add.name().set("kvm4");
    add.install().set(true);
    add.next();
    add.compared().set(true);
    add.next();
    assertEquals(AddHostModel.Stage.PLAN, add.stage().get());
    assertEquals(List.of("make the user leasehold"), add.steps().get());
    assertFalse(installer.done);
    add.next();
    assertTrue(installer.done);
    assertTrue(installer.closed);
    assertEquals(List.of(ENGINE), installer.engines);
    assertEquals(AddHostModel.Stage.DONE, add.stage().get());
  }

  private static final class Installer implements HostInstaller, HostInstaller.Plan {
    private boolean done;
    private boolean closed;
    private List<String> engines = List.of();

    @Override
    public CompletableFuture<Plan> plan(
        String name, HostAddress address, String rootUser, List<String> letIn) {
      engines = letIn;
      return CompletableFuture.completedFuture(this);
    }

    @Override
    public List<String> steps() {
      return List.of("make the user leasehold");
    }

    @Override
    public CompletableFuture<Answer> carryOut() {
      done = true;
      return CompletableFuture.completedFuture(new Answer.Done("installed"));
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
