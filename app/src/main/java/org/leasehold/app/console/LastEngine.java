package org.leasehold.app.console;

import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.monitor.EngineFace;

/// Asks before a window takes the engine that acts with it.
final class LastEngine {
  private LastEngine() {}

  /// @param own the engine in this window; null: there is none
  /// @return whether the window may close
  static boolean mayEnd(Stage stage, @Nullable EngineFace own) {
    if (own == null || !own.latest().state().claim().acts()) return true;
    var stay = new ButtonType(Texts.say("leave.stay"), ButtonData.CANCEL_CLOSE);
    var close = new ButtonType(Texts.say("leave.close"), ButtonData.OTHER);
    var ask = new Alert(Alert.AlertType.WARNING, Texts.say("leave.text"), stay, close);
    ask.initOwner(stage);
    ask.setTitle(Texts.say("app.name"));
    ask.setHeaderText(Texts.say("leave.title"));
    ask.getDialogPane().getStylesheets().setAll(stage.getScene().getStylesheets());
    ask.getDialogPane().setMinHeight(javafx.scene.layout.Region.USE_PREF_SIZE);
    return ask.showAndWait().filter(close::equals).isPresent();
  }
}
