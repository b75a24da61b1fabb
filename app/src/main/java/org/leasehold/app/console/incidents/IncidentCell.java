package org.leasehold.app.console.incidents;

import static org.leasehold.app.console.parts.Parts.column;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Parts;

/// One incident in the list: three short lines.
final class IncidentCell extends ListCell<IncidentRow> {
  static final double HEIGHT = 66;

  private final HBox icon = new HBox();
  private final Label title = label("", "strong");
  private final Label state = label("", "small");
  private final Label vms = label("", "mut", "small");
  private final HBox line;

  IncidentCell() {
    icon.setMinWidth(16);
    title.setMinWidth(0);
    line = row(9, icon, Parts.grow(column(1, title, state, vms)));
    line.setAlignment(javafx.geometry.Pos.TOP_LEFT);
    line.setMinWidth(0);
    setPrefWidth(0);
  }

  @Override
  protected void updateItem(@Nullable IncidentRow row, boolean empty) {
    super.updateItem(row, empty);
    if (empty || row == null) {
      setGraphic(null);
      return;
    }
    icon.getChildren().setAll(Parts.icon(row.tone().icon(), "icon-" + row.tone().word()));
    title.setText(row.title());
    state.setText(row.began() + " · " + row.state());
    Parts.style(state, row.open() ? row.tone().word() : "mut", "warn", "bad", "ok", "mut");
    vms.setText(row.hosts().isEmpty() ? row.vms() : row.hosts() + " · " + row.vms());
    setGraphic(line);
    setAccessibleText(row.words());
  }
}
