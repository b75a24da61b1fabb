package org.leasehold.app.console.vms;

import static org.leasehold.app.console.parts.Parts.label;

import javafx.scene.layout.VBox;
import org.leasehold.app.console.text.Texts;

/// Layout of the screen.
public final class VmsView extends VBox {
  public VmsView() {
    getStyleClass().add("page");
    getChildren().add(label(Texts.say("screen.vms"), "title"));
  }
}
