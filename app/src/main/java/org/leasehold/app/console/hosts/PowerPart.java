package org.leasehold.app.console.hosts;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.HostId;

/// Layout of a host's power devices: what they are, whether they answer, and what can be changed.
final class PowerPart extends VBox {
  private final PowerModel model;
  private final HostsView.Dialogs dialogs;
  private final Label fencing = Parts.text("");
  private final Label fault = Parts.text("", "warn");
  private final Label said = Parts.text("");
  private final VBox devices = new VBox(8);
  private final Button test = button(Texts.say("power.test"), this::test, "small");
  private final Button turn = button("", this::turn, "small");
  private HostDetails.@Nullable Power shown;

  PowerPart(PowerModel model, HostsView.Dialogs dialogs) {
    super(8);
    this.model = model;
    this.dialogs = dialogs;
    setId("power");
    test.setId("power-test");
    turn.setId("power-turn");
    said.setId("power-said");
    var add = button(Texts.say("power.add"), () -> set(""), "small");
    add.setId("power-add");
    model.busy().addListener((_, _, _) -> judged());
    model
        .said()
        .addListener(
            (_, _, now) -> {
              said.setText(now.text());
              Parts.style(said, now.tone().word(), "ok", "warn", "bad", "info", "none");
              Parts.show(said, !now.text().isEmpty());
            });
    Parts.show(said, false);
    getChildren()
        .addAll(
            row(8, label(Texts.say("hosts.fact.power"), "subtitle"), Parts.space(), test),
            fencing,
            fault,
            devices,
            said,
            row(8, add, turn));
  }

  void show(HostId host, HostDetails.Power next) {
    model.of(host);
    if (next.equals(shown)) return;
    shown = next;
    fencing.setText(next.fencing());
    Parts.style(fencing, next.tone().word(), "ok", "warn", "bad", "info", "none");
    fault.setText(next.fault());
    Parts.show(fault, !next.fault().isEmpty());
    devices.getChildren().clear();
    for (var one : next.devices()) devices.getChildren().add(device(one));
    Parts.show(devices, !next.devices().isEmpty());
    turn.setText(Texts.say(next.enabled() ? "power.turn.off" : "power.turn.on"));
    Parts.show(turn, !next.devices().isEmpty());
    judged();
  }

  private VBox device(HostDetails.Device one) {
    var change = button(Texts.say("power.change"), () -> set(one.name()), "small");
    change.setId("power-change-" + one.name());
    var forget =
        button(
            Texts.say("power.forget"), () -> open(PowerEffects.Change.FORGET, one.name()), "small");
    forget.setId("power-forget-" + one.name());
    return Parts.column(
        2,
        row(8, label(one.name(), "strong"), Parts.space(), change, forget),
        Parts.text(one.text(), "mut"),
        Parts.text(one.password(), "mut", "small"));
  }

  private void judged() {
    var now = shown;
    boolean none = now == null || now.devices().isEmpty();
    test.setDisable(none || model.busy().get());
    test.setAccessibleHelp(none ? Texts.say("power.not.none") : "");
  }

  private void test() {
    model.test();
  }

  private void turn() {
    var now = shown;
    if (now == null) return;
    open(now.enabled() ? PowerEffects.Change.DISABLE : PowerEffects.Change.ENABLE, "");
  }

  private void open(PowerEffects.Change change, String device) {
    var effect = model.effect(change, device);
    if (effect != null) dialogs.open(effect);
  }

  private void set(String device) {
    var host = model.host();
    if (host != null) dialogs.setPower(host, device);
  }
}
