package org.leasehold.app.console.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.parts.KeptSwitch;

class DesktopModelTest {
  @TempDir private Path folder = Path.of("");
  private final List<Boolean> told = new ArrayList<>();

  private KeptSwitch kept(String name) {
    return new KeptSwitch(folder.resolve("config").resolve(name));
  }

  private DesktopModel model() {
    return new DesktopModel(kept("quiet"), kept("no-tray"), told::add);
  }

  @Test
  void anIconIsShownUntilSomebodyDoesNotWantIt() {
    var model = model();
    assertTrue(model.tray().get());
    assertFalse(model.quiet().get());
    model.tray().set(false);
    assertTrue(kept("no-tray").isOn());
    assertFalse(model().tray().get(), "in the next run");
    model.tray().set(true);
    assertFalse(kept("no-tray").isOn());
    assertEquals(List.of(false, true), told);
  }

  @Test
  void whatWasSwitchedElsewhereIsSeen() {
    var model = model();
    kept("quiet").set(true);
    model.look();
    assertTrue(model.quiet().get());
    model.quiet().set(false);
    assertFalse(kept("quiet").isOn());
    assertEquals(List.of(), told);
  }
}
