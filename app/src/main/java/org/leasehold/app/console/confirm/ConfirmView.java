package org.leasehold.app.console.confirm;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;

import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of "Was kvm2 really rebooted?".
public final class ConfirmView extends VBox {
  private final Label title = label("", "title");
  private final Label at = label("", "mut");
  private final GridPane evidence = new GridPane();
  private final VBox verdict = new VBox(2);
  private final Label strong = Parts.text("", "strong");
  private final Label text = Parts.text("");
  private final Label ask = Parts.text("");
  private final TextField name = new TextField();
  private final Label answer = Parts.text("");
  private final Button confirm;
  private final Button close;
  private List<ConfirmReading.Evidence> shown = List.of();

  /// @param closing takes the dialog away
  public ConfirmView(ConfirmModel model, Runnable closing) {
    getStyleClass().add("dialog-box");
    setId("confirm-dialog");
    setMaxHeight(USE_PREF_SIZE);
    evidence.setHgap(10);
    evidence.setVgap(9);
    var dots = new ColumnConstraints(18);
    var what = new ColumnConstraints(150);
    var why = new ColumnConstraints();
    why.setHgrow(Priority.ALWAYS);
    evidence.getColumnConstraints().addAll(dots, what, why);
    verdict.getStyleClass().add("note");
    verdict.getChildren().addAll(strong, text);
    name.setId("confirm-name");
    name.textProperty().bindBidirectional(model.typed());
    confirm = button(Texts.say("confirm.button"), model::confirm, "primary");
    confirm.setId("confirm-button");
    confirm.setDefaultButton(false);
    confirm.disableProperty().bind(model.off());
    name.setOnAction(_ -> model.confirm());
    close = button("", closing);
    close.setId("confirm-close");
    close.setCancelButton(true);
    answer.textProperty().bind(model.answer());
    var buttons = new HBox(10, Parts.space(), close, confirm);
    getChildren().addAll(title, at, evidence, verdict, ask, name, answer, buttons);
    model.reading().addListener((_, _, now) -> show(now, model));
    model.done().addListener((_, _, _) -> show(model.reading().get(), model));
    model.answer().addListener((_, _, _) -> show(model.reading().get(), model));
    show(model.reading().get(), model);
  }

  private void show(ConfirmReading reading, ConfirmModel model) {
    title.setText(reading.title());
    at.setText(reading.at());
    if (!shown.equals(reading.evidence())) {
      shown = reading.evidence();
      fill();
    }
    strong.setText(reading.verdict().strong());
    text.setText(reading.verdict().text());
    Parts.style(
        verdict,
        switch (reading.verdictTone()) {
          case OK -> "ok-note";
          case WARN -> "warn-note";
          case BAD -> "bad-note";
          case INFO, NONE -> "info-note";
        },
        "ok-note",
        "warn-note",
        "bad-note",
        "info-note");
    boolean typed = !reading.name().isEmpty() && !model.done().get();
    ask.setText(Texts.say("confirm.type", Names.list(reading.unleased())));
    name.setPromptText(reading.name());
    name.setAccessibleText(ask.getText());
    Parts.show(ask, typed);
    Parts.show(name, typed);
    Parts.show(answer, !model.answer().get().isEmpty());
    Parts.style(answer, model.done().get() ? "ok" : "bad", "ok", "bad");
    boolean over = reading.blocked() || model.done().get();
    close.setText(Texts.say(over ? "confirm.close" : "confirm.cancel"));
    Parts.style(close, over ? "primary" : "", "primary");
    Parts.style(confirm, over ? "" : "primary", "primary");
  }

  private void fill() {
    evidence.getChildren().clear();
    int line = 0;
    for (var one : shown) {
      var icon = Parts.icon(one.tone().icon(), "icon-" + one.tone().word());
      icon.setAccessibleText(Texts.say("tone." + one.tone().word()));
      var what = Parts.text(one.what());
      GridPane.setValignment(icon, VPos.TOP);
      GridPane.setValignment(what, VPos.TOP);
      evidence.add(icon, 0, line);
      evidence.add(what, 1, line);
      evidence.add(said(one), 2, line++);
    }
  }

  private static Region said(ConfirmReading.Evidence one) {
    if (one.strong().isEmpty()) return Parts.text(one.text());
    var strong = new Text(one.strong());
    strong.getStyleClass().add("said-strong");
    var rest = new Text(one.text());
    rest.getStyleClass().add("said");
    return new TextFlow(strong, rest);
  }

  /// Where the keyboard begins: never on the button that confirms.
  public void begin() {
    (name.isVisible() ? name : close).requestFocus();
  }
}
