package org.leasehold.app.console.effect;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;

import java.util.List;
import java.util.Map;
import javafx.geometry.VPos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of "what will happen, and shall it?".
public final class EffectView extends VBox {
  private static final double ROWS_MAX = 260;

  private final EffectModel model;
  private final Label title = label("", "title");
  private final Label lead = Parts.text("", "mut");
  private final VBox choices = new VBox(7);
  private final ToggleGroup group = new ToggleGroup();
  private final GridPane rows = new GridPane();
  private final ScrollPane scroll = new ScrollPane(rows);
  private final VBox note = new VBox(2);
  private final Label strong = Parts.text("", "strong");
  private final Label text = Parts.text("");
  private final Label ask = Parts.text("");
  private final TextField name = new TextField();
  private final Label summary = Parts.text("");
  private final Button go;
  private final Button close;
  private List<Effect.Row> rowsShown = List.of();
  private List<Effect.Choice> choicesShown = List.of();
  private Map<String, Answers.Said> answersShown = Map.of();

  /// @param closing takes the dialog away
  public EffectView(EffectModel model, Runnable closing) {
    this.model = model;
    getStyleClass().add("dialog-box");
    setId("effect-dialog");
    setMaxHeight(USE_PREF_SIZE);
    title.setId("effect-title");
    rows.setHgap(10);
    rows.setVgap(7);
    var icons = new ColumnConstraints(18);
    var names = new ColumnConstraints(90, 130, 200);
    var said = new ColumnConstraints();
    said.setHgrow(Priority.ALWAYS);
    rows.getColumnConstraints().addAll(icons, names, said);
    scroll.getStyleClass().add("dialog-scroll");
    scroll.setFitToWidth(true);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    scroll.setMaxHeight(ROWS_MAX);
    rows.heightProperty()
        .addListener(
            (_, _, now) -> scroll.setPrefHeight(Math.min(ROWS_MAX, now.doubleValue() + 2)));
    scroll.setFocusTraversable(false);
    note.getStyleClass().add("note");
    note.getChildren().addAll(strong, text);
    note.setMinHeight(USE_PREF_SIZE);
    name.setId("effect-typed");
    name.textProperty().bindBidirectional(model.typed());
    name.setOnAction(_ -> model.carryOut());
    go = button("", model::carryOut, "primary");
    go.setId("effect-go");
    go.disableProperty().bind(model.off());
    close =
        button(
            "",
            () -> {
              model.cancel();
              closing.run();
            });
    close.setId("effect-close");
    close.setCancelButton(true);
    summary.setId("effect-summary");
    summary.textProperty().bind(model.summary());
    getChildren()
        .addAll(
            title,
            lead,
            choices,
            scroll,
            note,
            ask,
            name,
            summary,
            new HBox(10, Parts.space(), close, go));
    group
        .selectedToggleProperty()
        .addListener(
            (_, _, now) -> {
              if (now != null) model.choice().set(String.valueOf(now.getUserData()));
            });
    model.effect().addListener((_, _, _) -> show());
    model.answers().addListener((_, _, _) -> show());
    model.over().addListener((_, _, _) -> show());
    model.asked().addListener((_, _, _) -> show());
    model.summary().addListener((_, _, _) -> show());
    show();
  }

  private void show() {
    var now = model.effect().get();
    boolean asked = model.asked().get();
    title.setText(now.title());
    lead.setText(now.lead());
    Parts.show(lead, !now.lead().isEmpty());
    if (!choicesShown.equals(now.choices())) fillChoices(now.choices());
    Parts.show(choices, !now.choices().isEmpty() && !asked);
    if (!rowsShown.equals(now.rows()) || !answersShown.equals(model.answers().get())) {
      rowsShown = now.rows();
      answersShown = model.answers().get();
      fillRows();
    }
    Parts.show(scroll, !now.rows().isEmpty());
    boolean blocked = !now.blocked().isEmpty();
    strong.setText(blocked ? now.blocked() : now.note().strong());
    text.setText(blocked ? "" : now.note().text());
    Parts.show(text, !text.getText().isEmpty());
    Parts.show(note, !asked && !strong.getText().isEmpty());
    Parts.style(
        note,
        blocked ? "bad-note" : noteStyle(now),
        "ok-note",
        "warn-note",
        "bad-note",
        "info-note");
    boolean typing = !now.typed().isEmpty() && !blocked && !asked;
    ask.setText(Texts.say("effect.type", now.typed()));
    name.setPromptText(now.typed());
    name.setAccessibleText(ask.getText());
    Parts.show(ask, typing);
    Parts.show(name, typing);
    boolean over = model.over().get();
    Parts.show(summary, !model.summary().get().isEmpty());
    Parts.style(
        summary, !over ? "mut" : model.refusedAny() ? "bad" : "ok", "mut", "ok", "warn", "bad");
    go.setText(now.button());
    Parts.show(go, !over);
    boolean onlyClose = over || blocked;
    close.setText(Texts.say(onlyClose ? "effect.close" : asked ? "effect.stop" : "effect.cancel"));
    Parts.style(close, onlyClose ? "primary" : "", "primary");
    Parts.style(go, onlyClose ? "" : now.danger() ? "danger" : "primary", "primary", "danger");
  }

  private static String noteStyle(Effect now) {
    return switch (now.note().tone()) {
      case OK -> "ok-note";
      case WARN -> "warn-note";
      case BAD -> "bad-note";
      case INFO, NONE -> "info-note";
    };
  }

  private void fillChoices(List<Effect.Choice> next) {
    choicesShown = next;
    choices.getChildren().clear();
    for (var one : next) {
      var button = new RadioButton(one.text());
      button.setId("choice-" + one.key());
      button.setUserData(one.key());
      button.setToggleGroup(group);
      button.setDisable(!one.not().isEmpty());
      button.setMinWidth(110);
      if (one.key().equals(model.choice().get())) button.setSelected(true);
      var said = one.not().isEmpty() ? one.detail() : one.not();
      var detail = Parts.text(said, one.not().isEmpty() ? "mut" : "bad");
      HBox.setHgrow(detail, Priority.ALWAYS);
      var line = new HBox(10, button, detail);
      button.setAccessibleText(one.text() + ", " + said);
      choices.getChildren().add(line);
    }
  }

  private void fillRows() {
    rows.getChildren().clear();
    int line = 0;
    for (var row : rowsShown) {
      var said = answersShown.get(row.key());
      var tone = said == null ? row.tone() : said.tone();
      var icon = Parts.icon(tone.icon(), "icon-" + tone.word());
      icon.setAccessibleText(Texts.say("tone." + tone.word()));
      var who = Parts.text(row.name(), "strong");
      GridPane.setValignment(icon, VPos.TOP);
      GridPane.setValignment(who, VPos.TOP);
      rows.add(icon, 0, line);
      rows.add(who, 1, line);
      rows.add(Parts.text(said == null ? row.text() : said.text()), 2, line++);
    }
  }

  /// Where the keyboard begins: never on the button that does it.
  public void begin() {
    (name.isVisible() ? name : close).requestFocus();
  }
}
