package org.leasehold.app.console.tray;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.errors.PropertyReadOnly;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.theme.ThemeColours;

/// The icon on the bus. Read by the desktop on the bus's threads, changed by the tray's.
final class TrayItem implements StatusItem, Properties {
  static final String PATH = "/StatusNotifierItem";
  private static final int[] EDGES = {16, 22, 24, 32, 48};

  private final ThemeColours colours;
  private final TrayWishes wishes;
  private volatile TrayReading reading;
  private Variant<?> icon;
  private volatile SortedMap<String, Variant<?>> properties;

  TrayItem(TrayReading first, ThemeColours colours, TrayWishes wishes) {
    this.colours = colours;
    this.wishes = wishes;
    reading = first;
    icon = pixmaps(first.tone(), colours);
    properties = properties(first, icon);
  }

  TrayReading reading() {
    return reading;
  }

  /// @return what the desktop is to be told
  List<DBusSignal> show(TrayReading next) throws DBusException {
    var before = reading;
    var told = new ArrayList<DBusSignal>();
    boolean redrawn = before.tone() != next.tone();
    if (redrawn) icon = pixmaps(next.tone(), colours);
    properties = properties(next, icon);
    reading = next;
    if (redrawn) told.add(new NewIcon(PATH));
    if (!before.title().equals(next.title())) told.add(new NewTitle(PATH));
    if (!toolTip(before).equals(toolTip(next))) told.add(new NewToolTip(PATH));
    if (before.attention() != next.attention()) told.add(new NewStatus(PATH, status(next)));
    return told;
  }

  private static SortedMap<String, Variant<?>> properties(TrayReading of, Variant<?> icon) {
    var all = new TreeMap<String, Variant<?>>();
    all.put("Category", new Variant<>("ApplicationStatus"));
    all.put("Id", new Variant<>("leasehold"));
    all.put("Title", new Variant<>(of.title()));
    all.put("Status", new Variant<>(status(of)));
    all.put("WindowId", new Variant<>(0));
    all.put("IconName", new Variant<>(""));
    all.put("IconPixmap", icon);
    all.put("OverlayIconName", new Variant<>(""));
    all.put("AttentionIconName", new Variant<>(""));
    // hosts that show this one while attention is needed would show none
    all.put("AttentionIconPixmap", icon);
    all.put("AttentionMovieName", new Variant<>(""));
    all.put("ToolTip", new Variant<>(ToolTip.of(of.title(), of.more()), ToolTip.SIGNATURE));
    all.put("ItemIsMenu", new Variant<>(false));
    all.put("Menu", new Variant<>(new DBusPath(TrayMenu.PATH)));
    return all;
  }

  private static Variant<?> pixmaps(Tone tone, ThemeColours colours) {
    var drawn = new TrayIcon(tone, colours);
    var all = new ArrayList<Pixmap>();
    for (int edge : EDGES) all.add(new Pixmap(edge, edge, drawn.draw(edge)));
    return new Variant<>(all, "a" + Pixmap.SIGNATURE);
  }

  private static String status(TrayReading of) {
    return of.attention() ? "NeedsAttention" : "Active";
  }

  private static String toolTip(TrayReading of) {
    return of.title() + "\n" + of.more();
  }

  @Override
  public void activate(int x, int y) {
    wishes.show();
  }

  @Override
  public void secondaryActivate(int x, int y) {
    wishes.show();
  }

  /// A host that does not draw the menu gets the window, where everything in it can be done.
  @Override
  public void contextMenu(int x, int y) {
    wishes.show();
  }

  @Override
  public void scroll(int delta, String orientation) {}

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  public <A> @Nullable A Get(String of, String name) {
    // null is answered with "unknown property"
    return of.equals(NAME) ? (A) properties.get(name) : null;
  }

  @Override
  public <A> void Set(String of, String name, A value) {
    throw new PropertyReadOnly(name);
  }

  @Override
  public Map<String, Variant<?>> GetAll(String of) {
    return of.equals(NAME) ? properties : new TreeMap<>();
  }

  @Override
  public String getObjectPath() {
    return PATH;
  }
}
