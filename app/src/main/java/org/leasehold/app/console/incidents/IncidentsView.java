package org.leasehold.app.console.incidents;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.card;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.EventList;
import org.leasehold.app.console.parts.FileAsk;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.TimelineBar;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.theme.ThemeColours;

/// Layout of the screen: the list on the left, one incident on the right.
public final class IncidentsView extends VBox {
  private static final double EVENT_HEIGHT = 20;
  private static final int EVENTS_SHOWN_MAX = 16;

  private final IncidentsModel model;
  private final Wishes wishes;
  private final ListView<IncidentRow> list = new ListView<>();
  private final Label count = label("", "mut");
  private final HBox tone = new HBox();
  private final Label title = label("", "title");
  private final Label when = Parts.text("", "mut");
  private final Label cause = Parts.text("");
  private final TimelineBar timeline = new TimelineBar();
  private final Label said = Parts.text("", "mut");
  private final Label forecast = Parts.text("", "mut");
  private final VBox proofs = new VBox(14);
  private final EventList events = new EventList();
  private final VBox page = new VBox(14);
  private final Button story;
  private FileAsk files = FileAsk.NOBODY;
  private List<IncidentPage.Proof> proofsShown = List.of();
  private boolean filling;

  public IncidentsView(IncidentsModel model, Wishes wishes) {
    this.model = model;
    this.wishes = wishes;
    getStyleClass().add("page");
    var filter = new TextField();
    filter.setId("incident-filter");
    filter.setPromptText(Texts.say("incidents.filter"));
    filter.setAccessibleText(Texts.say("incidents.filter"));
    filter.setPrefWidth(240);
    filter.textProperty().bindBidirectional(model.filter());
    var text = button(Texts.say("incidents.text"), this::text);
    text.setId("incident-text");
    story = button(Texts.say("incidents.story"), this::story);
    story.setId("incident-story");
    list();
    tone.setAlignment(javafx.geometry.Pos.CENTER);
    var head = card(row(8, tone, title), when, cause, timeline, row(10, text, story, said));
    HBox.setHgrow(said, Priority.ALWAYS);
    var lines = card(label(Texts.say("incidents.timeline"), "subtitle"), events);
    events.setId("incident-events");
    page.getChildren().addAll(head, forecast, proofs, lines);
    var scroll = new ScrollPane(page);
    scroll.getStyleClass().add("page-scroll");
    scroll.setFitToWidth(true);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    scroll.setFocusTraversable(false);
    HBox.setHgrow(scroll, Priority.ALWAYS);
    var box = card(list);
    box.setMinWidth(250);
    box.setPrefWidth(320);
    box.setMaxWidth(320);
    VBox.setVgrow(list, Priority.ALWAYS);
    var both = new HBox(14, box, scroll);
    VBox.setVgrow(both, Priority.ALWAYS);
    getChildren()
        .addAll(
            row(12, label(Texts.say("screen.incidents"), "title"), count, Parts.space(), filter),
            both);
    model.rows().subscribe(this::rows);
    model.page().subscribe(this::page);
    model.said().subscribe(this::said);
  }

  private void list() {
    list.setId("incident-list");
    list.getStyleClass().add("item-list");
    list.setFixedCellSize(IncidentCell.HEIGHT);
    list.setCellFactory(_ -> new IncidentCell());
    list.setPlaceholder(Parts.text(Texts.say("incidents.none"), "mut"));
    list.setAccessibleText(Texts.say("incidents.accessible"));
    list.getSelectionModel()
        .selectedItemProperty()
        .addListener(
            (_, _, row) -> {
              if (row != null && !filling) model.select(row.number());
            });
  }

  /// @param how files are asked for
  public void files(FileAsk how) {
    files = how;
  }

  /// Shows one incident.
  public void open(long number) {
    model.select(number);
    rows(model.rows().get());
  }

  private void text() {
    files
        .save(Texts.say("incidents.text.title"), model.fileName() + ".txt")
        .ifPresent(model::writeText);
  }

  private void story() {
    files
        .folder(Texts.say("incidents.story.title"))
        .ifPresent(folder -> model.writeStory(folder.resolve(model.fileName())));
  }

  private void rows(List<IncidentRow> rows) {
    filling = true;
    var shown = list.getItems();
    boolean same = numbers(shown).equals(numbers(rows));
    if (same) {
      for (int i = 0; i < rows.size(); i++) {
        if (!rows.get(i).equals(shown.get(i))) shown.set(i, rows.get(i));
      }
    } else {
      shown.setAll(rows);
    }
    for (var row : rows) {
      if (row.number() == model.selected()) list.getSelectionModel().select(row);
    }
    filling = false;
    count.setText(Texts.say("incidents.count", rows.size()));
  }

  private static List<Long> numbers(List<IncidentRow> rows) {
    return rows.stream().map(IncidentRow::number).toList();
  }

  private void said(String text) {
    said.setText(text);
  }

  private void page(@Nullable IncidentPage next) {
    Parts.show(page, next != null);
    if (next == null) return;
    tone.getChildren().setAll(Parts.icon(next.tone().icon(), "icon-" + next.tone().word()));
    title.setText(next.title());
    when.setText(next.when());
    cause.setText(next.cause());
    Parts.show(cause, !next.cause().isEmpty());
    Parts.show(timeline, next.timeline() != null);
    timeline.show(next.timeline());
    story.setDisable(!model.canTellStories());
    forecast.setText(next.forecast());
    Parts.show(forecast, !next.forecast().isEmpty());
    if (!next.proofs().equals(proofsShown)) {
      proofsShown = next.proofs();
      proofs
          .getChildren()
          .setAll(proofsShown.stream().map(proof -> new ProofNode(proof, wishes)).toList());
    }
    Parts.show(proofs, !next.proofs().isEmpty());
    events.show(next.events().reversed());
    double height = EVENT_HEIGHT * Math.clamp(next.events().size(), 2, EVENTS_SHOWN_MAX) + 4;
    events.setMinHeight(height);
    events.setPrefHeight(height);
  }

  public void colours(ThemeColours colours) {
    timeline.colours(colours);
  }
}
