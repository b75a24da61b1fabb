package org.leasehold.app.console.shell;

import java.util.List;
import java.util.function.Supplier;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.parts.EventList;
import org.leasehold.core.monitor.Snapshot;

/// Below the screen: the latest events, and work under way with its progress.
final class Dock extends HBox {
  private static final double HEIGHT = 116;

  private final EventList events = new EventList();
  private final WorkModel work;

  /// @param desk of the cluster that is shown; null without one
  Dock(Supplier<@Nullable Desk> desk) {
    super(16);
    work = new WorkModel(desk);
    getStyleClass().add("dock");
    events.setId("dock-events");
    setMinHeight(HEIGHT);
    setPrefHeight(HEIGHT);
    setMaxHeight(HEIGHT);
    HBox.setHgrow(events, Priority.ALWAYS);
    getChildren().addAll(events, new WorkList(work));
  }

  void show(List<EventRow> rows, Snapshot now) {
    events.show(rows);
    work.show(now);
  }
}
