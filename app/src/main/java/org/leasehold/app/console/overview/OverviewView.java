package org.leasehold.app.console.overview;

import static org.leasehold.app.console.parts.Parts.card;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.ProtectionOf;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.app.console.theme.ThemeColours;
import org.leasehold.core.model.HostId;

/// Layout of the Overview.
public final class OverviewView extends ScrollPane {
  private static final int GAPS_MAX = 30;

  private final Wishes wishes;
  private final VBox page = new VBox();
  private final VBox incidents = new VBox(14);
  private final HostGrid hosts = new HostGrid();
  private final GridPane gaps = new GridPane();
  private final GridPane losses = new GridPane();
  private final Label gapsNone = Parts.text(Texts.say("gaps.none"), "mut");
  private final Label standing = Parts.text("", "mut");
  private final Label fix = Parts.text("", "mut");
  private final TreeMap<String, IncidentNode> incidentNodes = new TreeMap<>();
  private final TreeMap<HostId, HostNode> hostNodes = new TreeMap<>();
  private final Label gapsTitle = label(Texts.say("gaps.title"), "subtitle");
  private final VBox empty;
  private final HBox below;
  private @Nullable OverviewReading shown;
  private ThemeColours colours = Theme.DARK.colours();

  public OverviewView(Wishes wishes) {
    this.wishes = wishes;
    getStyleClass().add("page-scroll");
    setFitToWidth(true);
    setFocusTraversable(false);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    page.getStyleClass().add("page");
    gaps.setHgap(16);
    losses.setHgap(16);
    gaps.getColumnConstraints().addAll(column(90, false), column(120, true), column(120, true));
    losses.getColumnConstraints().addAll(column(60, false), column(120, true));
    var unprotected = card(gapsTitle, gaps, gapsNone, standing);
    var loss = card(label(Texts.say("loss.title"), "subtitle"), losses, fix);
    HBox.setHgrow(unprotected, Priority.ALWAYS);
    unprotected.setMinWidth(0);
    loss.setMinWidth(300);
    loss.setPrefWidth(420);
    below = new HBox(14, unprotected, loss);
    empty =
        card(
            label(Texts.say("overview.empty"), "subtitle"),
            Parts.text(Texts.say("overview.empty.text"), "mut"));
    page.getChildren().addAll(incidents, empty, hosts, below);
    Parts.show(incidents, false);
    setContent(page);
  }

  private static ColumnConstraints column(double min, boolean grows) {
    var column = new ColumnConstraints();
    column.setMinWidth(min);
    if (grows) column.setHgrow(Priority.ALWAYS);
    return column;
  }

  public void show(OverviewReading reading) {
    var before = shown;
    if (reading.equals(before)) return;
    shown = reading;
    Parts.show(empty, reading.hosts().isEmpty());
    Parts.show(below, !reading.hosts().isEmpty());
    showIncidents(reading.incidents());
    showHosts(reading.hosts());
    if (before == null || !before.gaps().equals(reading.gaps())) showGaps(reading.gaps());
    if (before == null || !before.losses().equals(reading.losses())) showLosses(reading.losses());
    standing.setText(reading.standing());
    Parts.show(standing, !reading.standing().isEmpty());
    fix.setText(reading.cheapestFix());
    Parts.show(fix, !reading.cheapestFix().isEmpty());
  }

  private void showIncidents(List<IncidentCard> cards) {
    var nodes = new ArrayList<Node>();
    for (var card : cards) {
      var node = incidentNodes.get(card.key());
      if (node == null) {
        node = new IncidentNode(card, wishes);
        node.colours(colours);
        incidentNodes.put(card.key(), node);
      } else {
        node.show(card);
      }
      nodes.add(node);
    }
    if (!incidents.getChildren().equals(nodes)) incidents.getChildren().setAll(nodes);
    incidentNodes.values().removeIf(node -> !nodes.contains(node));
    Parts.show(incidents, !nodes.isEmpty());
  }

  private void showHosts(List<HostCard> cards) {
    var nodes = new ArrayList<Node>();
    for (var card : cards) {
      var node = hostNodes.get(card.host());
      if (node == null) {
        node = new HostNode(card, wishes);
        node.colours(colours);
        hostNodes.put(card.host(), node);
      } else {
        node.show(card);
      }
      nodes.add(node);
    }
    if (!hosts.getChildren().equals(nodes)) hosts.getChildren().setAll(nodes);
    hostNodes.values().removeIf(node -> !nodes.contains(node));
  }

  private void showGaps(List<ProtectionOf.Gap> rows) {
    gaps.getChildren().clear();
    Parts.show(gaps, !rows.isEmpty());
    Parts.show(gapsNone, rows.isEmpty());
    if (rows.isEmpty()) return;
    head(gaps, "gaps.vm", "gaps.why", "gaps.meaning");
    int line = 1;
    for (var gap : rows.subList(0, Math.min(rows.size(), GAPS_MAX))) {
      var vm = row(6, Parts.icon(Tone.WARN.icon(), "icon-warn"), label(gap.name(), "strong"));
      cells(gaps, line++, vm, said(gap.why(), gap.fix()), Parts.text(gap.meaning()));
    }
    if (rows.size() <= GAPS_MAX) return;
    var more =
        Parts.button(
            Texts.say("gaps.more", rows.size() - GAPS_MAX), () -> wishes.showVms(""), "plain");
    more.setId("gaps-more");
    gaps.add(more, 0, line * 2, 3, 1);
  }

  private static Node said(String what, String fix) {
    return Parts.column(1, Parts.text(what), Parts.text(fix, "mut", "small"));
  }

  private void showLosses(List<OverviewReading.Loss> rows) {
    losses.getChildren().clear();
    int line = 0;
    for (var loss : rows) {
      var icon = Parts.icon(loss.tone().icon(), "icon-" + loss.tone().word());
      var text = Parts.text(loss.text(), loss.tone() == Tone.OK ? "" : loss.tone().word());
      var said =
          loss.which().isEmpty()
              ? text
              : Parts.column(1, text, Parts.text(loss.which(), "mut", "small"));
      cells(losses, line++, row(6, icon, label(loss.name(), "strong")), said);
    }
  }

  private static void head(GridPane table, String... keys) {
    var cells = new Node[keys.length];
    for (int i = 0; i < keys.length; i++) cells[i] = label(Texts.say(keys[i]), "table-head");
    cells(table, 0, cells);
  }

  private static void cells(GridPane table, int line, Node... cells) {
    for (int i = 0; i < cells.length; i++) table.add(cells[i], i, line * 2);
    var rule = Parts.line();
    GridPane.setMargin(rule, new javafx.geometry.Insets(5, 0, 5, 0));
    table.add(rule, 0, line * 2 + 1, cells.length, 1);
  }

  public void togglePlans() {
    incidentNodes.values().forEach(IncidentNode::toggle);
  }

  /// Marks a host and brings it into sight.
  public void reveal(HostId host) {
    var node = hostNodes.get(host);
    if (node != null) node.requestFocus();
  }

  public void colours(ThemeColours next) {
    colours = next;
    incidentNodes.values().forEach(node -> node.colours(next));
    hostNodes.values().forEach(node -> node.colours(next));
  }

  /// Cards side by side, as many as fit, all of one height in a line.
  private static final class HostGrid extends Region {
    private static final double GAP = 14;
    private static final double CARD_MIN = 248;

    @Override
    public javafx.collections.ObservableList<Node> getChildren() {
      return super.getChildren();
    }

    private int columns(double width) {
      int fit = (int) Math.max(1, (width + GAP) / (CARD_MIN + GAP));
      return Math.clamp(getManagedChildren().size(), 1, fit);
    }

    @Override
    public javafx.geometry.Orientation getContentBias() {
      return javafx.geometry.Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinHeight(double width) {
      return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
      double of = width < 0 ? 900 : width;
      int columns = columns(of);
      double each = (of - GAP * (columns - 1)) / columns;
      double height = 0;
      var cards = getManagedChildren();
      for (int i = 0; i < cards.size(); i += columns) {
        height += lineHeight(cards, i, columns, each) + (i == 0 ? 0 : GAP);
      }
      return height;
    }

    private static double lineHeight(List<Node> cards, int from, int columns, double width) {
      double height = 0;
      for (int i = from; i < Math.min(cards.size(), from + columns); i++) {
        height = Math.max(height, cards.get(i).prefHeight(width));
      }
      return height;
    }

    @Override
    protected void layoutChildren() {
      int columns = columns(getWidth());
      double each = (getWidth() - GAP * (columns - 1)) / columns;
      var cards = getManagedChildren();
      double y = 0;
      for (int i = 0; i < cards.size(); i += columns) {
        double height = lineHeight(cards, i, columns, each);
        for (int j = i; j < Math.min(cards.size(), i + columns); j++) {
          cards.get(j).resizeRelocate((j - i) * (each + GAP), y, each, height);
        }
        y += height + GAP;
      }
    }
  }
}
