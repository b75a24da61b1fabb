package org.leasehold.app.console.shell;

import java.time.ZoneOffset;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import org.leasehold.app.console.text.Times;
import org.leasehold.app.console.theme.Theme;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/// A window of its own, driven by mouse and keyboard; nothing a person set up is read or kept.
public abstract class WindowTest extends FxRobot {
  @SuppressWarnings("NullAway.Init") // made by openWindow, before the first test
  protected Shell shell;

  /// @param then what the window shows; on its thread
  protected void openWindow(Theme theme, double width, double height, Consumer<Shell> then)
      throws Exception {
    var stage = FxToolkit.registerPrimaryStage();
    FxToolkit.setupFixture(
        () -> {
          Theme.loadFonts();
          var times = new Times(ZoneOffset.UTC);
          var setting = new Setting("anna", times, Platform::runLater, Runnable::run, null);
          shell = new Shell(setting, theme);
          var scene = new Scene(shell, width, height);
          shell.theme(theme);
          shell.dress(scene);
          stage.setScene(scene);
          stage.show();
          then.accept(shell);
        });
    WaitForAsyncUtils.waitForFxEvents();
  }

  protected void closeWindow() throws Exception {
    interact(() -> shell.close());
    FxToolkit.hideStage();
  }

  protected String text(String id) {
    Labeled found = lookup(id).query();
    return found.getText();
  }

  protected boolean isOff(String id) {
    Node found = lookup(id).query();
    return found.isDisabled();
  }
}
