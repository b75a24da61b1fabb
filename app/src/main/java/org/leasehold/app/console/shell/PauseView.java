package org.leasehold.app.console.shell;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;

import java.util.List;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;

/// "Pause HA": a reason and a time are asked for, and what would not happen meanwhile is said.
final class PauseView extends VBox {
  private static final List<Integer> MINUTES = List.of(10, 30, 60, 120, 480);

  private final TextField reason = new TextField();
  private final ComboBox<Integer> minutes = new ComboBox<>();
  private final Label answer = Parts.text("", "bad");

  /// Carries the pause out.
  interface Pausing {
    void pause(String reason, int minutes);
  }

  PauseView(Pausing pausing, Runnable closing) {
    getStyleClass().add("dialog-box");
    setId("pause-dialog");
    setMaxHeight(USE_PREF_SIZE);
    setMaxWidth(520);
    reason.setId("pause-reason");
    reason.setPromptText(Texts.say("pause.reason.prompt"));
    reason.setAccessibleText(Texts.say("pause.reason"));
    minutes.getItems().setAll(MINUTES);
    minutes.setValue(30);
    minutes.setAccessibleText(Texts.say("pause.minutes"));
    minutes.setConverter(
        new javafx.util.StringConverter<>() {
          @Override
          public String toString(Integer value) {
            return value == null ? "" : Times.age(value * 60L);
          }

          @Override
          public Integer fromString(String text) {
            throw new UnsupportedOperationException("chosen, never typed: " + text);
          }
        });
    var begin =
        button(
            Texts.say("pause.begin"),
            () -> pausing.pause(reason.getText().strip(), minutes.getValue()),
            "primary");
    begin.setId("pause-begin");
    begin
        .disableProperty()
        .bind(reason.textProperty().map(typed -> typed == null || typed.isBlank()));
    var cancel = button(Texts.say("pause.cancel"), closing);
    cancel.setCancelButton(true);
    Parts.show(answer, false);
    getChildren()
        .addAll(
            label(Texts.say("pause.title"), "title"),
            Parts.text(Texts.say("pause.text"), "mut"),
            label(Texts.say("pause.reason")),
            reason,
            label(Texts.say("pause.minutes")),
            minutes,
            answer,
            new HBox(10, Parts.space(), cancel, begin));
  }

  void answer(String text) {
    answer.setText(text);
    Parts.show(answer, !text.isEmpty());
  }

  void begin() {
    reason.requestFocus();
  }
}
