package org.leasehold.app.console.vms;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;

import javafx.beans.binding.Bindings;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Unkept;
import org.leasehold.app.console.text.Texts;

/// Layout of a VM's definition: the text, what would change, and the buttons in the order in which
/// they can be pressed.
public final class DefinitionView extends VBox implements Unkept {
  private static final double WIDTH = 820;
  private static final double DIFF_HEIGHT = 130;

  private final TextArea xml = new TextArea();
  private final DefinitionModel model;

  /// @param closing takes the dialog away
  public DefinitionView(DefinitionModel model, Runnable closing) {
    this.model = model;
    getStyleClass().add("dialog-box");
    setId("definition-dialog");
    setMaxHeight(USE_PREF_SIZE);
    setPrefWidth(WIDTH);
    setMaxWidth(WIDTH);
    xml.setId("definition-xml");
    xml.getStyleClass().add("mono");
    xml.setPrefRowCount(20);
    xml.setAccessibleText(Texts.say("definition.open"));
    xml.textProperty().bindBidirectional(model.xml());
    xml.editableProperty().bind(model.busy().or(model.done()).not());
    var lines = new VBox(1);
    lines.setId("definition-diff");
    var diff = new ScrollPane(lines);
    diff.getStyleClass().add("page-scroll");
    diff.setPrefHeight(DIFF_HEIGHT);
    diff.setMinHeight(DIFF_HEIGHT);
    Parts.show(diff, false);
    model
        .diff()
        .addListener(
            (_, _, now) -> {
              lines.getChildren().clear();
              for (var line : now) {
                var sign = line.added() ? "+ " : "- ";
                lines
                    .getChildren()
                    .add(label(sign + line.text(), "mono", line.added() ? "ok" : "bad"));
              }
              Parts.show(diff, !now.isEmpty());
            });
    var said = Parts.text(model.said().get().text());
    said.setId("definition-said");
    model
        .said()
        .addListener(
            (_, _, now) -> {
              said.setText(now.text());
              Parts.style(said, now.tone().word(), "ok", "warn", "bad", "info", "none");
            });
    var check = button(Texts.say("definition.check"), model::check);
    check.setId("definition-check");
    check.disableProperty().bind(model.checkable().not().or(model.busy()));
    var save = button(Texts.say("definition.save"), model::save, "primary");
    save.setId("definition-save");
    save.disableProperty().bind(model.checked().not().or(model.busy()));
    var close =
        button(
            "",
            () -> {
              if (model.mayClose()) closing.run();
            });
    close.setId("definition-close");
    close
        .textProperty()
        .bind(
            Bindings.when(model.leaving())
                .then(Texts.say("definition.lose"))
                .otherwise(Texts.say("effect.close")));
    close.setCancelButton(true);
    getChildren()
        .addAll(
            label(Texts.say("definition.title", model.name()), "title"),
            Parts.text(Texts.say("definition.lead"), "mut"),
            xml,
            diff,
            said,
            new HBox(10, Parts.space(), close, check, save));
  }

  @Override
  public boolean mayClose() {
    return model.mayClose();
  }

  public void begin() {
    xml.requestFocus();
  }
}
