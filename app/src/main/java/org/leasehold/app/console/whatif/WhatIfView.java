package org.leasehold.app.console.whatif;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.card;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Forecast;
import org.leasehold.app.console.parts.Choice;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.app.console.theme.ThemeColours;

/// Layout of the screen: which plug, what would become of each VM, when, and the engine's story.
public final class WhatIfView extends ScrollPane {
  private static final int STORY_MAX = 200;

  private final WhatIfModel model;
  private final Choice<WhatIfModel.Target> target;
  private final Button pull;
  private final Button cancel;
  private final ProgressBar progress = new ProgressBar();
  private final Label said = Parts.text("", "mut");
  private final HBox tone = new HBox();
  private final Label title = label("", "title");
  private final Label verdict = Parts.text("");
  private final Label made = Parts.text("", "mut");
  private final Label fix = Parts.text("", "bad");
  private final GridPane table = new GridPane();
  private final PlanBars bars = new PlanBars();
  private final GridPane story = new GridPane();
  private final VBox notes = new VBox(3);
  private final VBox result;

  public WhatIfView(WhatIfModel model) {
    this.model = model;
    getStyleClass().add("page-scroll");
    setFitToWidth(true);
    setFocusTraversable(false);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    target = new Choice<>(Texts.say("whatif.target"), model.target()::set);
    target.setId("whatif-target");
    target.setMinWidth(130);
    pull = button(Texts.say("whatif.pull"), model::pull, "primary");
    pull.setId("whatif-pull");
    cancel = button(Texts.say("whatif.cancel"), model::cancel);
    cancel.setId("whatif-cancel");
    said.setId("whatif-said");
    progress.setPrefWidth(140);
    tone.setAlignment(javafx.geometry.Pos.CENTER);
    table.setHgap(18);
    VBox.setMargin(table, new javafx.geometry.Insets(8, 0, 0, 0));
    story.setHgap(14);
    story.setVgap(2);
    story.getColumnConstraints().addAll(column(false), column(false), column(true));
    bars.setFocusTraversable(false);
    var fixed = Parts.row(8, Parts.icon(Tone.BAD.icon(), "icon-bad"), Parts.grow(fix));
    fixed.visibleProperty().bind(fix.textProperty().isNotEmpty());
    fixed.managedProperty().bind(fixed.visibleProperty());
    result =
        new VBox(
            14,
            card(row(8, tone, title), verdict, fixed, made, table),
            card(label(Texts.say("whatif.bars"), "subtitle"), bars, notes),
            card(label(Texts.say("whatif.story"), "subtitle"), story));
    result.setId("whatif-result");
    var page = new VBox(head(), controls(), result);
    page.getStyleClass().add("page");
    setContent(page);
    listen();
  }

  private static ColumnConstraints column(boolean grows) {
    var column = new ColumnConstraints();
    if (grows) column.setHgrow(Priority.ALWAYS);
    else column.setMinWidth(USE_PREF_SIZE);
    return column;
  }

  private static VBox head() {
    return Parts.column(
        2,
        label(Texts.say("screen.what-if"), "title"),
        Parts.text(Texts.say("whatif.text"), "mut"));
  }

  private VBox controls() {
    var kind = new Choice<WhatIfModel.Kind>(Texts.say("whatif.kind"), model.kind()::set);
    kind.setId("whatif-kind");
    kind.offer(
        List.of(WhatIfModel.Kind.values()).stream().map(WhatIfView::named).toList(),
        model.kind().get());
    kind.setMinWidth(240);
    var line = new FlowPane(10, 8, kind, target, pull, cancel, progress);
    line.setRowValignment(javafx.geometry.VPos.CENTER);
    return card(line, said);
  }

  private static Choice.Named<WhatIfModel.Kind> named(WhatIfModel.Kind kind) {
    var word = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new Choice.Named<>(Texts.say("whatif.kind." + word), kind);
  }

  private void listen() {
    model
        .targets()
        .subscribe(
            all ->
                target.offer(
                    all.stream().map(one -> new Choice.Named<>(one.name(), one)).toList(),
                    model.target().get()));
    model.target().subscribe(target::display);
    model
        .running()
        .subscribe(
            running -> {
              Parts.show(progress, running);
              Parts.show(cancel, running);
              pull.setDisable(running);
            });
    model
        .said()
        .subscribe(
            text -> {
              said.setText(text);
              Parts.show(said, !text.isEmpty());
            });
    model.shown().subscribe(this::show);
  }

  private void show(@Nullable WhatIfReading next) {
    Parts.show(result, next != null);
    if (next == null) return;
    tone.getChildren().setAll(Parts.icon(next.tone().icon(), "icon-" + next.tone().word()));
    title.setText(next.title());
    verdict.setText(next.verdict());
    made.setText(next.made());
    fix.setText(next.fix());
    table(next);
    bars.show(next);
    notes.getChildren().clear();
    for (var note : next.notes()) notes.getChildren().add(Parts.text(note, "mut", "small"));
    story(next.story());
  }

  private void table(WhatIfReading next) {
    table.getChildren().clear();
    table.getColumnConstraints().clear();
    Parts.show(table, !next.rows().isEmpty());
    var heads = List.of("vm", "from", "ended", "detected", "free", "start", "running", "fate");
    for (int i = 0; i < heads.size(); i++) {
      table.getColumnConstraints().add(column(i == heads.size() - 1));
      table.add(label(Texts.say("whatif.head." + heads.get(i)), "table-head"), i, 0);
    }
    rule(1, heads.size());
    int line = 2;
    for (var row : next.rows()) {
      var cells = new ArrayList<javafx.scene.Node>();
      var icon = Parts.icon(row.tone().icon(), "icon-" + row.tone().word());
      cells.add(row(6, icon, label(row.of().name(), "strong")));
      cells.add(label(row.of().from()));
      for (var text : List.of(row.ended(), row.detected(), row.free(), row.start())) {
        cells.add(label(text));
      }
      cells.add(label(row.running(), "strong"));
      var why = Parts.text(row.why(), "mut", "small");
      Parts.show(why, !row.why().isEmpty());
      cells.add(Parts.column(0, Parts.text(row.fate()), why));
      for (int i = 0; i < cells.size(); i++) table.add(cells.get(i), i, line);
      rule(line + 1, heads.size());
      line += 2;
    }
  }

  private void rule(int line, int columns) {
    var rule = Parts.line();
    GridPane.setMargin(rule, new javafx.geometry.Insets(4, 0, 4, 0));
    table.add(rule, 0, line, columns, 1);
  }

  private void story(List<Forecast.Line> lines) {
    story.getChildren().clear();
    int at = 0;
    for (var line : lines.subList(0, Math.min(STORY_MAX, lines.size()))) {
      story.add(label(Times.countdown(line.atMillis() / 1000), "mono", "strong-mono"), 0, at);
      story.add(label(line.subject(), "mono"), 1, at);
      var text = line.because().isEmpty() ? line.what() : line.what() + "  " + line.because();
      story.add(Parts.text(text, "mono"), 2, at++);
    }
  }

  public void colours(ThemeColours colours) {
    bars.colours(colours);
  }
}
