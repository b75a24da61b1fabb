package org.leasehold.app.console.settings;

import static org.leasehold.app.console.parts.Parts.label;

import javafx.scene.layout.VBox;
import org.leasehold.app.console.text.Texts;

/// Layout of the screen.
public final class SettingsView extends VBox {
  public SettingsView() {
    getStyleClass().add("page");
    getChildren().add(label(Texts.say("screen.settings"), "title"));
  }
}
