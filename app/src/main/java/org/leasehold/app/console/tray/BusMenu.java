package org.leasehold.app.console.tray;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.Tuple;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// A menu that the desktop draws. Public because the bus's library calls it.
///
/// @see "com.canonical.dbusmenu, libdbusmenu 16.04: dbus-menu.xml"
@DBusInterfaceName(BusMenu.NAME)
public interface BusMenu extends DBusInterface {
  String NAME = "com.canonical.dbusmenu";

  /// @param parent whose lines; 0 is the menu
  /// @param depth how many levels; -1 for all
  /// @param names of the properties that are wanted; none for all
  @DBusMemberName("GetLayout")
  Layout<UInt32, Node> layout(int parent, int depth, List<String> names);

  /// @param ids of lines; none for all
  @DBusMemberName("GetGroupProperties")
  List<Line> groupProperties(List<Integer> ids, List<String> names);

  @DBusMemberName("GetProperty")
  Variant<?> property(int id, String name);

  /// @param kind `clicked`, `hovered`, `opened`, `closed`
  @DBusMemberName("Event")
  void event(int id, String kind, Variant<?> data, UInt32 timestamp);

  /// @return ids that there are not
  @DBusMemberName("EventGroup")
  List<Integer> eventGroup(List<Happened> events);

  /// @return whether the menu has to be read anew
  @DBusMemberName("AboutToShow")
  boolean aboutToShow(int id);

  @DBusMemberName("AboutToShowGroup")
  Shown<List<Integer>, List<Integer>> aboutToShowGroup(List<Integer> ids);

  /// A line with its properties: `(ia{sv})`.
  final class Line extends Struct {
    @Position(0)
    public final int id;

    @Position(1)
    public final Map<String, Variant<?>> properties;

    public Line(int id, Map<String, Variant<?>> properties) {
      this.id = id;
      this.properties = properties;
    }
  }

  /// A line with its properties and the lines below it: `(ia{sv}av)`.
  final class Node extends Struct {
    static final String SIGNATURE = "(ia{sv}av)";

    @Position(0)
    public final int id;

    @Position(1)
    public final Map<String, Variant<?>> properties;

    @Position(2)
    public final List<Variant<?>> below;

    public Node(int id, Map<String, Variant<?>> properties, List<Variant<?>> below) {
      this.id = id;
      this.properties = properties;
      this.below = below;
    }
  }

  /// What [#event] is told of one line: `(isvu)`.
  final class Happened extends Struct {
    @Position(0)
    public final int id;

    @Position(1)
    public final String kind;

    @Position(2)
    public final Variant<?> data;

    @Position(3)
    public final UInt32 timestamp;

    public Happened(int id, String kind, Variant<?> data, UInt32 timestamp) {
      this.id = id;
      this.kind = kind;
      this.data = data;
      this.timestamp = timestamp;
    }
  }

  /// Two answers: revision and lines.
  final class Layout<A, B> extends Tuple {
    @Position(0)
    public final A revision;

    @Position(1)
    public final B menu;

    public Layout(A revision, B menu) {
      this.revision = revision;
      this.menu = menu;
    }
  }

  /// Two answers: which to read anew, and which there are not.
  final class Shown<A, B> extends Tuple {
    @Position(0)
    public final A anew;

    @Position(1)
    public final B unknown;

    public Shown(A anew, B unknown) {
      this.anew = anew;
      this.unknown = unknown;
    }
  }

  /// The lines below one are to be read anew.
  final class LayoutUpdated extends DBusSignal {
    private final UInt32 revision;

    public LayoutUpdated(String path, UInt32 revision, int parent) throws DBusException {
      super(path, revision, parent);
      this.revision = revision;
    }

    public UInt32 revision() {
      return revision;
    }
  }
}
