package org.leasehold.app.console.tray;

import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;

/// Where a desktop's icons are made known. Public because the bus's library calls it.
///
/// @see "StatusNotifierItem, freedesktop.org: org.freedesktop.StatusNotifierWatcher; every desktop
///   has it under org.kde"
@DBusInterfaceName(StatusWatcher.NAME)
public interface StatusWatcher extends DBusInterface {
  String NAME = "org.kde.StatusNotifierWatcher";
  String PATH = "/StatusNotifierWatcher";

  /// Property: whether anybody draws the icons.
  String HOST_REGISTERED = "IsStatusNotifierHostRegistered";

  /// @param service the icon's name on the bus
  @DBusMemberName("RegisterStatusNotifierItem")
  void registerStatusNotifierItem(String service);

  /// From now on somebody draws the icons.
  final class StatusNotifierHostRegistered extends DBusSignal {
    public StatusNotifierHostRegistered(String path) throws DBusException {
      super(path);
    }
  }
}
