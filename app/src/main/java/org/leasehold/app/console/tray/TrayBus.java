package org.leasehold.app.console.tray;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.MethodCall;
import org.leasehold.app.console.theme.ThemeColours;

/// The connection to the session bus: makes the icon known whenever there is somebody who draws it.
/// Nobody else names the bus's library, so that it is not loaded where there is no bus.
///
/// @see "StatusNotifierItem, freedesktop.org: Registering"
final class TrayBus implements AutoCloseable {
  private static final long ANSWERED_WITHIN_MILLIS = 5000;
  private static final int CONNECTED_WITHIN_MILLIS = 5000;
  private static final String BUS = "org.freedesktop.DBus";
  private static final Logger LIBRARY = Logger.getLogger("org.freedesktop.dbus");

  static {
    // it tells of every connection
    LIBRARY.setLevel(Level.WARNING);
  }

  private final DBusConnection connection;
  private final Executor thread;
  private final TrayItem item;
  private final TrayMenu menu;
  private final String name;
  private boolean exported;
  private boolean registered;

  private TrayBus(DBusConnection connection, Executor thread, TrayItem item, TrayMenu menu) {
    this.connection = connection;
    this.thread = thread;
    this.item = item;
    this.menu = menu;
    name = StatusItem.NAME + "-" + ProcessHandle.current().pid() + "-1";
  }

  /// @param thread everything is done there; this call too
  /// @throws IOException where no bus answers
  static TrayBus open(
      String address, Executor thread, TrayReading first, ThemeColours colours, TrayWishes wishes)
      throws IOException {
    MethodCall.setDefaultTimeout(ANSWERED_WITHIN_MILLIS);
    try {
      var connection =
          DBusConnectionBuilder.forAddress(address)
              .withShared(false)
              .transportConfig()
              .withTimeout(CONNECTED_WITHIN_MILLIS)
              .back()
              .build();
      var item = new TrayItem(first, colours, wishes);
      var bus = new TrayBus(connection, thread, item, new TrayMenu(item::reading, wishes));
      bus.begin();
      return bus;
    } catch (DBusException | DBusExecutionException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void begin() throws DBusException {
    try {
      listen();
      look();
    } catch (DBusException | DBusExecutionException e) {
      close();
      throw e;
    }
  }

  private void listen() throws DBusException {
    var watchersName =
        DBusMatchRuleBuilder.create()
            .withType(DBus.NameOwnerChanged.class)
            .withSender(BUS)
            .withArg0123(0, StatusWatcher.NAME)
            .build();
    connection.<DBus.NameOwnerChanged>addSigHandler(watchersName, this::named);
    connection.addSigHandler(
        StatusWatcher.StatusNotifierHostRegistered.class, _ -> later(this::look));
  }

  private void named(DBus.NameOwnerChanged change) {
    if (!change.name.equals(StatusWatcher.NAME)) return;
    later(
        () -> {
          registered = false;
          if (!change.newOwner.isEmpty()) look();
        });
  }

  /// What the desktop does is no reason to fail: the next change of its is waited for.
  private void later(Step step) {
    try {
      thread.execute(
          () -> {
            try {
              step.run();
            } catch (DBusException | DBusExecutionException e) {
              System.getLogger("leasehold.console")
                  .log(System.Logger.Level.INFO, "no icon in the tray: {0}", e.getMessage());
            }
          });
    } catch (RejectedExecutionException _) {
      // the window is closing
    }
  }

  private interface Step {
    void run() throws DBusException;
  }

  /// Makes the icon known, where it is not yet and somebody draws it.
  private void look() throws DBusException {
    var bus = connection.getRemoteObject(BUS, "/org/freedesktop/DBus", DBus.class, false);
    if (registered || !bus.NameHasOwner(StatusWatcher.NAME)) return;
    var facts = watcher(Properties.class);
    if (!(facts.Get(StatusWatcher.NAME, StatusWatcher.HOST_REGISTERED) instanceof Boolean drawn)
        || !drawn) {
      return;
    }
    if (!exported) {
      connection.exportObject(TrayItem.PATH, item);
      connection.exportObject(TrayMenu.PATH, menu);
      connection.requestBusName(name);
      exported = true;
    }
    watcher(StatusWatcher.class).registerStatusNotifierItem(name);
    registered = true;
  }

  private <T extends DBusInterface> T watcher(Class<T> as) throws DBusException {
    return connection.getRemoteObject(StatusWatcher.NAME, StatusWatcher.PATH, as, false);
  }

  void show(TrayReading reading) throws IOException {
    try {
      tell(item.show(reading));
      tell(menu.look());
    } catch (DBusException | DBusExecutionException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void tell(List<DBusSignal> news) {
    if (registered) news.forEach(connection::sendMessage);
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
