package org.leasehold.app.console.vms;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;

import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of "take a VM over".
public final class AdoptView extends VBox {
  private final ComboBox<AdoptModel.Item> host;

  /// @param closing takes the dialog away
  public AdoptView(AdoptModel model, Runnable closing) {
    getStyleClass().add("dialog-box");
    setId("adopt-dialog");
    setMaxHeight(USE_PREF_SIZE);
    host = choice("adopt-host", model.host(), "adopt.host");
    host.getItems().setAll(model.hosts());
    var domain = choice("adopt-domain", model.domain(), "adopt.vm");
    model.domains().addListener((_, _, now) -> domain.getItems().setAll(now));
    domain.disableProperty().bind(Bindings.isEmpty(domain.getItems()));
    var store = choice("adopt-store", model.store(), "adopt.store");
    store.getItems().setAll(model.stores());
    var plan = new TextArea();
    plan.setId("adopt-plan");
    plan.setEditable(false);
    plan.getStyleClass().add("mono");
    plan.setPrefRowCount(12);
    plan.textProperty().bind(model.plan());
    plan.setAccessibleText(Texts.say("adopt.plan"));
    Parts.show(plan, false);
    model.plan().addListener((_, _, now) -> Parts.show(plan, !now.isEmpty()));
    var said = Parts.text("");
    said.setId("adopt-said");
    model
        .said()
        .addListener(
            (_, _, now) -> {
              said.setText(now.text());
              Parts.style(said, now.tone().word(), "ok", "warn", "bad", "info", "none");
            });
    var ask = button(Texts.say("adopt.ask"), model::ask);
    ask.setId("adopt-ask");
    ask.disableProperty().bind(model.domain().isNull().or(model.busy()).or(model.done()));
    var go = button(Texts.say("adopt.go"), model::adopt, "primary");
    go.setId("adopt-go");
    go.disableProperty().bind(model.planned().not().or(model.busy()).or(model.done()));
    var close = button(Texts.say("effect.close"), closing);
    close.setCancelButton(true);
    getChildren()
        .addAll(
            label(Texts.say("adopt.title"), "title"),
            Parts.text(Texts.say("adopt.lead"), "mut"),
            named("adopt.host", host),
            named("adopt.vm", domain),
            named("adopt.store", store),
            said,
            plan,
            new HBox(10, Parts.space(), close, ask, go));
  }

  private static ComboBox<AdoptModel.Item> choice(
      String id, ObjectProperty<AdoptModel.@Nullable Item> value, String name) {
    var box = new ComboBox<AdoptModel.Item>();
    box.setId(id);
    box.setAccessibleText(Texts.say(name));
    box.setMaxWidth(Double.MAX_VALUE);
    box.valueProperty().bindBidirectional(value);
    box.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(AdoptModel.@Nullable Item item) {
            return item == null ? "" : item.text();
          }

          @Override
          public AdoptModel.Item fromString(String text) {
            throw new UnsupportedOperationException("chosen, never typed: " + text);
          }
        });
    return box;
  }

  private static HBox named(String key, ComboBox<AdoptModel.Item> box) {
    Label name = label(Texts.say(key));
    name.setMinWidth(130);
    var line = Parts.row(10, name, Parts.grow(box));
    name.setLabelFor(box);
    return line;
  }

  public void begin() {
    host.requestFocus();
  }
}
