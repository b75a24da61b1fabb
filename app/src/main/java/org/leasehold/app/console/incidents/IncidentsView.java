package org.leasehold.app.console.incidents;

import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of the screen.
public final class IncidentsView extends VBox {
  public IncidentsView() {
    getStyleClass().add("page");
    getChildren().add(Parts.label(Texts.say("screen.incidents"), "title"));
  }
}
