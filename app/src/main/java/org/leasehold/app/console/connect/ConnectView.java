package org.leasehold.app.console.connect;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;

import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of "connect to a cluster".
public final class ConnectView extends VBox {
  private final ConnectModel model;
  private final TextField address = new TextField();
  private final VBox key = new VBox(6);
  private final Label shownKey = Parts.text("", "mono");
  private final Label said = Parts.text("");
  private final Button next;

  /// @param closing takes the dialog away
  public ConnectView(ConnectModel model, Runnable closing) {
    this.model = model;
    getStyleClass().add("dialog-box");
    setId("connect-dialog");
    setMaxHeight(USE_PREF_SIZE);
    address.setId("connect-address");
    address.setPromptText(Texts.say("connect.prompt"));
    address.setAccessibleText(Texts.say("connect.address"));
    address.textProperty().bindBidirectional(model.address());
    address.disableProperty().bind(model.busy());
    address.setOnAction(_ -> model.next());
    var name = label(Texts.say("connect.address"));
    name.setLabelFor(address);
    var compared = new CheckBox(Texts.say("addhost.compared"));
    compared.setId("connect-compared");
    compared.setWrapText(true);
    compared.selectedProperty().bindBidirectional(model.compared());
    shownKey.setId("connect-fingerprint");
    key.getStyleClass().addAll("note", "info-note");
    key.getChildren()
        .addAll(
            Parts.text(Texts.say("addhost.key"), "strong"),
            shownKey,
            Parts.text(Texts.say("connect.key.text"), "mut"),
            compared);
    said.setId("connect-said");
    next = button("", model::next, "primary");
    next.setId("connect-next");
    next.disableProperty().bind(model.off());
    var close = button(Texts.say("effect.cancel"), closing);
    close.setId("connect-close");
    close.setCancelButton(true);
    getChildren()
        .addAll(
            label(Texts.say("connect.title"), "title"),
            Parts.text(Texts.say("connect.lead"), "mut"),
            Parts.row(10, name, Parts.grow(address)),
            key,
            said,
            new HBox(10, Parts.space(), close, next));
    sceneProperty()
        .addListener(
            (_, _, now) -> {
              if (now == null) model.close();
            });
    model.fingerprint().addListener((_, _, _) -> show());
    model.said().addListener((_, _, _) -> show());
    show();
  }

  private void show() {
    boolean shows = !model.fingerprint().get().isEmpty();
    Parts.show(key, shows);
    shownKey.setText(model.keyType().get() + "\n" + model.fingerprint().get());
    said.setText(model.said().get().text());
    Parts.show(said, !said.getText().isEmpty());
    Parts.style(said, model.said().get().tone().word(), "ok", "warn", "bad", "info", "none");
    next.setText(Texts.say(shows ? "connect.button" : "addhost.button.key"));
  }

  public void begin() {
    address.requestFocus();
  }
}
