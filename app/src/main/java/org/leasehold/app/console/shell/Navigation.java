package org.leasehold.app.console.shell;

import static org.leasehold.app.console.parts.Parts.label;

import java.util.EnumMap;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// The list of screens on the left.
final class Navigation extends VBox {
  private final EnumMap<Screen, ToggleButton> buttons = new EnumMap<>(Screen.class);
  private final Label incidents = label("", "badge");
  private final VBox below = new VBox(6);

  /// @param open told which screen is wanted
  Navigation(Consumer<Screen> open) {
    getStyleClass().add("nav");
    setAccessibleText(Texts.say("nav.accessible"));
    var group = new ToggleGroup();
    for (var screen : Screen.values()) {
      var button = new ToggleButton();
      button.setId("nav-" + screen.word());
      button.getStyleClass().setAll("nav-item");
      button.setToggleGroup(group);
      button.setAccessibleText(Texts.say("screen." + screen.word()));
      var line =
          new HBox(10, Parts.icon(screen.icon()), label(Texts.say("screen." + screen.word())));
      line.setAlignment(Pos.CENTER_LEFT);
      line.getChildren().get(1).getStyleClass().add("nav-text");
      if (screen == Screen.INCIDENTS) line.getChildren().addAll(Parts.space(), incidents);
      line.prefWidthProperty().bind(button.widthProperty().subtract(22));
      button.setGraphic(line);
      button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
      button.setTooltip(
          new javafx.scene.control.Tooltip(Texts.say("nav.key", Integer.toString(screen.digit()))));
      button.setOnAction(
          _ -> {
            button.setSelected(true);
            open.accept(screen);
          });
      buttons.put(screen, button);
      getChildren().add(button);
    }
    Parts.show(incidents, false);
    getChildren().addAll(Parts.grow(new VBox()), below);
  }

  void select(Screen screen) {
    buttons.forEach((of, button) -> button.setSelected(of == screen));
  }

  void incidents(int open) {
    incidents.setText(Integer.toString(open));
    Parts.show(incidents, open > 0);
  }

  /// What belongs to the kind of cluster that is shown: the demo's controls.
  void below(Node node) {
    below.getChildren().setAll(node);
  }
}
