package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.leasemap.FileVolume;
import org.leasehold.app.console.theme.Theme;
import org.testfx.util.WaitForAsyncUtils;

/// A damaged volume file in the window: checked, its repair asked for, and refused.
class RepairTest extends WindowTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // given before each test
  Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void open() throws Exception {
    file = folder.resolve("xleases");
    var sample = "/org/leasehold/assets/samples/xleases-two-hosts.img.gz";
    try (var in =
        new GZIPInputStream(Objects.requireNonNull(RepairTest.class.getResourceAsStream(sample)))) {
      Files.copy(in, file);
    }
    openWindow(
        Theme.LIGHT,
        1300,
        840,
        shell -> {
          shell.open(new FileVolume(file, Runnable::run, folder.resolve("none")));
          shell.checkVolume();
        });
  }

  @AfterEach
  void close() throws Exception {
    closeWindow();
  }

  private String said() {
    Label label = lookup("#check-said").query();
    return label.getText();
  }

  @Test
  void theKeyboardBeginsOnCancelAndEnterRepairsNothing() throws Exception {
    var before = Files.readAllBytes(file);
    clickOn("#check-repair");
    Node back = lookup("#check-back").query();
    assertTrue(back.isFocused(), "not on the button that does it");
    assertTrue(said().startsWith("1 step will be done on xleases"), said());
    push(KeyCode.ENTER);
    WaitForAsyncUtils.waitForFxEvents();
    assertFalse(back.isVisible(), "it is not asked any more");
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void withoutSanlockTheRepairIsRefusedInOneSentenceAndTheFileIsAsItWas() throws Exception {
    var before = Files.readAllBytes(file);
    clickOn("#check-repair");
    clickOn("#check-repair");
    WaitForAsyncUtils.waitForFxEvents();
    assertEquals(
        "Not repaired: sanlock is not running on this host: no socket at %s/none/sanlock.sock; start it with systemctl start sanlock"
            .formatted(folder),
        said());
    assertFalse(lookup("#check-repair").query().isVisible());
    assertArrayEquals(before, Files.readAllBytes(file));
  }
}
