package org.leasehold.app.console.tray;

import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;

/// An icon in a tray, as desktops know it. Public because the bus's library calls it.
///
/// @see "StatusNotifierItem, freedesktop.org: org.freedesktop.StatusNotifierItem; every desktop has
///   it under org.kde"
@DBusInterfaceName(StatusItem.NAME)
public interface StatusItem extends DBusInterface {
  String NAME = "org.kde.StatusNotifierItem";

  /// The usual click.
  @DBusMemberName("Activate")
  void activate(int x, int y);

  /// The middle button's click.
  @DBusMemberName("SecondaryActivate")
  void secondaryActivate(int x, int y);

  /// Asked for by hosts that draw no menu of their own.
  @DBusMemberName("ContextMenu")
  void contextMenu(int x, int y);

  @DBusMemberName("Scroll")
  void scroll(int delta, String orientation);

  /// A picture, ARGB32 in network byte order: `(iiay)`.
  final class Pixmap extends Struct {
    static final String SIGNATURE = "(iiay)";

    @Position(0)
    public final int width;

    @Position(1)
    public final int height;

    @Position(2)
    public final byte[] argb;

    public Pixmap(int width, int height, byte[] argb) {
      this.width = width;
      this.height = height;
      this.argb = argb;
    }
  }

  final class NewTitle extends DBusSignal {
    public NewTitle(String path) throws DBusException {
      super(path);
    }
  }

  final class NewIcon extends DBusSignal {
    public NewIcon(String path) throws DBusException {
      super(path);
    }
  }

  final class NewToolTip extends DBusSignal {
    public NewToolTip(String path) throws DBusException {
      super(path);
    }
  }

  final class NewStatus extends DBusSignal {
    private final String status;

    public NewStatus(String path, String status) throws DBusException {
      super(path, status);
      this.status = status;
    }

    public String status() {
      return status;
    }
  }
}
