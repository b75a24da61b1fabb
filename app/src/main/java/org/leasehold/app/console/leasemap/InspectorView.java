package org.leasehold.app.console.leasemap;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;

import java.util.List;
import javafx.geometry.Insets;
import javafx.geometry.VPos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;

/// Layout of one slot's inspection, right of the map.
final class InspectorView extends ScrollPane {
  private static final double WIDTH = 352;

  private final VBox box = new VBox(8);
  private final Label title = label("", "subtitle");
  private final VBox note = new VBox(2);
  private final Label strong = Parts.text("", "strong");
  private final Label text = Parts.text("");
  private final GridPane facts = new GridPane();
  private final Label heldTitle = label(Texts.say("inspect.who"), "subtitle");
  private final GridPane held = new GridPane();
  private final Label eventsTitle = label(Texts.say("inspect.events"), "subtitle");
  private final VBox events = new VBox(3);
  private final Button bytesButton;
  private final Button hostButton;
  private final Label bytes = label("", "bytes");
  private @Nullable Inspection shown;

  InspectorView(LeaseMapModel model, Wishes wishes) {
    getStyleClass().addAll("page-scroll", "inspector");
    setFitToWidth(true);
    setFocusTraversable(false);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    setPrefWidth(WIDTH);
    setMinWidth(260);
    title.setId("inspector-title");
    note.getStyleClass().add("note");
    note.getChildren().addAll(strong, text);
    var names = new ColumnConstraints(104);
    var values = new ColumnConstraints();
    values.setHgrow(Priority.ALWAYS);
    facts.getColumnConstraints().addAll(names, values);
    held.setHgap(14);
    bytesButton =
        button(
            Texts.say("inspect.bytes"),
            () -> {
              if (model.bytes().get().isEmpty()) model.readBytes();
              else model.hideBytes();
            },
            "small");
    bytesButton.setId("bytes");
    hostButton = button("", () -> {}, "small");
    hostButton.setOnAction(
        _ -> {
          var now = model.reading().get();
          var at = shown;
          if (now == null || at == null) return;
          for (var cell : now.cells()) {
            if (cell.slot() == at.slot() && cell.hostId() > 0) {
              wishes.showHost(new org.leasehold.core.model.HostId(cell.hostId()));
            }
          }
        });
    hostButton.setText(Texts.say("inspect.host"));
    bytes.setId("bytes-text");
    bytes.setWrapText(false);
    var bytesScroll = new ScrollPane(bytes);
    bytesScroll.getStyleClass().add("bytes-scroll");
    bytesScroll.setFitToHeight(true);
    bytesScroll.setMinHeight(120);
    Parts.show(bytesScroll, false);
    model
        .bytes()
        .addListener(
            (_, _, now) -> {
              bytes.setText(now);
              Parts.show(bytesScroll, !now.isEmpty());
              bytesButton.setText(
                  Texts.say(now.isEmpty() ? "inspect.bytes" : "inspect.bytes.hide"));
            });
    box.getStyleClass().add("card");
    box.getChildren()
        .addAll(
            title,
            note,
            facts,
            heldTitle,
            held,
            eventsTitle,
            events,
            new HBox(8, bytesButton, hostButton),
            bytesScroll);
    box.setMinHeight(USE_PREF_SIZE);
    setFitToHeight(true);
    setContent(box);
    model.inspection().addListener((_, _, now) -> show(now));
    show(model.inspection().get());
  }

  private void show(@Nullable Inspection next) {
    var before = shown;
    shown = next;
    if (next == null) {
      title.setText(Texts.say("inspect.none"));
      Parts.show(note, false);
      for (var part : List.of(facts, held, heldTitle, eventsTitle, events)) {
        Parts.show(part, false);
      }
      Parts.show(bytesButton, false);
      Parts.show(hostButton, false);
      return;
    }
    if (next.equals(before)) return;
    title.setText(next.title());
    strong.setText(next.strong());
    text.setText(next.text());
    Parts.show(text, !next.text().isEmpty());
    Parts.show(note, true);
    Parts.style(note, note(next.tone()), "ok-note", "warn-note", "bad-note", "info-note");
    if (before == null || !before.facts().equals(next.facts())) facts(next.facts());
    if (before == null || !before.held().equals(next.held())) held(next.held());
    if (before == null || !before.events().equals(next.events())) events(next.events());
    Parts.show(facts, true);
    Parts.show(bytesButton, true);
    Parts.show(hostButton, next.vm() != null);
  }

  private static String note(Tone tone) {
    return switch (tone) {
      case OK -> "ok-note";
      case WARN -> "warn-note";
      case BAD -> "bad-note";
      case INFO, NONE -> "info-note";
    };
  }

  private void facts(List<Inspection.Fact> rows) {
    facts.getChildren().clear();
    int line = 0;
    for (var fact : rows) {
      var name = label(fact.name(), "mut");
      GridPane.setValignment(name, VPos.TOP);
      facts.add(name, 0, line);
      facts.add(Parts.text(fact.value()), 1, line);
      var rule = Parts.line();
      GridPane.setMargin(rule, new Insets(5, 0, 5, 0));
      facts.add(rule, 0, line + 1, 2, 1);
      line += 2;
    }
  }

  private void held(List<Inspection.Holding> rows) {
    held.getChildren().clear();
    int line = 0;
    for (var one : rows.subList(0, Math.min(5, rows.size()))) {
      held.add(label(one.version(), "mono"), 0, line);
      held.add(label(one.host()), 1, line);
      held.add(label(one.text(), "mut"), 2, line);
      GridPane.setMargin(held.getChildren().getLast(), new Insets(3, 0, 3, 0));
      line++;
    }
    Parts.show(held, !rows.isEmpty());
    Parts.show(heldTitle, !rows.isEmpty());
  }

  private void events(List<String> lines) {
    events.getChildren().clear();
    for (var line : lines) events.getChildren().add(Parts.text(line, "mut"));
    Parts.show(events, !lines.isEmpty());
    Parts.show(eventsTitle, !lines.isEmpty());
  }
}
