package org.leasehold.app.console.tray;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.freedesktop.dbus.errors.PropertyReadOnly;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

/// The icon's menu on the bus: one level, read anew by the desktop when its revision grows.
final class TrayMenu implements BusMenu, Properties {
  static final String PATH = "/StatusNotifierItem/Menu";
  private static final int VERSION = 3;

  /// What is asked of one call at most: the menu has fewer lines.
  private static final int GROUP_MAX = 100;

  private final Supplier<TrayReading> reading;
  private final TrayWishes wishes;
  private List<MenuLine> lines;
  private long revision = 1;
  private long told = revision;
  private long read;

  TrayMenu(Supplier<TrayReading> reading, TrayWishes wishes) {
    this.reading = reading;
    this.wishes = wishes;
    lines = MenuLine.of(reading.get(), wishes.isQuiet());
  }

  /// @return what the desktop is to be told; nothing when the menu is as it was
  synchronized List<DBusSignal> look() throws DBusException {
    var _ = lines();
    if (told == revision) return List.of();
    told = revision;
    return List.of(new LayoutUpdated(PATH, new UInt32(revision), 0));
  }

  /// As they are now.
  private synchronized List<MenuLine> lines() {
    var now = MenuLine.of(reading.get(), wishes.isQuiet());
    if (!now.equals(lines)) revision++;
    lines = now;
    return now;
  }

  private boolean isUnread() {
    var _ = lines();
    return read != revision;
  }

  @Override
  public synchronized Layout<UInt32, Node> layout(int parent, int depth, List<String> names) {
    var below = new ArrayList<Variant<?>>();
    for (var line : lines()) {
      if (parent == line.id()) return answer(new Node(line.id(), properties(line), List.of()));
      if (depth == 0) continue;
      below.add(new Variant<>(new Node(line.id(), properties(line), List.of()), Node.SIGNATURE));
    }
    var all = new TreeMap<String, Variant<?>>();
    all.put("children-display", new Variant<>("submenu"));
    return answer(new Node(0, all, below));
  }

  private Layout<UInt32, Node> answer(Node node) {
    read = revision;
    return new Layout<>(new UInt32(revision), node);
  }

  private static SortedMap<String, Variant<?>> properties(MenuLine line) {
    var all = new TreeMap<String, Variant<?>>();
    switch (line) {
      case MenuLine.Words(_, var text) -> {
        all.put("label", label(text));
        all.put("enabled", new Variant<>(false));
      }
      case MenuLine.Gap _ -> all.put("type", new Variant<>("separator"));
      case MenuLine.Act(_, var text, _) -> all.put("label", label(text));
      case MenuLine.Toggle(_, var text, var on, _) -> {
        all.put("label", label(text));
        all.put("toggle-type", new Variant<>("checkmark"));
        all.put("toggle-state", new Variant<>(on ? 1 : 0));
      }
    }
    return all;
  }

  /// One underscore would underline the next letter.
  private static Variant<?> label(String text) {
    return new Variant<>(text.replace("_", "__"));
  }

  @Override
  public List<Line> groupProperties(List<Integer> ids, List<String> names) {
    var all = new ArrayList<Line>();
    for (var line : lines()) {
      if (ids.isEmpty() || ids.contains(line.id())) {
        all.add(new Line(line.id(), properties(line)));
      }
    }
    return all;
  }

  @Override
  public Variant<?> property(int id, String name) {
    for (var line : lines()) {
      var value = line.id() == id ? properties(line).get(name) : null;
      if (value != null) return value;
    }
    return new Variant<>("");
  }

  @Override
  public void event(int id, String kind, Variant<?> data, UInt32 timestamp) {
    if (!kind.equals("clicked")) return;
    for (var line : lines()) {
      if (line.id() != id) continue;
      switch (line) {
        case MenuLine.Act act -> carryOut(act.wish());
        case MenuLine.Toggle toggle -> carryOut(toggle.wish());
        case MenuLine.Words _, MenuLine.Gap _ -> {}
      }
    }
  }

  private void carryOut(MenuLine.Wish wish) {
    switch (wish) {
      case SHOW -> wishes.show();
      case QUIET -> wishes.quiet(!wishes.isQuiet());
      case CLOSE -> wishes.closeWindow();
    }
  }

  @Override
  public List<Integer> eventGroup(List<Happened> events) {
    var unknown = new ArrayList<Integer>();
    for (var one : events.subList(0, Math.min(events.size(), GROUP_MAX))) {
      if (lines().stream().noneMatch(line -> line.id() == one.id)) unknown.add(one.id);
      event(one.id, one.kind, one.data, one.timestamp);
    }
    return unknown;
  }

  @Override
  public synchronized boolean aboutToShow(int id) {
    return isUnread();
  }

  @Override
  public synchronized Shown<List<Integer>, List<Integer>> aboutToShowGroup(List<Integer> ids) {
    List<Integer> anew = isUnread() ? List.of(0) : List.of();
    return new Shown<>(anew, List.of());
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  public <A> @Nullable A Get(String of, String name) {
    return (A) GetAll(of).get(name);
  }

  @Override
  public <A> void Set(String of, String name, A value) {
    throw new PropertyReadOnly(name);
  }

  @Override
  public Map<String, Variant<?>> GetAll(String of) {
    var all = new TreeMap<String, Variant<?>>();
    if (!of.equals(NAME)) return all;
    all.put("Version", new Variant<>(new UInt32(VERSION)));
    all.put("TextDirection", new Variant<>("ltr"));
    all.put("Status", new Variant<>("normal"));
    all.put("IconThemePath", new Variant<>(new String[0], "as"));
    return all;
  }

  @Override
  public String getObjectPath() {
    return PATH;
  }
}
