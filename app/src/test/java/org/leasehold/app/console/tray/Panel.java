package org.leasehold.app.console.tray;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

/// A small desktop panel: the watcher at which icons are made known, and the host that draws them.
final class Panel implements StatusWatcher, Properties, AutoCloseable {
  private final DBusConnection connection;
  private final List<String> registered = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private volatile boolean draws;

  /// @param draws whether a host is there from the beginning
  Panel(RealBus bus, boolean draws) throws DBusException {
    this.draws = draws;
    connection = bus.connect();
    connection.exportObject(StatusWatcher.PATH, this);
    connection.addSigHandler(StatusItem.NewIcon.class, _ -> heard.add("icon"));
    connection.addSigHandler(StatusItem.NewTitle.class, _ -> heard.add("title"));
    connection.addSigHandler(StatusItem.NewToolTip.class, _ -> heard.add("tip"));
    connection.addSigHandler(StatusItem.NewStatus.class, s -> heard.add(s.status()));
    connection.addSigHandler(BusMenu.LayoutUpdated.class, _ -> heard.add("menu"));
    connection.requestBusName(StatusWatcher.NAME);
  }

  void begin() throws DBusException {
    draws = true;
    connection.sendMessage(new StatusNotifierHostRegistered(StatusWatcher.PATH));
  }

  /// Names of the icons, in the order in which they came.
  List<String> registered() {
    return List.copyOf(registered);
  }

  /// What it was told to read anew.
  List<String> heard() {
    return List.copyOf(heard);
  }

  <T extends DBusInterface> T of(String path, Class<T> as) throws DBusException {
    return connection.getRemoteObject(registered.getLast(), path, as);
  }

  Map<String, Variant<?>> properties() throws DBusException {
    return of(TrayItem.PATH, Properties.class).GetAll(StatusItem.NAME);
  }

  @Override
  public void registerStatusNotifierItem(String service) {
    registered.add(service);
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  public <A> @Nullable A Get(String of, String name) {
    return name.equals(HOST_REGISTERED) ? (A) (Object) draws : null;
  }

  @Override
  public <A> void Set(String of, String name, A value) {}

  @Override
  public Map<String, Variant<?>> GetAll(String of) {
    return Map.of(HOST_REGISTERED, new Variant<>(draws));
  }

  @Override
  public String getObjectPath() {
    return StatusWatcher.PATH;
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
