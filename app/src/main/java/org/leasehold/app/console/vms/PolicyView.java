package org.leasehold.app.console.vms;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;

import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.controlsfx.control.CheckComboBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of a VM's policy.
public final class PolicyView extends VBox {
  private final TextField priority = new TextField();

  /// @param closing takes the dialog away
  public PolicyView(PolicyModel model, Runnable closing) {
    getStyleClass().add("dialog-box");
    setId("policy-dialog");
    setMaxHeight(USE_PREF_SIZE);
    priority.setId("policy-priority");
    priority.textProperty().bindBidirectional(model.priority());
    priority.setPrefColumnCount(5);
    priority.setMaxWidth(90);
    var apart = new TextField();
    apart.setId("policy-apart");
    apart.textProperty().bindBidirectional(model.apart());
    var tags = new TextField();
    tags.setId("policy-tags");
    tags.textProperty().bindBidirectional(model.tags());
    var said = Parts.text("");
    said.setId("policy-said");
    model
        .said()
        .addListener(
            (_, _, now) -> {
              said.setText(now.text());
              Parts.style(said, now.tone().word(), "ok", "warn", "bad", "info", "none");
            });
    var save = button(Texts.say("policy.save"), model::save, "primary");
    save.setId("policy-save");
    save.disableProperty().bind(model.off());
    var close = button(Texts.say("effect.close"), closing);
    close.setId("policy-close");
    close.setCancelButton(true);
    model.done().addListener((_, _, now) -> Parts.show(save, !now));
    getChildren()
        .addAll(
            label(Texts.say("policy.title", model.name()), "title"),
            named("policy.priority", priority),
            named("policy.hosts", several("policy-hosts", model.hosts(), model::hosts)),
            named("policy.after", several("policy-after", model.others(), model::after)),
            named("policy.apart", apart),
            named("policy.tags", tags),
            flag("policy-stop", "policy.stop", model.storageSideStop()),
            flag("policy-free", "policy.free", model.startWhenFree()),
            flag("policy-hung", "policy.hung", model.restartWhenHung()),
            said,
            new HBox(10, Parts.space(), close, save));
  }

  private static CheckComboBox<PolicyModel.Item> several(
      String id, List<PolicyModel.Item> items, Consumer<List<String>> chosen) {
    var box = new CheckComboBox<PolicyModel.Item>();
    box.setId(id);
    box.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(PolicyModel.Item item) {
            return item == null ? "" : item.text();
          }

          @Override
          public PolicyModel.Item fromString(String text) {
            throw new UnsupportedOperationException("chosen, never typed: " + text);
          }
        });
    box.getItems().setAll(items);
    for (var item : items) if (item.chosen()) box.getCheckModel().check(item);
    box.getCheckModel()
        .getCheckedItems()
        .addListener(
            (ListChangeListener<PolicyModel.Item>)
                _ ->
                    chosen.accept(
                        box.getCheckModel().getCheckedItems().stream()
                            .map(PolicyModel.Item::key)
                            .toList()));
    box.setMaxWidth(Double.MAX_VALUE);
    return box;
  }

  private static VBox named(String key, Node node) {
    node.setAccessibleText(Texts.say(key));
    return Parts.column(
        3, label(Texts.say(key)), node, Parts.text(Texts.say(key + ".text"), "mut", "small"));
  }

  private static VBox flag(String id, String key, BooleanProperty value) {
    var box = new CheckBox(Texts.say(key));
    box.setId(id);
    box.selectedProperty().bindBidirectional(value);
    var text = Parts.text(Texts.say(key + ".text"), "mut", "small");
    VBox.setMargin(text, new javafx.geometry.Insets(0, 0, 0, 26));
    return Parts.column(1, box, text);
  }

  public void begin() {
    priority.requestFocus();
  }
}
