package org.leasehold.app.console.shell;

import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.monitor.Work;

/// Work under way with its progress, each with the button that cancels it. A line stays the same
/// nodes as long as its work runs, so that the keyboard stays where it is.
final class WorkList extends VBox {
  private final WorkModel model;
  private final VBox lines = new VBox(3);
  private final Label said = Parts.text("", "small");
  private final Map<String, Line> shown = new TreeMap<>();

  WorkList(WorkModel model) {
    this.model = model;
    getStyleClass().add("work");
    setId("work");
    setMinWidth(300);
    setPrefWidth(360);
    said.setId("work-said");
    var scroll = new ScrollPane(new VBox(3, said, lines));
    scroll.getStyleClass().add("dialog-scroll");
    scroll.setFitToWidth(true);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    scroll.setFocusTraversable(false);
    getChildren().addAll(label(Texts.say("work.title"), "subtitle"), Parts.grow(scroll));
    model.running().addListener((_, _, now) -> show(now));
    model.said().addListener((_, _, _) -> show());
    show();
  }

  private void show(List<Work> running) {
    var ids = running.stream().map(Work::id).toList();
    if (!ids.equals(List.copyOf(order()))) {
      shown.keySet().retainAll(ids);
      var nodes = new ArrayList<Line>();
      for (var one : running) nodes.add(shown.computeIfAbsent(one.id(), _ -> new Line(model)));
      for (int i = 0; i < nodes.size(); i++) nodes.get(i).show(running.get(i));
      lines.getChildren().setAll(nodes);
    } else {
      for (int i = 0; i < running.size(); i++) {
        ((Line) lines.getChildren().get(i)).show(running.get(i));
      }
    }
    show();
  }

  private List<String> order() {
    return lines.getChildren().stream().map(node -> ((Line) node).id).toList();
  }

  private void show() {
    var word = model.said().get();
    said.setText(word.text());
    Parts.show(said, !word.text().isEmpty());
    Parts.style(said, word.tone().word(), "ok", "warn", "bad", "info", "none");
    Parts.show(this, !model.running().get().isEmpty() || !word.text().isEmpty());
  }

  private static final class Line extends VBox {
    private final Label title = label("");
    private final Label text = label("", "mut", "small");
    private final ProgressBar bar = new ProgressBar();
    private final Button cancel;
    private String id = "";
    private Work work = new Work("", "", -1, "", false);

    Line(WorkModel model) {
      bar.setPrefWidth(80);
      bar.setMinWidth(60);
      cancel = Parts.iconButton(Feather.X, Texts.say("work.cancel", ""), () -> model.cancel(work));
      var words = new VBox(title, text);
      words.setMinWidth(0);
      var line = row(8, Parts.grow(words), bar, cancel);
      line.setAlignment(Pos.CENTER_LEFT);
      getChildren().add(line);
    }

    /// Operations are counted, and JavaFX keeps what it knows of an id for ever.
    private static String idOf(Work work) {
      boolean counted = work.id().startsWith("operation ");
      return counted ? "operation" : work.id().replace(' ', '-');
    }

    void show(Work next) {
      if (next.equals(work)) return;
      work = next;
      id = next.id();
      title.setText(next.title());
      text.setText(next.text());
      bar.setProgress(next.percent() < 0 ? -1 : next.percent() / 100.0);
      bar.setAccessibleText(next.title() + ", " + next.text());
      cancel.setId("cancel-" + idOf(next));
      cancel.setDisable(!next.canCancel());
      var name = Texts.say("work.cancel", next.title());
      cancel.setAccessibleText(name);
      if (cancel.getTooltip() != null) cancel.getTooltip().setText(name);
    }
  }
}
