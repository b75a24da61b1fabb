package org.leasehold.app.console.shell;

import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.List;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.parts.EventList;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.monitor.Work;

/// Below the screen: the latest events, and work under way with its progress.
final class Dock extends HBox {
  private static final double HEIGHT = 116;

  private final EventList events = new EventList();
  private final VBox work = new VBox();
  private List<Work> shown = List.of();

  Dock() {
    super(16);
    getStyleClass().add("dock");
    events.setId("dock-events");
    setMinHeight(HEIGHT);
    setPrefHeight(HEIGHT);
    setMaxHeight(HEIGHT);
    HBox.setHgrow(events, Priority.ALWAYS);
    work.getStyleClass().add("work");
    work.setMinWidth(260);
    work.setPrefWidth(300);
    Parts.show(work, false);
    getChildren().addAll(events, work);
  }

  void show(List<EventRow> rows, List<Work> running) {
    events.show(rows);
    if (running.equals(shown)) return;
    shown = running;
    work.getChildren().setAll(label(Texts.say("work.title"), "subtitle"));
    for (var one : running) {
      var bar = new ProgressBar(one.percent() < 0 ? -1 : one.percent() / 100.0);
      bar.setPrefWidth(90);
      work.getChildren()
          .add(Parts.column(1, row(8, label(one.title()), bar), label(one.text(), "mut", "small")));
    }
    Parts.show(work, !running.isEmpty());
  }
}
