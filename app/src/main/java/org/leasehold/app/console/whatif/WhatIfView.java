package org.leasehold.app.console.whatif;

import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of the screen.
public final class WhatIfView extends VBox {
  public WhatIfView() {
    getStyleClass().add("page");
    getChildren().add(Parts.label(Texts.say("screen.what-if"), "title"));
  }
}
