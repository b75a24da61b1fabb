package org.leasehold.app.console.parts;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// Labels, rows, buttons: the words a layout is written in.
public final class Parts {
  private Parts() {}

  public static Label label(String text, String... styles) {
    var label = new Label(text);
    label.getStyleClass().addAll(styles);
    return label;
  }

  /// A label that takes as many lines as it needs.
  public static Label text(String text, String... styles) {
    var label = label(text, styles);
    label.setWrapText(true);
    label.setMinHeight(Region.USE_PREF_SIZE);
    return label;
  }

  public static HBox row(double gap, Node... nodes) {
    var row = new HBox(gap, nodes);
    row.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
    return row;
  }

  public static VBox column(double gap, Node... nodes) {
    return new VBox(gap, nodes);
  }

  public static <N extends Node> N grow(N node) {
    HBox.setHgrow(node, Priority.ALWAYS);
    VBox.setVgrow(node, Priority.ALWAYS);
    if (node instanceof Region region) region.setMaxWidth(Double.MAX_VALUE);
    return node;
  }

  public static Region space() {
    return grow(new Region());
  }

  public static Region dot(String... styles) {
    var dot = new Region();
    dot.getStyleClass().add("dot");
    dot.getStyleClass().addAll(styles);
    return dot;
  }

  public static FontIcon icon(Feather what, String... styles) {
    var icon = new FontIcon(what);
    icon.getStyleClass().addAll(styles);
    return icon;
  }

  public static Button button(String text, Runnable action, String... styles) {
    var button = new Button(text);
    button.getStyleClass().add("act");
    button.getStyleClass().addAll(styles);
    button.setMinWidth(Region.USE_PREF_SIZE);
    button.setOnAction(_ -> action.run());
    return button;
  }

  /// A button that shows only an icon; its name is for screen readers and the tooltip.
  public static Button iconButton(Feather what, String name, Runnable action) {
    var button = button("", action, "icon-only");
    button.setGraphic(icon(what));
    button.setAccessibleText(name);
    button.setTooltip(new javafx.scene.control.Tooltip(name));
    return button;
  }

  public static VBox card(Node... nodes) {
    var card = new VBox(nodes);
    card.getStyleClass().add("card");
    return card;
  }

  public static Region line() {
    var line = new Region();
    line.getStyleClass().add("line");
    return line;
  }

  /// Takes one of several style classes, dropping the others.
  public static void style(Node node, String wanted, String... others) {
    if (node.getStyleClass().contains(wanted)) {
      boolean alone = true;
      for (var other : others) {
        alone &= other.equals(wanted) || !node.getStyleClass().contains(other);
      }
      if (alone) return;
    }
    node.getStyleClass().removeAll(others);
    node.getStyleClass().remove(wanted);
    if (!wanted.isEmpty()) node.getStyleClass().add(wanted);
  }

  public static void show(Node node, boolean shown) {
    node.setVisible(shown);
    node.setManaged(shown);
  }
}
