package org.leasehold.app.console.hosts;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.FactTable;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;

/// Layout of one host in full.
final class HostDetailsView extends ScrollPane {
  private static final double WIDTH = 380;

  private final HostCheckModel check;
  private final VBox box = new VBox(8);
  private final Label title = label("", "subtitle");
  private final VBox note = new VBox(2);
  private final Label strong = Parts.text("", "strong");
  private final Label text = Parts.text("");
  private final Label leavingTitle = label("", "subtitle");
  private final ProgressBar progress = new ProgressBar(0);
  private final FactTable leaving = new FactTable(96);
  private final Label checkSaid = Parts.text("");
  private final VBox found = new VBox(8);
  private final FactTable facts = new FactTable(96);
  private final Label spacesTitle = label(Texts.say("hosts.spaces"), "subtitle");
  private final VBox spaces = new VBox(8);
  private final PowerPart power;
  private final Label eventsTitle = label(Texts.say("inspect.events"), "subtitle");
  private final VBox events = new VBox(4);
  private @Nullable HostDetails shown;

  HostDetailsView(HostsModel model, HostCheckModel check, PowerPart power) {
    this.check = check;
    this.power = power;
    getStyleClass().addAll("page-scroll", "inspector");
    setId("host-details");
    setFitToWidth(true);
    setFitToHeight(true);
    setFocusTraversable(false);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    setPrefWidth(WIDTH);
    setMinWidth(280);
    title.setId("host-title");
    note.getStyleClass().add("note");
    note.getChildren().addAll(strong, text);
    progress.setMaxWidth(Double.MAX_VALUE);
    progress.setId("evacuation");
    checkSaid.setId("check-said");
    Button again = button(Texts.say("hosts.check.again"), check::check, "small");
    again.setId("check-again");
    again.disableProperty().bind(check.busy());
    var checkHead = row(8, label(Texts.say("hosts.check"), "subtitle"), Parts.space(), again);
    box.getStyleClass().add("card");
    box.setMinHeight(USE_PREF_SIZE);
    box.getChildren()
        .addAll(
            title,
            note,
            leavingTitle,
            progress,
            leaving,
            checkHead,
            checkSaid,
            found,
            spacesTitle,
            spaces,
            power,
            facts,
            eventsTitle,
            events);
    setContent(box);
    model.details().addListener((_, _, now) -> show(now));
    model.draining().addListener((_, _, now) -> draining(now));
    check.findings().addListener((_, _, now) -> found(now));
    check
        .said()
        .addListener(
            (_, _, now) -> {
              checkSaid.setText(now.text());
              Parts.style(checkSaid, tone(now.tone()), "mut", "ok", "warn", "bad", "info");
            });
    show(null);
  }

  private static String tone(Tone tone) {
    return tone == Tone.NONE ? "mut" : tone.word();
  }

  private void show(@Nullable HostDetails next) {
    var before = shown;
    shown = next;
    if (next == null) {
      title.setText(Texts.say("hosts.choose"));
      for (Node node : box.getChildren().subList(1, box.getChildren().size())) {
        Parts.show(node, false);
      }
      return;
    }
    if (before == null) {
      for (Node node : box.getChildren()) Parts.show(node, true);
    }
    check.of(next.host(), next.answers());
    power.show(next.host(), next.power());
    if (next.equals(before)) return;
    title.setText(next.name());
    strong.setText(next.strong());
    text.setText(next.text());
    Parts.show(text, !next.text().isEmpty());
    Parts.style(
        note,
        switch (next.tone()) {
          case OK -> "ok-note";
          case WARN -> "warn-note";
          case BAD -> "bad-note";
          case INFO, NONE -> "info-note";
        },
        "ok-note",
        "warn-note",
        "bad-note",
        "info-note");
    leaving.show(
        next.leaving().stream().map(f -> new FactTable.Fact(f.name(), f.value())).toList());
    for (Node node : List.<Node>of(leavingTitle, progress, leaving)) {
      Parts.show(node, !next.leaving().isEmpty());
    }
    facts.show(next.facts().stream().map(f -> new FactTable.Fact(f.name(), f.value())).toList());
    if (before == null || !before.spaces().equals(next.spaces())) spaces(next.spaces());
    if (before == null || !before.events().equals(next.events())) {
      events.getChildren().clear();
      for (var line : next.events()) {
        events.getChildren().add(Parts.text(line.text(), tone(line.tone())));
      }
    }
    Parts.show(eventsTitle, !next.events().isEmpty());
    Parts.show(events, !next.events().isEmpty());
  }

  private void draining(HostsModel.Draining now) {
    leavingTitle.setText(Texts.say("hosts.leaving", now.most() - now.left(), now.most()));
    progress.setProgress(now.most() == 0 ? 0 : (now.most() - now.left()) / (double) now.most());
    progress.setAccessibleText(leavingTitle.getText());
  }

  private void found(List<HostCheckModel.Found> rows) {
    found.getChildren().clear();
    for (var one : rows) {
      var icon = Parts.icon(one.tone().icon(), "icon-" + one.tone().word());
      icon.setAccessibleText(Texts.say("tone." + one.tone().word()));
      var words = Parts.column(1, Parts.text(one.what()), Parts.text(one.fix(), "mut"));
      var line = row(8, icon, Parts.grow(words));
      line.setAlignment(javafx.geometry.Pos.TOP_LEFT);
      found.getChildren().add(line);
    }
    Parts.show(found, !rows.isEmpty());
  }

  private void spaces(List<HostDetails.Space> rows) {
    spaces.getChildren().clear();
    for (var one : rows) {
      var icon = Parts.icon(one.tone().icon(), "icon-" + one.tone().word());
      icon.setAccessibleText(Texts.say("tone." + one.tone().word()));
      var words = Parts.column(1, label(one.store(), "strong"));
      for (var more : List.of(one.standing(), one.renewal(), one.times())) {
        if (!more.isEmpty()) words.getChildren().add(Parts.text(more, "mut"));
      }
      var line = row(8, icon, Parts.grow(words));
      line.setAlignment(javafx.geometry.Pos.TOP_LEFT);
      spaces.getChildren().add(line);
    }
    Parts.show(spaces, !rows.isEmpty());
    Parts.show(spacesTitle, !rows.isEmpty());
  }
}
