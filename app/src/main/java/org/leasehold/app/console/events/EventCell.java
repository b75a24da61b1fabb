package org.leasehold.app.console.events;

import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;

/// One event on one line, in columns.
final class EventCell extends ListCell<EventRow> {
  static final double HEIGHT = 26;

  private final Times times;
  private final Label day = column(54, "mono", "mut");
  private final Label clock = column(66, "mono", "strong-mono");
  private final HBox icon = new HBox();
  private final Label subject = column(92, "mono");
  private final Label what = label("", "mono");
  private final Label because = label("", "mono", "mut");
  private final HBox line;

  EventCell(Times times) {
    this.times = times;
    icon.setAlignment(javafx.geometry.Pos.CENTER);
    icon.setMinWidth(16);
    icon.setMaxWidth(16);
    what.setMinWidth(Region.USE_PREF_SIZE);
    because.setMinWidth(0);
    line = row(10, day, clock, icon, subject, what, because);
    line.setMinWidth(0);
    setPrefWidth(0);
  }

  private static Label column(double width, String... styles) {
    var label = label("", styles);
    label.setMinWidth(width);
    label.setPrefWidth(width);
    label.setMaxWidth(width);
    return label;
  }

  @Override
  protected void updateItem(@Nullable EventRow row, boolean empty) {
    super.updateItem(row, empty);
    if (empty || row == null) {
      setGraphic(null);
      return;
    }
    day.setText(times.date(row.wallMillis()));
    clock.setText(row.clock());
    icon.getChildren()
        .setAll(
            row.tone() == Tone.NONE
                ? Parts.dot("none")
                : Parts.icon(row.tone().icon(), "icon-" + row.tone().word()));
    subject.setText(row.subject());
    what.setText(row.what());
    because.setText(row.because());
    setGraphic(line);
    setAccessibleText(row.words());
  }
}
