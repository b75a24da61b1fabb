package org.leasehold.app.console.hosts;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;

import javafx.beans.property.StringProperty;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of "add a host".
public final class AddHostView extends VBox {
  private final AddHostModel model;
  private final TextField name;
  private final VBox where;
  private final VBox key = new VBox(6);
  private final Label shownKey = Parts.text("", "mono");
  private final VBox steps = new VBox(3);
  private final Label said = Parts.text("");
  private final Button next;
  private final Button close;

  /// @param closing takes the dialog away
  public AddHostView(AddHostModel model, Runnable closing) {
    this.model = model;
    getStyleClass().add("dialog-box");
    setId("add-host-dialog");
    setMaxHeight(USE_PREF_SIZE);
    name = field("add-name", model.name(), "kvm4");
    var address = field("add-address", model.address(), Texts.say("addhost.address.prompt"));
    var port = field("add-port", model.port(), "22");
    var user = field("add-user", model.user(), "leasehold");
    var install = new CheckBox(Texts.say("addhost.install"));
    install.setId("add-install");
    install.selectedProperty().bindBidirectional(model.install());
    var root = field("add-root", model.rootUser(), "root");
    var rootLine = named("addhost.root", root);
    Parts.show(rootLine, false);
    install.selectedProperty().addListener((_, _, now) -> Parts.show(rootLine, now));
    where =
        Parts.column(
            8,
            named("addhost.name", name),
            named("addhost.address", address),
            named("addhost.port", port),
            named("addhost.user", user),
            install,
            rootLine);
    Parts.show(install, model.canInstall());
    where.disableProperty().bind(model.busy());
    var compared = new CheckBox(Texts.say("addhost.compared"));
    compared.setId("add-compared");
    compared.selectedProperty().bindBidirectional(model.compared());
    compared.setWrapText(true);
    shownKey.setId("add-fingerprint");
    key.getStyleClass().addAll("note", "info-note");
    key.getChildren()
        .addAll(
            Parts.text(Texts.say("addhost.key"), "strong"),
            shownKey,
            Parts.text(Texts.say("addhost.key.text"), "mut"),
            compared);
    said.setId("add-said");
    next = button("", model::next, "primary");
    next.setId("add-next");
    next.disableProperty().bind(model.off());
    close =
        button(
            "",
            () -> {
              model.close();
              closing.run();
            });
    close.setId("add-close");
    close.setCancelButton(true);
    getChildren()
        .addAll(
            label(Texts.say("addhost.title"), "title"),
            Parts.text(Texts.say("addhost.lead"), "mut"),
            where,
            key,
            steps,
            said,
            new HBox(10, Parts.space(), close, next));
    model.stage().addListener((_, _, _) -> show());
    model.said().addListener((_, _, _) -> show());
    model.install().addListener((_, _, _) -> show());
    model.steps().addListener((_, _, _) -> show());
    show();
  }

  private static TextField field(String id, StringProperty value, String prompt) {
    var field = new TextField();
    field.setId(id);
    field.setPromptText(prompt);
    field.textProperty().bindBidirectional(value);
    return field;
  }

  private static HBox named(String key, TextField field) {
    var name = label(Texts.say(key));
    name.setMinWidth(150);
    name.setLabelFor(field);
    field.setAccessibleText(Texts.say(key));
    return Parts.row(10, name, Parts.grow(field));
  }

  private void show() {
    var stage = model.stage().get();
    boolean shows = !model.fingerprint().get().isEmpty();
    Parts.show(key, shows && stage != AddHostModel.Stage.DONE);
    shownKey.setText(model.keyType().get() + "\n" + model.fingerprint().get());
    steps.getChildren().clear();
    for (var step : model.steps().get()) {
      steps.getChildren().add(Parts.text("• " + step));
    }
    Parts.show(steps, stage == AddHostModel.Stage.PLAN);
    Parts.show(where, stage != AddHostModel.Stage.DONE);
    said.setText(model.said().get().text());
    Parts.show(said, !said.getText().isEmpty());
    Parts.style(said, model.said().get().tone().word(), "ok", "warn", "bad", "info", "none");
    next.setText(model.button());
    Parts.show(next, stage != AddHostModel.Stage.DONE);
    close.setText(Texts.say(stage == AddHostModel.Stage.DONE ? "effect.close" : "effect.cancel"));
  }

  public void begin() {
    name.requestFocus();
  }
}
