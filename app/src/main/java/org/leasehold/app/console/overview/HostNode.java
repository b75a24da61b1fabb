package org.leasehold.app.console.overview;

import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.MemoryBar;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Sparkline;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.theme.ThemeColours;

/// One host on the Overview.
final class HostNode extends VBox {
  /// More would be read by nobody, and a card of hundreds pushes all else out of sight.
  private static final int CHIPS_MAX = 36;

  /// A narrower card has room for the host's state alone; its identity is with the hosts.
  private static final double IDENTITY_FROM = 290;

  private final Wishes wishes;
  private final Region dot = Parts.dot();
  private final Label name = label("", "subtitle");
  private final Label identity = label("", "mut");
  private final Label status = label("", "mut");
  private final Label grade = label("", "chip-grade");
  private final Label memory = label("");
  private final Label reserved = label("", "warn");
  private final MemoryBar bar = new MemoryBar();
  private final Label load = label("", "mut");
  private final MemoryBar loadBar = new MemoryBar();
  private final Sparkline sparkline = new Sparkline(34);
  private final Label renewal = label("", "mut");
  private final FlowPane chips = new FlowPane(4, 5);
  private List<HostCard.VmChip> chipsShown = List.of();

  HostNode(HostCard first, Wishes wishes) {
    this.wishes = wishes;
    getStyleClass().add("card");
    setId("host-" + first.name());
    setFocusTraversable(true);
    identity.setMinWidth(0);
    identity.visibleProperty().bind(widthProperty().greaterThanOrEqualTo(IDENTITY_FROM));
    status.setMinWidth(USE_PREF_SIZE);
    grade.setMinWidth(USE_PREF_SIZE);
    name.setMinWidth(USE_PREF_SIZE);
    memory.setMinWidth(USE_PREF_SIZE);
    reserved.setMinWidth(0);
    load.setMinWidth(USE_PREF_SIZE);
    load.setId("load-" + first.name());
    getChildren()
        .addAll(
            row(7, dot, name, identity, Parts.space(), status),
            row(8, memory, reserved, Parts.space(), grade),
            bar,
            row(8, load, Parts.grow(loadBar)),
            sparkline,
            renewal,
            chips);
    show(first);
  }

  void show(HostCard card) {
    Parts.style(dot, card.tone().word(), Tone.words());
    name.setText(card.name());
    identity.setText(card.identity());
    status.setText(card.status());
    boolean calm = card.tone() == Tone.OK;
    Parts.style(status, calm ? "mut" : card.tone().word(), "mut", "ok", "warn", "bad", "info");
    Parts.style(
        this,
        card.tone() == Tone.WARN ? "alarm" : card.tone() == Tone.BAD ? "grave" : "plain",
        "alarm",
        "grave",
        "plain");
    grade.setText(card.grade().word());
    grade.setVisible(!card.grade().word().isEmpty());
    grade.setTooltip(card.grade().why().isEmpty() ? null : new Tooltip(card.grade().why()));
    memory.setText(card.memory());
    reserved.setText(card.reserved());
    reserved.setTooltip(card.reserved().isEmpty() ? null : new Tooltip(card.reserved()));
    bar.show(card.used(), card.kept());
    load.setText(card.load().text());
    Parts.style(load, card.load().tone() == Tone.WARN ? "warn" : "mut", "warn", "mut");
    loadBar.show(card.load().share(), 0);
    var renewing = card.renewing();
    sparkline.show(
        renewing.points(), renewing.fromMillis(), renewing.toMillis(), 40, renewing.stopped());
    renewal.setText(renewing.text());
    Parts.style(
        renewal, renewing.tone() == Tone.BAD ? "bad" : "mut", "mut", "ok", "warn", "bad", "info");
    if (!chipsShown.equals(card.vms())) {
      chipsShown = card.vms();
      chips.getChildren().setAll(chips(card.vms()));
    }
    setAccessibleText(
        Texts.say(
            "host.accessible",
            card.name(),
            card.status(),
            card.memory() + ", " + card.load().text(),
            renewing.text(),
            card.vms().size()));
  }

  private List<Node> chips(List<HostCard.VmChip> vms) {
    var made = new ArrayList<Node>();
    for (var vm : vms.subList(0, Math.min(vms.size(), CHIPS_MAX))) {
      var chip = new Button(vm.text(), Parts.dot(vm.tone().word()));
      chip.getStyleClass().setAll("chip");
      chip.setTooltip(new Tooltip(vm.why()));
      chip.setAccessibleText(vm.text() + ": " + vm.why());
      chip.setOnAction(_ -> wishes.showLease(vm.vm()));
      made.add(chip);
    }
    if (vms.size() > CHIPS_MAX) {
      var more = new Button(Texts.say("host.chips.more", vms.size() - CHIPS_MAX));
      more.getStyleClass().setAll("chip");
      more.setOnAction(_ -> wishes.showVms("host:" + name.getText()));
      made.add(more);
    }
    return made;
  }

  void colours(ThemeColours colours) {
    sparkline.colours(colours);
  }
}
