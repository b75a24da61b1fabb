package org.leasehold.app.console.hosts;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.EnumMap;
import java.util.Map;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.Kept;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.HostId;

/// Layout of the screen: actions, table, and the chosen host in full.
public final class HostsView extends VBox {
  private final HostsModel model;
  private final HostTable table;
  private final Map<HostAction, Button> buttons = new EnumMap<>(HostAction.class);
  private final Button confirm;

  /// What opens dialogs above the screen.
  public interface Dialogs {
    void open(EffectModel effect);

    void addHost();

    /// @param device name of the one to change; empty for a new one
    void setPower(HostId host, String device);
  }

  /// @param columns where the table's columns are kept
  public HostsView(HostsModel model, Wishes wishes, Dialogs dialogs, Kept columns) {
    this.model = model;
    getStyleClass().add("page");
    table = new HostTable(model, columns);
    var head = row(8, label(Texts.say("screen.hosts"), "title"), Parts.space());
    for (var action : HostAction.values()) {
      var one =
          button(
              Texts.say("hostact." + action.word()),
              () -> {
                var effect = model.effect(action);
                if (effect != null) dialogs.open(effect);
              },
              action == HostAction.REMOVE ? "danger" : "plain");
      one.setId("hostact-" + action.word());
      buttons.put(action, one);
      head.getChildren().add(one);
    }
    confirm =
        button(
            Texts.say("incident.confirm"),
            () -> {
              var which = model.chosen().get();
              if (which != null) wishes.confirmRebooted(which);
            });
    confirm.setId("hostact-confirm");
    var add = button(Texts.say("addhost.open"), dialogs::addHost, "primary");
    add.setId("host-add");
    head.getChildren().add(head.getChildren().size() - 1, confirm);
    head.getChildren().add(add);
    var details =
        new HostDetailsView(
            model,
            new HostCheckModel(model::desk),
            new PowerPart(new PowerModel(model::desk), dialogs));
    var box = Parts.card(table);
    box.getStyleClass().add("flush");
    VBox.setVgrow(table, Priority.ALWAYS);
    HBox.setHgrow(box, Priority.ALWAYS);
    box.setMinWidth(0);
    var body = new HBox(14, box, details);
    VBox.setVgrow(body, Priority.ALWAYS);
    body.setMinHeight(0);
    getChildren().addAll(head, body);
    model.nots().addListener((_, _, _) -> judged());
    model.details().addListener((_, _, _) -> judged());
    judged();
  }

  private void judged() {
    var nots = model.nots().get();
    buttons.forEach(
        (action, button) -> {
          var not = nots.getOrDefault(action, "");
          button.setDisable(!not.isEmpty());
          button.setAccessibleHelp(not);
        });
    var now = model.details().get();
    var end = buttons.get(HostAction.END);
    var begin = buttons.get(HostAction.MAINTENANCE);
    boolean drained = now != null && now.maintenance();
    if (end != null) Parts.show(end, drained);
    if (begin != null) Parts.show(begin, !drained);
    var checked = buttons.get(HostAction.CHECKED);
    if (checked != null) Parts.show(checked, now != null && now.unfit());
    Parts.show(confirm, now != null && !now.answers() && !now.maintenance());
  }

  /// Chooses a host and brings it into sight.
  public void reveal(HostId host) {
    table.reveal(host);
  }

  /// With nothing chosen yet the first host is.
  public void begin() {
    if (model.chosen().get() == null && !model.lines().isEmpty()) {
      table.getSelectionModel().select(0);
    }
  }
}
