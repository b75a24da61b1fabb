package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.demo.DemoFace;
import org.leasehold.app.console.parts.KeptSwitch;
import org.leasehold.app.console.settings.DesktopModel;
import org.leasehold.app.console.theme.Theme;
import org.testfx.util.WaitForAsyncUtils;

/// What the desktop learns of the cluster beside the window, and where a person chooses it.
class OutsideTest extends WindowTest {
  @TempDir private Path folder = Path.of("");
  private final DemoFace face = new DemoFace(1_700_000_000_000L);
  private final List<Standing> told = new CopyOnWriteArrayList<>();
  private final List<Boolean> wanted = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws Exception {
    openWindow(
        Theme.LIGHT,
        1300,
        840,
        shell -> {
          shell.outside(told::add);
          shell.desktop(new DesktopModel(kept("quiet"), kept("no-tray"), wanted::add));
          shell.show(new Cluster("shop-floor", face, face.past(), face::bytes, null), null);
        });
  }

  @AfterEach
  void close() throws Exception {
    closeWindow();
  }

  private KeptSwitch kept(String name) {
    return new KeptSwitch(folder.resolve(name));
  }

  @Test
  void anEngineThatIsNotHeardIsNotSaidToBeWell() throws Exception {
    var known = assertInstanceOf(Standing.Known.class, told.getLast());
    assertFalse(known.simulated());
    assertEquals(
        List.of(0, 17, 3),
        List.of(known.live().incidents(), known.live().vms(), known.live().gaps()));
    // the demo's time stands still: nothing is heard
    WaitForAsyncUtils.waitFor(
        30, TimeUnit.SECONDS, () -> told.getLast().equals(new Standing.Silent()));
    face.skip(5).get(60, TimeUnit.SECONDS);
    WaitForAsyncUtils.waitForFxEvents();
    assertInstanceOf(Standing.Known.class, told.getLast(), "heard again");
    interact(() -> shell.firstStart());
    assertEquals(new Standing.None(), told.getLast());
  }

  @Test
  void bothAreChosenBesideTheNotifications() {
    interact(() -> shell.showSettings("notify"));
    WaitForAsyncUtils.waitForFxEvents();
    clickOn("#desktop-tray");
    clickOn("#desktop-quiet");
    assertEquals(List.of(false), wanted);
    assertTrue(kept("no-tray").isOn());
    assertTrue(kept("quiet").isOn());
    kept("quiet").set(false);
    interact(() -> shell.showSettings("window"));
    interact(() -> shell.showSettings("notify"));
    clickOn("#desktop-quiet");
    assertTrue(kept("quiet").isOn(), "what was switched elsewhere was seen");
  }
}
