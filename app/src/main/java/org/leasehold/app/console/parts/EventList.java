package org.leasehold.app.console.parts;

import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.text.Texts;

/// Events, newest on top; where it is scrolled and what is chosen stays when new ones come.
public final class EventList extends ListView<EventRow> {
  private static final double ROW = 20;

  public EventList() {
    getStyleClass().add("dock-events");
    setFixedCellSize(ROW);
    setCellFactory(_ -> new Cell());
    setPlaceholder(label(Texts.say("events.none"), "mut"));
    setAccessibleText(Texts.say("events.accessible"));
  }

  /// @param rows newest first
  public void show(List<EventRow> rows) {
    var shown = getItems();
    if (rows.equals(shown)) return;
    long newest = shown.isEmpty() ? -1 : shown.getFirst().number();
    int fresh = 0;
    while (fresh < rows.size() && rows.get(fresh).number() > newest) fresh++;
    boolean grown =
        !shown.isEmpty()
            && fresh < rows.size()
            && rows.size() - fresh <= shown.size()
            && rows.subList(fresh, rows.size()).equals(shown.subList(0, rows.size() - fresh));
    if (!grown) {
      shown.setAll(rows);
      return;
    }
    shown.addAll(0, rows.subList(0, fresh));
    while (shown.size() > rows.size()) shown.removeLast();
  }

  private static final class Cell extends ListCell<EventRow> {
    private final Label clock = label("", "mono", "strong-mono");
    private final Label subject = label("", "mono");
    private final Label what = label("", "mono");
    private final Label because = label("", "mono", "mut");
    private final javafx.scene.layout.Region dot = Parts.dot();
    private final HBox line = row(10, clock, dot, subject, what, because);

    Cell() {
      clock.setMinWidth(USE_PREF_SIZE);
      subject.setMinWidth(74);
      subject.setPrefWidth(74);
      what.setMinWidth(USE_PREF_SIZE);
      setPrefWidth(0);
    }

    @Override
    protected void updateItem(@Nullable EventRow row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        setGraphic(null);
        return;
      }
      clock.setText(row.clock());
      Parts.style(dot, row.tone().word(), Tone.words());
      subject.setText(row.subject());
      what.setText(row.what());
      because.setText(row.because());
      setGraphic(line);
      setAccessibleText(row.words());
    }
  }
}
