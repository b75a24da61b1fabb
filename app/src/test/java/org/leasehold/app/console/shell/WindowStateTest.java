package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.theme.Theme;

class WindowStateTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void whatWasKeptComesBack() {
    var state = new WindowState(1200, 800, true, Theme.LIGHT, "lease-map");
    var file = folder.resolve("new/console.properties");
    state.save(file);
    assertEquals(state, WindowState.load(file));
  }

  @Test
  void whatCannotBeReadIsTheFirstState() throws IOException {
    var file = folder.resolve("console.properties");
    assertEquals(WindowState.FIRST, WindowState.load(file));
    Files.writeString(file, "width=very wide\ntheme=purple\n");
    assertEquals(WindowState.FIRST, WindowState.load(file));
  }

  @Test
  void anImpossibleSizeIsMadePossible() {
    var state = new WindowState(3, 1e9, false, Theme.DARK, "overview");
    assertEquals(640, state.width());
    assertEquals(10_000, state.height());
  }

  @Test
  void aFolderThatCannotBeWrittenLosesOnlyTheSize() throws IOException {
    var file = folder.resolve("file");
    Files.writeString(file, "");
    WindowState.FIRST.save(file.resolve("console.properties"));
    assertEquals("", Files.readString(file));
  }
}
