package org.leasehold.app.console.parts;

import javafx.scene.control.Button;
import javafx.scene.layout.Region;

/// One short statement about the whole cluster, with its colour; leads to where more is said.
public final class Pill extends Button {
  private final Region dot = Parts.dot();

  public Pill(Runnable open) {
    getStyleClass().setAll("pill");
    setGraphic(dot);
    setOnAction(_ -> open.run());
  }

  public void show(Tone tone, String text) {
    Parts.style(dot, tone.word(), Tone.words());
    if (!text.equals(getText())) setText(text);
  }
}
