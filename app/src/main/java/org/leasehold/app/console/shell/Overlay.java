package org.leasehold.app.console.shell;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Unkept;

/// One dialog above everything else, inside the window; the keyboard stays in it until it closes.
final class Overlay extends StackPane {
  private final Region scrim = new Region();
  private @Nullable Node owner;

  Overlay() {
    scrim.getStyleClass().add("scrim");
    scrim.setOnMousePressed(_ -> leave());
    addEventFilter(
        KeyEvent.KEY_PRESSED,
        e -> {
          if (e.getCode() != KeyCode.ESCAPE) return;
          e.consume();
          leave();
        });
    Parts.show(this, false);
  }

  /// @param from gets the keyboard back afterwards
  void open(Node dialog, Pos where, @Nullable Node from) {
    if (!isVisible()) owner = from;
    getChildren().setAll(scrim, dialog);
    setAlignment(dialog, where);
    setMargin(dialog, new javafx.geometry.Insets(where == Pos.TOP_CENTER ? 70 : 16, 16, 16, 16));
    Parts.show(this, true);
  }

  /// A person wants it closed: not without a second word where something typed would be lost.
  private void leave() {
    if (getChildren().getLast() instanceof Unkept typed && !typed.mayClose()) return;
    close();
  }

  boolean isOpen() {
    return isVisible();
  }

  void close() {
    Parts.show(this, false);
    getChildren().clear();
    var back = owner;
    owner = null;
    if (back != null) back.requestFocus();
  }
}
