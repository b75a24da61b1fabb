package org.leasehold.app.console.shell;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// The line that says that HA is paused, or what of the engine does not work.
final class Banner extends HBox {
  private final Label text = Parts.text("");
  private final Button resume;

  Banner(Runnable resuming) {
    getStyleClass().add("banner");
    setId("banner");
    resume = Parts.button(Texts.say("pause.resume"), resuming, "small");
    resume.setId("resume-ha");
    resume.setMinWidth(USE_PREF_SIZE);
    getChildren().addAll(Parts.icon(Feather.PAUSE_CIRCLE, "icon-warn"), Parts.grow(text), resume);
    Parts.show(this, false);
  }

  void show(String sentence, boolean paused) {
    text.setText(sentence);
    Parts.show(this, !sentence.isEmpty());
    Parts.show(resume, paused);
  }
}
