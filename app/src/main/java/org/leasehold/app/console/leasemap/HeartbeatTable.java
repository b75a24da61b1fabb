package org.leasehold.app.console.leasemap;

import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Insets;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Sparkline;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.app.console.theme.ThemeColours;

/// The heartbeats of one lockspace, host by host.
final class HeartbeatTable extends GridPane {
  private static final String[] TONES = {"mut", "ok", "warn", "bad", "info", "none"};

  private final List<Line> lines = new ArrayList<>();
  private ThemeColours colours = Theme.DARK.colours();
  private List<HeartbeatRow> shown = List.of();

  /// The nodes of one row.
  private static final class Line {
    final Label name = label("");
    final Label identity = label("");
    final Label state = label("");
    final Label last = label("");
    final Sparkline sparkline = new Sparkline(18);
    final Label dead = label("", "strong");
    final Label in = label("", "warn");
  }

  HeartbeatTable() {
    setHgap(16);
    for (int i = 0; i < 6; i++) {
      var column = new ColumnConstraints();
      boolean chart = i == 4;
      column.setMinWidth(chart ? 60 : USE_PREF_SIZE);
      if (chart) column.setHgrow(Priority.ALWAYS);
      else column.setHgrow(Priority.SOMETIMES);
      getColumnConstraints().add(column);
    }
  }

  void show(List<HeartbeatRow> rows) {
    if (rows.equals(shown)) return;
    if (!hosts(rows).equals(hosts(shown))) build(rows);
    shown = rows;
    for (int i = 0; i < rows.size(); i++) fill(lines.get(i), rows.get(i));
  }

  private static List<Integer> hosts(List<HeartbeatRow> rows) {
    return rows.stream().map(HeartbeatRow::hostId).toList();
  }

  private void build(List<HeartbeatRow> rows) {
    getChildren().clear();
    lines.clear();
    String[] heads = {"host", "id", "state", "last", "times", "dead"};
    for (int i = 0; i < heads.length; i++) {
      add(label(Texts.say("beat.head." + heads[i]), "table-head"), i, 0);
    }
    rule(1);
    for (int i = 0; i < rows.size(); i++) {
      var line = new Line();
      line.sparkline.colours(colours);
      lines.add(line);
      int at = 2 + 2 * i;
      var dot = Parts.dot("host-" + LeaseMapView.colour(rows.get(i).hostId()));
      add(row(7, dot, line.name), 0, at);
      add(line.identity, 1, at);
      add(line.state, 2, at);
      add(line.last, 3, at);
      add(line.sparkline, 4, at);
      add(row(6, line.dead, line.in), 5, at);
      if (i + 1 < rows.size()) rule(at + 1);
    }
  }

  private void rule(int line) {
    var rule = Parts.line();
    setMargin(rule, new Insets(5, 0, 5, 0));
    add(rule, 0, line, 6, 1);
  }

  private static void fill(Line line, HeartbeatRow row) {
    line.name.setText(row.name());
    line.identity.setText(row.identity());
    line.state.setText(row.state());
    Parts.style(line.state, row.tone().word(), TONES);
    line.last.setText(row.last());
    line.sparkline.show(row.points(), row.fromMillis(), row.toMillis(), 40, row.stopped());
    line.dead.setText(row.dead().isEmpty() ? Texts.say("beat.nodead") : row.dead());
    Parts.style(line.dead, row.dead().isEmpty() ? "mut" : "strong", "mut", "strong");
    line.in.setText(row.deadIn());
  }

  void colours(ThemeColours next) {
    colours = next;
    for (var line : lines) line.sparkline.colours(next);
  }
}
