package org.leasehold.app.console.settings;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;

import java.util.List;
import javafx.beans.property.StringProperty;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of "a new store".
public final class StoreView extends VBox {
  private final TextField name = new TextField();

  /// @param closing takes the dialog away
  public StoreView(StoreModel model, Runnable closing) {
    getStyleClass().add("dialog-box");
    setId("store-dialog");
    setMaxHeight(USE_PREF_SIZE);
    var group = new ToggleGroup();
    var create = new RadioButton(Texts.say("store.create"));
    var add = new RadioButton(Texts.say("store.add"));
    create.setToggleGroup(group);
    add.setToggleGroup(group);
    create.setId("store-create");
    add.setId("store-add");
    create.setSelected(true);
    create.selectedProperty().bindBidirectional(model.creates());
    name.setId("store-name");
    name.setPromptText("nas1");
    name.textProperty().bindBidirectional(model.name());
    var path = new TextField();
    path.setId("store-path");
    path.setPromptText("/srv/vms/xleases");
    path.textProperty().bindBidirectional(model.path());
    var timeout = new TextField();
    timeout.setId("store-timeout");
    timeout.textProperty().bindBidirectional(model.ioTimeout());
    timeout.setMaxWidth(90);
    var times = Parts.text("", "mut");
    times.textProperty().bind(model.times());
    var sector = choice("store-sector", List.of("512", "4096"), model.sector());
    var slot = choice("store-slot", List.of("1", "2", "4", "8"), model.slot());
    var bytes = Parts.column(8, named("store.sector", sector), named("store.slot", slot));
    model.creates().addListener((_, _, now) -> Parts.show(bytes, now));
    var said = Parts.text("");
    said.setId("store-said");
    model
        .said()
        .addListener(
            (_, _, now) -> {
              said.setText(now.text());
              Parts.style(said, now.tone().word(), "ok", "warn", "bad", "info", "none");
            });
    var go = button(Texts.say("store.go"), model::ask, "primary");
    go.setId("store-go");
    go.disableProperty().bind(model.off());
    var close = button(Texts.say("effect.close"), closing);
    close.setId("store-close");
    close.setCancelButton(true);
    getChildren()
        .addAll(
            label(Texts.say("store.title"), "title"),
            Parts.column(6, create, add),
            named("store.name", name),
            named("store.path", path),
            named("store.host", hosts(model)),
            named("store.timeout", timeout),
            times,
            bytes,
            said,
            new HBox(10, Parts.space(), close, go));
  }

  private static ComboBox<String> choice(String id, List<String> items, StringProperty value) {
    var box = new ComboBox<String>();
    box.setId(id);
    box.getItems().setAll(items);
    box.valueProperty().bindBidirectional(value);
    return box;
  }

  private static ComboBox<String> hosts(StoreModel model) {
    var keys = model.hosts().stream().map(StoreModel.Item::key).toList();
    var box = choice("store-host", keys, model.host());
    box.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(@Nullable String key) {
            for (var one : model.hosts()) if (one.key().equals(key)) return one.text();
            return "";
          }

          @Override
          public String fromString(String text) {
            throw new UnsupportedOperationException("chosen, never typed: " + text);
          }
        });
    return box;
  }

  private static HBox named(String key, Control control) {
    var name = label(Texts.say(key));
    name.setMinWidth(170);
    name.setLabelFor(control);
    control.setAccessibleText(Texts.say(key));
    return Parts.row(10, name, control instanceof TextField field ? Parts.grow(field) : control);
  }

  public void begin() {
    name.requestFocus();
  }
}
