package org.leasehold.app.console.parts;

import java.util.List;
import javafx.geometry.Insets;
import javafx.geometry.VPos;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;

/// Names and values, one below the other, with a line between them.
public final class FactTable extends GridPane {
  private List<Fact> shown = List.of();

  public record Fact(String name, String value) {}

  /// @param names width of the names, in pixels
  public FactTable(double names) {
    var left = new ColumnConstraints(names);
    var right = new ColumnConstraints();
    right.setHgrow(Priority.ALWAYS);
    getColumnConstraints().addAll(left, right);
    setMinHeight(USE_PREF_SIZE);
  }

  public void show(List<Fact> facts) {
    if (facts.equals(shown)) return;
    shown = List.copyOf(facts);
    getChildren().clear();
    int line = 0;
    for (var fact : facts) {
      var name = Parts.text(fact.name(), "mut");
      GridPane.setValignment(name, VPos.TOP);
      add(name, 0, line);
      add(Parts.text(fact.value()), 1, line);
      var rule = Parts.line();
      GridPane.setMargin(rule, new Insets(5, 0, 5, 0));
      add(rule, 0, line + 1, 2, 1);
      line += 2;
    }
  }
}
