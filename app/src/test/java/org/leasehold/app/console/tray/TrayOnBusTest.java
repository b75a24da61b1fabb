package org.leasehold.app.console.tray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.theme.Theme;

/// The icon on a real session bus, as a panel sees it.
@Tag("daemon")
class TrayOnBusTest {
  private static final TrayReading WELL =
      new TrayReading(Tone.OK, false, "Leasehold: well", "well_1", "survives <1> host");
  private static final TrayReading WORSE =
      new TrayReading(Tone.BAD, true, "Leasehold: 1 incident", "1 incident", "survives 0 hosts");

  @TempDir private Path folder = Path.of("");
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicBoolean quiet = new AtomicBoolean();

  private Tray tray(Map<String, String> environment) {
    var wishes =
        new TrayWishes() {
          @Override
          public void show() {
            asked.add("show");
          }

          @Override
          public boolean isQuiet() {
            return quiet.get();
          }

          @Override
          public void quiet(boolean wanted) {
            quiet.set(wanted);
            asked.add("quiet " + wanted);
          }

          @Override
          public void closeWindow() {
            asked.add("close");
          }
        };
    var tray = new Tray(environment, Theme.DARK.colours(), wishes);
    tray.show(WELL);
    tray.wanted(true);
    return tray;
  }

  private static void await(BooleanSupplier until, String what) throws InterruptedException {
    for (int i = 0; i < 200 && !until.getAsBoolean(); i++) Thread.sleep(50);
    assertTrue(until.getAsBoolean(), what);
  }

  @Test
  void aPanelReadsWhatTheIconSays() throws Exception {
    try (var bus = new RealBus(folder);
        var panel = new Panel(bus, true);
        var _ = tray(bus.environment())) {
      await(() -> panel.registered().size() == 1, "made known");
      assertEquals(
          List.of("org.kde.StatusNotifierItem-" + ProcessHandle.current().pid() + "-1"),
          panel.registered());
      var all = panel.properties();
      var words = new ArrayList<String>();
      for (var name : List.of("Category", "Id", "Title", "Status", "ItemIsMenu", "Menu")) {
        words.add(String.valueOf(value(all, name)));
      }
      assertEquals(
          List.of(
              "ApplicationStatus",
              "leasehold",
              "Leasehold: well",
              "Active",
              "false",
              "/StatusNotifierItem/Menu"),
          words);
      var first = (Object[]) ((List<?>) value(all, "IconPixmap")).getFirst();
      assertEquals(16, first[0]);
      assertEquals(16, first[1]);
      assertEquals(
          bytes(new TrayIcon(Tone.OK, Theme.DARK.colours()).draw(16)), first[2], "the picture");
      var tip = (Object[]) value(all, "ToolTip");
      assertEquals("Leasehold: well", tip[2]);
      assertEquals("survives &lt;1&gt; host", tip[3]);
      panel.of(TrayItem.PATH, StatusItem.class).activate(1, 1);
      panel.of(TrayItem.PATH, StatusItem.class).contextMenu(1, 1);
      assertEquals(List.of("show", "show"), asked);
    }
  }

  private static List<Byte> bytes(byte[] of) {
    var all = new ArrayList<Byte>();
    for (byte one : of) all.add(one);
    return all;
  }

  private static Object value(Map<String, Variant<?>> all, String name) {
    var found = all.get(name);
    return found == null ? "no " + name : found.getValue();
  }

  @Test
  void theMenuIsReadAndClicked() throws Exception {
    try (var bus = new RealBus(folder);
        var panel = new Panel(bus, true);
        var tray = tray(bus.environment())) {
      await(() -> panel.registered().size() == 1, "made known");
      var menu = panel.of(TrayMenu.PATH, BusMenu.class);
      var layout = menu.layout(0, -1, List.of());
      var lines = new ArrayList<String>();
      for (var line : layout.menu.below) lines.add(line((Object[]) line.getValue()));
      assertEquals(
          List.of(
              "1 {enabled=false, label=well__1}",
              "2 {type=separator}",
              "3 {label=Show Leasehold}",
              "4 {label=Quiet notifications, toggle-state=0, toggle-type=checkmark}",
              "5 {type=separator}",
              "6 {label=Close}"),
          lines);
      for (int id : new int[] {1, 2, 3, 4, 6, 99}) {
        menu.event(id, "clicked", new Variant<>(0), new UInt32(0));
      }
      menu.event(6, "hovered", new Variant<>(0), new UInt32(0));
      assertEquals(List.of("show", "quiet true", "close"), asked);
      tray.refresh();
      await(() -> panel.heard().contains("menu"), "the mark changed");
      assertEquals(1, menu.property(4, "toggle-state").getValue());
      assertEquals(2, menu.layout(0, -1, List.of()).revision.intValue());
      assertFalse(menu.aboutToShow(0));
      quiet.set(false);
      assertTrue(menu.aboutToShow(0), "switched elsewhere");
    }
  }

  private static String line(Object[] node) {
    var properties = new java.util.TreeMap<String, Object>();
    ((Map<?, ?>) node[1])
        .forEach(
            (name, value) -> properties.put(String.valueOf(name), ((Variant<?>) value).getValue()));
    return node[0] + " " + properties;
  }

  @Test
  void aChangeIsToldOnce() throws Exception {
    try (var bus = new RealBus(folder);
        var panel = new Panel(bus, true);
        var tray = tray(bus.environment())) {
      await(() -> panel.registered().size() == 1, "made known");
      tray.show(WORSE);
      tray.show(WORSE);
      await(() -> panel.heard().contains("menu"), "told");
      assertEquals(List.of("icon", "title", "tip", "NeedsAttention", "menu"), panel.heard());
      assertEquals("Leasehold: 1 incident", value(panel.properties(), "Title"));
    }
  }

  @Test
  void aPanelThatComesLaterOrAgainIsToldAnew() throws Exception {
    try (var bus = new RealBus(folder);
        var tray = tray(bus.environment())) {
      try (var late = new Panel(bus, false)) {
        Thread.sleep(500);
        assertEquals(List.of(), late.registered(), "nobody draws yet");
        late.begin();
        await(() -> late.registered().size() == 1, "drawn from now on");
      }
      tray.show(WORSE);
      try (var again = new Panel(bus, true)) {
        await(() -> again.registered().size() == 1, "the panel was started anew");
        await(() -> says(again, "Leasehold: 1 incident"), "what happened meanwhile");
        tray.wanted(false);
        await(() -> !isThere(bus, again.registered().getFirst()), "switched off");
        tray.wanted(true);
        await(() -> again.registered().size() == 2, "switched on");
      }
    }
  }

  private static boolean says(Panel panel, String title) {
    try {
      return value(panel.properties(), "Title").equals(title);
    } catch (org.freedesktop.dbus.exceptions.DBusException e) {
      return false;
    }
  }

  private static boolean isThere(RealBus bus, String name) {
    try (var asking = bus.connect()) {
      var all =
          asking.getRemoteObject(
              "org.freedesktop.DBus",
              "/org/freedesktop/DBus",
              org.freedesktop.dbus.interfaces.DBus.class);
      return all.NameHasOwner(name);
    } catch (java.io.IOException | org.freedesktop.dbus.exceptions.DBusException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void withoutAPanelOrABusNothingHappens() throws Exception {
    try (var alone = tray(Map.of())) {
      alone.show(WORSE);
    }
    try (var bus = new RealBus(folder);
        var alone = tray(bus.environment())) {
      alone.show(WORSE);
      Thread.sleep(1000);
      assertFalse(
          isThere(bus, "org.kde.StatusNotifierItem-" + ProcessHandle.current().pid() + "-1"));
    }
    try (var gone = tray(Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + folder))) {
      gone.show(WORSE);
    }
    assertEquals(List.of(), asked);
  }
}
