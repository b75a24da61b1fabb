package org.leasehold.app.console.demo;

import java.util.List;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import org.controlsfx.control.SegmentedButton;
import org.leasehold.app.console.text.Texts;

/// How fast a played cluster's time goes.
final class Speeds {
  private static final List<Integer> SPEEDS = List.of(0, 1, 10, 60);

  private Speeds() {}

  static SegmentedButton of(PlayedFace face) {
    var group = new ToggleGroup();
    var buttons = new ToggleButton[SPEEDS.size()];
    for (int i = 0; i < buttons.length; i++) {
      int times = SPEEDS.get(i);
      var button = new ToggleButton(Texts.say("demo.speed." + times));
      button.setId("speed-" + times);
      button.setAccessibleText(Texts.say("demo.speed.accessible", times));
      button.setSelected(times == face.speed());
      button.setOnAction(
          _ -> {
            button.setSelected(true);
            face.speed(times);
          });
      buttons[i] = button;
    }
    var made = new SegmentedButton(buttons);
    made.setToggleGroup(group);
    made.getStyleClass().add("speeds");
    return made;
  }
}
