package org.leasehold.app.console.hosts;

import static org.leasehold.app.console.parts.Parts.label;

import javafx.scene.layout.VBox;
import org.leasehold.app.console.text.Texts;

/// Layout of the screen.
public final class HostsView extends VBox {
  public HostsView() {
    getStyleClass().add("page");
    getChildren().add(label(Texts.say("screen.hosts"), "title"));
  }
}
