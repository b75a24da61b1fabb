package org.leasehold.app.console.events;

import static org.leasehold.app.console.parts.Parts.card;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.List;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// The latest events with their reasons, filtered as one types.
public final class EventsView extends VBox {
  private final EventList list = new EventList();
  private final TextField filter = new TextField();
  private final Label count = label("", "mut");
  private List<EventRow> rows = List.of();

  public EventsView() {
    getStyleClass().add("page");
    filter.setId("event-filter");
    filter.setPromptText(Texts.say("events.filter"));
    filter.setAccessibleText(Texts.say("events.filter"));
    filter.setPrefWidth(280);
    filter.textProperty().addListener((_, _, _) -> apply());
    var box = card(list);
    VBox.setVgrow(list, Priority.ALWAYS);
    VBox.setVgrow(box, Priority.ALWAYS);
    getChildren()
        .addAll(
            row(12, label(Texts.say("screen.events"), "title"), count, Parts.space(), filter), box);
  }

  /// @param all newest first
  public void show(List<EventRow> all) {
    if (rows.equals(all)) return;
    rows = all;
    apply();
  }

  private void apply() {
    var words = filter.getText().strip().toLowerCase(Locale.ROOT);
    var fit =
        words.isEmpty()
            ? rows
            : rows.stream()
                .filter(row -> row.words().toLowerCase(Locale.ROOT).contains(words))
                .toList();
    count.setText(Texts.say("events.count", fit.size(), rows.size()));
    list.show(fit);
  }

  public void find(String words) {
    filter.setText(words);
  }
}
