package org.leasehold.app.console.hosts;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;

import javafx.beans.property.StringProperty;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.FenceAgents;

/// Layout of one power device.
public final class PowerSetView extends VBox {
  private final TextField ip;

  /// @param closing takes the dialog away
  public PowerSetView(PowerSetModel model, Runnable closing) {
    getStyleClass().add("dialog-box");
    setId("power-dialog");
    setMaxHeight(USE_PREF_SIZE);
    var agent = new ComboBox<String>();
    agent.setId("power-agent");
    agent.getItems().setAll(FenceAgents.NAMES);
    agent.valueProperty().bindBidirectional(model.agent());
    agent.setMaxWidth(Double.MAX_VALUE);
    ip = field("power-ip", model.ip());
    var password = new PasswordField();
    password.setId("power-password");
    password.textProperty().bindBidirectional(model.password());
    var keep = new CheckBox(Texts.say("power.field.keep"));
    keep.setId("power-keep");
    keep.selectedProperty().bindBidirectional(model.keep());
    var untested = new CheckBox(Texts.say("power.field.untested"));
    untested.setId("power-untested");
    untested.selectedProperty().bindBidirectional(model.untested());
    var grid = new GridPane();
    grid.setHgap(12);
    grid.setVgap(8);
    line(grid, "agent", agent);
    line(grid, "ip", ip);
    line(grid, "username", field("power-username", model.username()));
    line(grid, "password", password);
    if (model.hasPassword()) grid.add(keep, 1, grid.getRowCount());
    line(grid, "plug", field("power-plug", model.plug()));
    line(grid, "options", field("power-options", model.options()));
    line(grid, "order", field("power-order", model.order()));
    line(grid, "name", field("power-name", model.name()));
    var said = Parts.text("");
    said.setId("power-set-said");
    model
        .said()
        .addListener(
            (_, _, now) -> {
              said.setText(now.text());
              Parts.style(said, now.tone().word(), "ok", "warn", "bad", "info", "none");
            });
    said.setText(model.said().get().text());
    var save = button(Texts.say("power.save"), model::save, "primary");
    save.setId("power-save");
    save.disableProperty().bind(model.off());
    Runnable end =
        () -> {
          model.close();
          closing.run();
        };
    var close = button(Texts.say("effect.close"), end);
    close.setId("power-close");
    close.setCancelButton(true);
    model.done().addListener((_, _, now) -> Parts.show(save, !now));
    getChildren()
        .addAll(
            label(Texts.say("power.set.title", model.host()), "title"),
            Parts.text(Texts.say("power.set.lead", model.host()), "mut"),
            grid,
            untested,
            said,
            new HBox(10, Parts.space(), close, save));
  }

  private static TextField field(String id, StringProperty value) {
    var field = new TextField();
    field.setId(id);
    field.textProperty().bindBidirectional(value);
    return field;
  }

  private static void line(GridPane grid, String key, Node node) {
    var words = Texts.say("power.field." + key);
    node.setAccessibleText(words);
    GridPane.setHgrow(node, javafx.scene.layout.Priority.ALWAYS);
    grid.addRow(grid.getRowCount(), label(words), node);
  }

  public void begin() {
    ip.requestFocus();
  }
}
