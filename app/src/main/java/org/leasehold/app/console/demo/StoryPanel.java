package org.leasehold.app.console.demo;

import static org.leasehold.app.console.parts.Parts.label;

import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// How fast a story of the past is played.
public final class StoryPanel extends VBox {
  public StoryPanel(PlayedFace face) {
    super(6);
    getStyleClass().add("demo-panel");
    getChildren()
        .addAll(
            label(Texts.say("story.title"), "strong"),
            Parts.text(Texts.say("story.text"), "mut", "small"),
            Speeds.of(face));
  }
}
