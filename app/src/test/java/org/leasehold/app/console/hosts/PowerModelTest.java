package org.leasehold.app.console.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.effect.Answers;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.effect.Effect;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Operation;

/// The power devices of a host: tried, set up, forgotten, and every refusal in place.
class PowerModelTest {
  private static final Times TIMES = new Times(ZoneOffset.UTC);
  private static final HostId KVM1 = new HostId(1);
  private static final HostId KVM2 = new HostId(2);

  private final DemoCluster cluster = settled();
  private final Face face = new Face(cluster);
  private final Desk desk = new Desk(face, "anna", TIMES, Runnable::run);

  private static DemoCluster settled() {
    var cluster = new DemoCluster(1_700_000_000_000L, 7);
    cluster.settle();
    return cluster;
  }

  private static final class Face extends StillFace {
    final List<Operation> asked = new ArrayList<>();
    CompletableFuture<Answer> answer =
        CompletableFuture.completedFuture(new Answer.Done("bmc through kvm2: on"));

    Face(DemoCluster cluster) {
      super(cluster);
    }

    @Override
    public CompletableFuture<Answer> ask(String operator, Operation operation) {
      asked.add(operation);
      return answer;
    }
  }

  private HostEntry kvm1() {
    var document = Objects.requireNonNull(cluster.snapshot().state().document());
    return Objects.requireNonNull(document.hosts().get(KVM1));
  }

  private void fenced(FenceSettings fence) {
    cluster.ask("anna", new Request.SetFence(KVM1, fence));
    cluster.advance(2);
  }

  private static FenceDevice bmc(String secret) {
    var options = new TreeMap<String, String>();
    options.put("ip", "192.0.2.21");
    options.put("username", "admin");
    options.put("cipher", "3");
    return new FenceDevice("bmc", 1, "fence_ipmilan", options, secret);
  }

  private HostDetails.Power shown() {
    var reading = HostsReading.of(cluster.snapshot(), new RenewalHistory(), TIMES);
    return Objects.requireNonNull(reading.details().get(KVM1)).power();
  }

  @Test
  void aDeviceIsShownWithoutItsSecret() {
    fenced(new FenceSettings(true, "", List.of(bmc("0123456789abcdef"))));
    var power = shown();
    assertEquals(
        List.of(
            new HostDetails.Device(
                "bmc",
                "fence_ipmilan, order 1; cipher=3 ip=192.0.2.21 username=admin",
                "Its password is kept by the other hosts.")),
        power.devices());
    assertFalse(power.toString().contains("0123456789abcdef"));
    fenced(FenceSettings.NONE);
    assertEquals("No power device; the leases decide without one.", shown().fencing());
  }

  @Test
  void theTestSaysWhatEveryDeviceAnsweredAndARefusalIsSaidAsOne() {
    var model = new PowerModel(() -> desk);
    model.of(KVM1);
    model.test();
    assertEquals(List.of(new Operation.TestPower(KVM1)), face.asked);
    assertEquals(new Answers.Said(Tone.OK, "bmc through kvm2: on"), model.said().get());
    face.answer = CompletableFuture.completedFuture(new Answer.Refused("kvm1 has no power device"));
    model.test();
    assertEquals(
        new Answers.Said(Tone.BAD, "Refused: kvm1 has no power device"), model.said().get());
  }

  @Test
  void whatComesForAHostThatIsNoLongerShownIsNotShownOfTheNext() {
    var model = new PowerModel(() -> desk);
    face.answer = new CompletableFuture<>();
    model.of(KVM1);
    model.test();
    assertTrue(model.busy().get());
    model.of(KVM2);
    face.answer.complete(new Answer.Done("on"));
    assertEquals("", model.said().get().text());
    assertFalse(model.busy().get());
  }

  @Test
  void everythingThatCannotBeADeviceIsSaidBeforeItIsAsked() {
    var model = new PowerSetModel(desk, kvm1(), "");
    model.ip().set("192.0.2.21");
    assertFalse(model.off().get());
    model.options().set("passwd=secret");
    assertEquals("A secret is no option: it belongs into the password’s field.", said(model));
    model.options().set("cipher");
    assertEquals("Further options are NAME=VALUE, with a blank between them.", said(model));
    model.options().set("action=off");
    assertTrue(said(model).startsWith("option 'action' is not allowed"), said(model));
    model.options().set("");
    model.order().set("5");
    assertEquals("The order is a number from 1 to 4.", said(model));
    model.order().set("1");
    model.name().set("the bmc");
    assertEquals("A device’s name has 1 to 40 letters, digits, dots, dashes.", said(model));
    assertTrue(model.off().get());
    model.save();
    assertEquals(List.of(), face.asked);
  }

  private static String said(PowerSetModel model) {
    return model.said().get().text();
  }

  @Test
  void aDeviceIsTriedByTheEngineAndItsPasswordIsForgottenHere() {
    var model = new PowerSetModel(desk, kvm1(), "");
    model.ip().set("192.0.2.21");
    model.username().set("admin");
    model.options().set("cipher=3");
    model.password().set("swordfish");
    face.answer =
        CompletableFuture.completedFuture(
            new Answer.Refused("nothing was set up, for the device does not work"));
    model.save();
    assertEquals("Refused: nothing was set up, for the device does not work", said(model));
    assertFalse(model.off().get(), "it can be tried again");
    face.answer = CompletableFuture.completedFuture(new Answer.Done("kvm1 can be switched"));
    model.save();
    assertTrue(model.done().get());
    assertEquals("", model.password().get());
    var asked = (Operation.SetPower) face.asked.getLast();
    assertEquals(bmc(""), asked.device());
    assertEquals("swordfish", asked.password());
    assertFalse(asked.toString().contains("swordfish"));
  }

  @Test
  void aChangedDeviceKeepsItsPasswordUnlessANewOneIsTyped() {
    fenced(new FenceSettings(true, "", List.of(bmc("0123456789abcdef"))));
    var model = new PowerSetModel(desk, kvm1(), "bmc");
    assertTrue(model.keep().get());
    assertEquals("", model.password().get());
    model.password().set("swordfish");
    assertEquals("Either a new password, or the one it has.", said(model));
    model.password().set("");
    model.save();
    assertEquals(new Operation.SetPower(KVM1, bmc(""), "", true, false), face.asked.getLast());
  }

  @Test
  void aChangeSaysWhatItMeansAndIsRefusedWhereItIsNone() {
    fenced(new FenceSettings(true, "", List.of(bmc(""))));
    var forget = effect(PowerEffects.Change.FORGET, "bmc");
    assertEquals("Forget bmc of kvm1?", forget.title());
    assertEquals("It is the last one.", forget.note().strong());
    assertEquals(
        List.of(
            Effect.Ask.of("", new Request.SetFence(KVM1, new FenceSettings(true, "", List.of())))),
        forget.asks());
    assertEquals(
        "there is no device pdu any more", effect(PowerEffects.Change.FORGET, "pdu").blocked());
    assertEquals("it may be switched already", effect(PowerEffects.Change.ENABLE, "").blocked());
    assertEquals("", effect(PowerEffects.Change.DISABLE, "").blocked());
    fenced(FenceSettings.NONE);
    assertEquals("there is no power device", effect(PowerEffects.Change.ENABLE, "").blocked());
  }

  private Effect effect(PowerEffects.Change change, String device) {
    return new PowerEffects(change, KVM1, device).of(cluster.snapshot(), "");
  }
}
